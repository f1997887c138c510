/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms, as the programs of `hist` fill them and user space reads them by mmap.
 * Compiled twice, as measure.h: what is computed from a recording has the same buckets.
 */
#ifndef BT_HIST_H
#define BT_HIST_H

#ifndef __VMLINUX_H__
#include <stdbool.h>
#endif

#include "shared/slot.h"

enum bt_metric {
	BT_METRIC_BATCH,
	BT_METRIC_WINDOW,
	BT_METRIC_SECTION,
	BT_METRIC_RUN,
	BT_NR_METRICS,
};

/*
 * A value goes into two sets of buckets.  One covers all of 64 bits: each power of two has 8
 * buckets, so that none is wider than an eighth of its lowest value, and up to 15 each value
 * has its own.  The other has 1024 of one width, chosen before: for numbers usually 1.
 */
#define BT_HIST_SUB_BITS	3
#define BT_HIST_SUB		(1u << BT_HIST_SUB_BITS)
#define BT_HIST_BUCKETS		(BT_HIST_SUB * (64 - BT_HIST_SUB_BITS + 1))
#define BT_HIST_LINEAR		1024u

struct bt_hist {
	__u64	n[BT_HIST_BUCKETS];	/* their sum is the number of samples */
	__u64	linear[BT_HIST_LINEAR];	/* those below 1024 times the width */
	__u64	sum;
	__u64	max;
	__u64	inverse_min;		/* ~min: like max it begins with zero, and grows */
};

/* The histograms of one key. */
struct bt_set {
	struct bt_slot who;	/* of the key just those parts that are asked for; no counts */
	__u64	partial[BT_NR_METRICS];
	__u64	derived[BT_NR_METRICS];	/* samples with an event that was derived, see measure.h */
	struct bt_hist hist[BT_NR_METRICS];
};

#define BT_NR_SETS	1024u	/* keys at the same time; [0] is nobody's */

/*
 * What a sample is booked to is a number that the caller of bt_measure_book() gives when a span
 * begins, and gets back when it ends: here a set.
 */
#define BT_KEY_NONE	0u	/* it gave none */
#define BT_KEY_HERE	0xfffeu	/* of a partial span whose beginning was not seen */
#define BT_KEY_UNWANTED	0xffffu	/* booked nowhere: it is not asked for */

/*
 * The number of the highest bit of a value that is not 0.  Without a branch: the verifier
 * would follow each of 64 ways through what comes after it.
 */
static inline __attribute__((always_inline))
__u32 bt_log2(__u64 value)
{
	/* All bits below the highest one, too; their number. */
	value |= value >> 1;
	value |= value >> 2;
	value |= value >> 4;
	value |= value >> 8;
	value |= value >> 16;
	value |= value >> 32;
	value -= value >> 1 & 0x5555555555555555ull;
	value = (value & 0x3333333333333333ull) + (value >> 2 & 0x3333333333333333ull);
	value = (value + (value >> 4)) & 0x0f0f0f0f0f0f0f0full;
	return (value * 0x0101010101010101ull >> 56) - 1;
}

/** bt_hist_index() - the bucket that @value belongs to. */
static inline __attribute__((always_inline))
__u32 bt_hist_index(__u64 value)
{
	__u32 shift;

	if (value < BT_HIST_SUB)
		return value;
	shift = (bt_log2(value) - BT_HIST_SUB_BITS) & 63;
	return ((shift + 1) << BT_HIST_SUB_BITS) + ((value >> shift) & (BT_HIST_SUB - 1));
}

/** bt_hist_low() - the smallest value of a bucket. */
static inline __attribute__((always_inline))
__u64 bt_hist_low(__u32 index)
{
	if (index < BT_HIST_SUB)
		return index;
	return (__u64)(BT_HIST_SUB + (index & (BT_HIST_SUB - 1))) <<
	       ((index >> BT_HIST_SUB_BITS) - 1);
}

/** bt_hist_last() - the largest one. */
static inline __attribute__((always_inline))
__u64 bt_hist_last(__u32 index)
{
	return index < BT_HIST_SUB ? index :
	       bt_hist_low(index) + ((1ull << ((index >> BT_HIST_SUB_BITS) - 1)) - 1);
}

/*
 * Others may raise it at the same time, each time to something larger: so many, all of them
 * below @value, that the last try fails, will not come.  If they do it is told.
 */
static inline __attribute__((always_inline))
bool bt_hist_raise(__u64 *to, __u64 value)
{
	for (int i = 0; i < 16; i++) {
		__u64 now = *(volatile __u64 *)to;

		if (value <= now || __sync_val_compare_and_swap(to, now, value) == now)
			return true;
	}
	return false;
}

/**
 * bt_hist_add() - add a sample; others may at the same time.
 * @step: width of the linear buckets, 0 for none
 *
 * Return: false when the extremes of @h may lack this value.
 */
static inline __attribute__((always_inline))
bool bt_hist_add(struct bt_hist *h, __u64 value, __u64 step)
{
	__u64 index = bt_hist_index(value), line = step ? value / step : BT_HIST_LINEAR;
	bool raised = bt_hist_raise(&h->max, value);

	raised &= bt_hist_raise(&h->inverse_min, ~value);
	__sync_fetch_and_add(&h->sum, value);
#ifdef __bpf__
	/* The compiler knows that it is, the verifier has to see it. */
	asm volatile("" : "+r"(index), "+r"(line));
#endif
	if (line < BT_HIST_LINEAR)
		__sync_fetch_and_add(&h->linear[line], 1);
	if (index < BT_HIST_BUCKETS)
		__sync_fetch_and_add(&h->n[index], 1);
	return raised;
}

_Static_assert(sizeof(struct bt_set) % 8 == 0, "elements of a map lie side by side");
_Static_assert(BT_NR_SETS < BT_KEY_HERE, "a key is 16 bits");

#endif /* BT_HIST_H */
