/* SPDX-License-Identifier: GPL-2.0 */
/* Track what is known of a register's value, bit by bit, without running the code. */
#ifndef BT_KNOWN_BITS_H
#define BT_KNOWN_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* Sources of a value's bits; @off is a member of struct value. */
enum scan_src {
	SRC_NONE,
	SRC_ARG,	/* register @off as the function was entered */
	SRC_CURRENT,	/* the task's address, plus @off */
	SRC_TASK,	/* loaded from @off of the task */
	SRC_PREEMPT,	/* preempt_count */
	SRC_ENABLE,	/* lazy_mmu_state.enable_count */
	SRC_PAUSE,	/* lazy_mmu_state.pause_count */
	SRC_FLAGS,	/* thread_info.flags */
	SRC_EXCLUSIVE,	/* loaded by LDXR, nothing stored yet */
	SRC_OLD,	/* a word as it was before code cleared bit @off of the word */
	SRC_CALL,	/* test_ti_thread_flag() of bit @off */
};

/*
 * A value, by what is known of each bit: the bit is 0 (in @zero), or 1 (@one), or the same as a
 * bit of the source (@same), or not known (in none).  All zero is a value of which nothing is
 * known.
 */
struct value {
	uint64_t zero, one, same;	/* masks */
	int64_t off;		/* see enum scan_src */
	uint8_t src;		/* enum scan_src: source of the bits in @same */
	int8_t rot;		/* bit i of the value is bit i + rot of the source */
	bool guess;		/* the source was read through a pointer that may not be the task */
	bool number;		/* made from shifted bits of an argument: a page frame number */
	bool mixed;		/* PREEMPT_RT: softirq count | preempt_count */
	uint8_t zeros[3];	/* no padding: values are compared as bytes */
};

_Static_assert(sizeof(struct value) == 40, "no padding");

/** value_number() - make a constant. */
struct value value_number(uint64_t number);

/** value_from() - make a value that has all bits of a source. */
struct value value_from(enum scan_src src, int64_t off);

/**
 * value_is_number() - tell whether a value is a constant.
 * @number: result; without a meaning if the value is none
 */
bool value_is_number(const struct value *v, uint64_t *number);

/** value_same() - tell whether the bits of both are of one source, at the same places. */
bool value_same(const struct value *a, const struct value *b);

/** value_join() - keep what is known on both of two ways that meet. */
struct value value_join(struct value a, struct value b);

struct value value_and(struct value a, struct value b);
struct value value_or(struct value a, struct value b);
struct value value_xor(struct value a, struct value b);
struct value value_not(struct value a);

/** value_add() - add @b, or subtract it.  @sign: 1 or -1 */
struct value value_add(struct value a, struct value b, int sign);

/** value_shift() - shift by @by bits to the left, or by -@by bits to the right. */
struct value value_shift(struct value a, int by);

/** value_narrow() - cut a value to the 32 bits of a W register. */
struct value value_narrow(struct value a);

#endif /* BT_KNOWN_BITS_H */
