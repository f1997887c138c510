/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of a register's value where a function's code has not run: bit by bit. */
#ifndef BT_KNOWN_BITS_H
#define BT_KNOWN_BITS_H

#include <stdbool.h>
#include <stdint.h>

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
	SRC_OLD,	/* a word in which bit @off has been cleared since */
	SRC_CALL,	/* test_ti_thread_flag() of bit @off */
};

/*
 * Each bit is known to be 0, or 1, or the same as one of what the value was made from, or
 * nothing is known of it: all zero is a value of which nothing is known.
 */
struct value {
	uint64_t zero, one, same;
	int64_t off;
	uint8_t src;		/* enum scan_src, of the bits in @same */
	int8_t rot;		/* bit i of the value is bit i + rot of @src */
	bool guess;		/* @src was read through a pointer that is not known to be the task */
	bool number;		/* made from shifted bits of an argument: a page frame number */
	bool mixed;		/* of RT: softirq count | preempt_count */
	uint8_t zeros[3];	/* no padding: values are compared as bytes */
};

_Static_assert(sizeof(struct value) == 40, "no padding");

/** value_number() - a constant. */
struct value value_number(uint64_t number);

/** value_from() - all bits of a source. */
struct value value_from(enum scan_src src, int64_t off);

/** value_is_number() - Return: whether it is one, and which. */
bool value_is_number(const struct value *v, uint64_t *number);

/** value_same() - are the bits of both those of one source, at the same places? */
bool value_same(const struct value *a, const struct value *b);

/** value_join() - where two ways meet: what is known on both. */
struct value value_join(struct value a, struct value b);

struct value value_and(struct value a, struct value b);
struct value value_or(struct value a, struct value b);
struct value value_xor(struct value a, struct value b);
struct value value_not(struct value a);

/** value_add() - @sign: 1, or -1 to subtract. */
struct value value_add(struct value a, struct value b, int sign);

/** value_shift() - to the left, or by -@by to the right. */
struct value value_shift(struct value a, int by);

/** value_narrow() - what a W register keeps. */
struct value value_narrow(struct value a);

#endif /* BT_KNOWN_BITS_H */
