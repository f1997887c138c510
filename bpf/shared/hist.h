/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms: the programs of `hist` fill them, and user space reads them by mmap.  The code is
 * compiled twice, like logic/measure.h, so that a recording gives the same buckets.
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
 * Each value is counted in two sets of buckets:
 *
 * - n[] covers all 64 bits.  Each power of two has 8 buckets, so that no bucket is wider than an
 *   eighth of its lowest value.  Each value up to 15 has a bucket of its own.
 * - linear[] has 1024 buckets of one width, which is chosen before: for numbers usually 1.
 */
#define BT_HIST_SUB_BITS	3
#define BT_HIST_SUB		(1u << BT_HIST_SUB_BITS)
#define BT_HIST_BUCKETS		(BT_HIST_SUB * (64 - BT_HIST_SUB_BITS + 1))
#define BT_HIST_LINEAR		1024u

struct bt_hist {
	__u64	n[BT_HIST_BUCKETS];	/* samples by bucket; their sum is the number of samples */
	__u64	linear[BT_HIST_LINEAR];	/* samples below 1024 times the width */
	__u64	sum;			/* all values added up */
	__u64	max;
	__u64	inverse_min;		/* ~minimum: begins with zero and grows, like max */
};

/* The histograms of one key, one for each metric */
struct bt_set {
	struct bt_slot who;	/* the parts of the key that user space asked for; no counts */
	__u64	partial[BT_NR_METRICS];	/* spans that are no samples, see logic/measure.h */
	__u64	derived[BT_NR_METRICS];	/* samples with a derived event, see logic/measure.h */
	struct bt_hist hist[BT_NR_METRICS];
};

#define BT_NR_SETS	1024u	/* keys at the same time; set 0 is never handed out */

/*
 * A key is the number that a sample is booked to.  The caller of bt_measure_book() gives the key
 * when a span begins, and gets it back when the span ends.  In the programs the key is a set's
 * index.
 */
#define BT_KEY_NONE	0u	/* the caller had no room for a key */
#define BT_KEY_HERE	0xfffeu	/* partial span without a beginning: use its last event */
#define BT_KEY_UNWANTED	0xffffu	/* nobody asked for the sample: book it nowhere */

/*
 * Return the number of the highest bit of @value, which is not 0.  The code has no branch, because
 * the verifier would follow each of 64 ways through the code behind it.
 */
static inline __attribute__((always_inline))
__u32 bt_log2(__u64 value)
{
	/* Set all bits below the highest one, then count the bits. */
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

/** bt_hist_index() - return the bucket that @value belongs to. */
static inline __attribute__((always_inline))
__u32 bt_hist_index(__u64 value)
{
	__u32 shift;

	if (value < BT_HIST_SUB)
		return value;
	shift = (bt_log2(value) - BT_HIST_SUB_BITS) & 63;
	return ((shift + 1) << BT_HIST_SUB_BITS) + ((value >> shift) & (BT_HIST_SUB - 1));
}

/** bt_hist_low() - return the smallest value of the bucket @index. */
static inline __attribute__((always_inline))
__u64 bt_hist_low(__u32 index)
{
	if (index < BT_HIST_SUB)
		return index;
	return (__u64)(BT_HIST_SUB + (index & (BT_HIST_SUB - 1))) <<
	       ((index >> BT_HIST_SUB_BITS) - 1);
}

/** bt_hist_last() - return the largest value of the bucket @index. */
static inline __attribute__((always_inline))
__u64 bt_hist_last(__u32 index)
{
	return index < BT_HIST_SUB ? index :
	       bt_hist_low(index) + ((1ull << ((index >> BT_HIST_SUB_BITS) - 1)) - 1);
}

/**
 * bt_hist_raise() - raise *@to to @value, unless it is as large already.
 *
 * Others may raise *@to at the same time, each time to something larger.  A try fails only if
 * another one came in between; 16 such in a row, all below @value, are not expected.
 *
 * Return: false when all tries failed.
 */
static inline __attribute__((always_inline))
bool bt_hist_raise(__u64 *to, __u64 value)
{
#ifdef __bpf__
	/* Each program that is loaded has its own copy to verify: 32 tries are too long a text. */
#pragma clang loop unroll(disable)
#endif
	for (int i = 0; i < 16; i++) {
		__u64 now = *(volatile __u64 *)to;

		if (value <= now || __sync_val_compare_and_swap(to, now, value) == now)
			return true;
	}
	return false;
}

/**
 * bt_hist_add() - add a sample; others may add to @h at the same time.
 * @step: width of the linear buckets, 0 for none
 *
 * Return: false when max or inverse_min of @h may lack this value.
 */
static inline __attribute__((always_inline))
bool bt_hist_add(struct bt_hist *h, __u64 value, __u64 step)
{
	__u64 index = bt_hist_index(value), line = step ? value / step : BT_HIST_LINEAR;
	bool raised = bt_hist_raise(&h->max, value);

	raised &= bt_hist_raise(&h->inverse_min, ~value);
	__sync_fetch_and_add(&h->sum, value);
#ifdef __bpf__
	/* The compiler may drop a test that always holds, but the verifier needs it: hide both. */
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
