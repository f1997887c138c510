// SPDX-License-Identifier: GPL-2.0
#include "scan/known_bits.h"

struct value value_number(uint64_t number)
{
	return (struct value){ .zero = ~number, .one = number };
}

struct value value_from(enum scan_src src, int64_t off)
{
	return (struct value){ .same = ~0ull, .src = src, .off = off };
}

bool value_is_number(const struct value *v, uint64_t *number)
{
	*number = v->one;
	return !~(v->zero | v->one);
}

bool value_same(const struct value *a, const struct value *b)
{
	return a->src == b->src && a->off == b->off && a->rot == b->rot;
}

/* Name the source of the bits in @same.  A value without such bits has no source. */
static struct value with_source(struct value v, const struct value *of)
{
	if (!v.same)
		return v;
	v.src = of->src;
	v.off = of->off;
	v.rot = of->rot;
	v.guess |= of->guess;
	v.mixed |= of->mixed;
	return v;
}

struct value value_join(struct value a, struct value b)
{
	struct value v = { .zero = a.zero & b.zero, .one = a.one & b.one,
			   .number = a.number && b.number, .guess = a.guess || b.guess };

	if (value_same(&a, &b))
		v.same = a.same & b.same;
	return with_source(v, &a);
}

/*
 * Name the source of a result, which has bits @from_a of one operand and bits @from_b of the other.
 * A value has place for one source: bits of two sources are not known.
 */
static struct value combine(struct value v, const struct value *a, uint64_t from_a,
			    const struct value *b, uint64_t from_b)
{
	v.number = a->number || b->number;
	if (from_a && from_b && !value_same(a, b)) {
		/* With PREEMPT_RT, in_interrupt() tests two counts at once: keep preempt_count. */
		if (a->src == SRC_PREEMPT && b->src == SRC_TASK) {
			from_b = 0;
			v.mixed = true;
		} else if (b->src == SRC_PREEMPT && a->src == SRC_TASK) {
			from_a = 0;
			v.mixed = true;
		} else {
			return v;
		}
	}
	v.same = from_a | from_b;
	if (from_b)
		v = with_source(v, b);
	return from_a ? with_source(v, a) : v;
}

struct value value_and(struct value a, struct value b)
{
	struct value v = { .zero = a.zero | b.zero, .one = a.one & b.one };
	uint64_t both = value_same(&a, &b) ? a.same & b.same : 0;

	return combine(v, &a, (a.same & b.one) | both, &b, (b.same & a.one) | both);
}

/*
 * Does an OR put a page frame number into an entry?  The loop of set_ptes() clears the field and
 * puts the next number there.  Like the kernel, the scan relies on numbers that fit into the field.
 */
static bool puts_number(const struct value *entry, const struct value *number)
{
	uint64_t room = entry->zero, below = (room & -room) - 1;

	return entry->src == SRC_ARG && !entry->rot && number->number && !number->src &&
	       (number->zero & below) == below && below >= 0xfff && !(room >> 52) &&
	       (room & (0xfffffull << 16)) == 0xfffffull << 16;
}

struct value value_or(struct value a, struct value b)
{
	struct value v = { .zero = a.zero & b.zero, .one = a.one | b.one };
	uint64_t both = value_same(&a, &b) ? a.same & b.same : 0;

	if (puts_number(&a, &b) || puts_number(&b, &a)) {
		v = a.src == SRC_ARG ? a : b;
		v.zero = 0;
		return v;
	}
	return combine(v, &a, (a.same & b.zero) | both, &b, (b.same & a.zero) | both);
}

struct value value_xor(struct value a, struct value b)
{
	struct value v = { .zero = (a.zero & b.zero) | (a.one & b.one),
			   .one = (a.zero & b.one) | (a.one & b.zero) };

	if (value_same(&a, &b) && a.src)
		v.zero |= a.same & b.same;
	return combine(v, &a, a.same & b.zero, &b, b.same & a.zero);
}

struct value value_not(struct value a)
{
	return (struct value){ .zero = a.one, .one = a.zero };
}

struct value value_add(struct value a, struct value b, int sign)
{
	struct value v = { .number = a.number || b.number };
	uint64_t x, y, low;

	if (value_is_number(&b, &y)) {
		if (value_is_number(&a, &x))
			return value_number(x + y * sign);
		if (a.src == SRC_CURRENT && !~a.same) {
			a.off += (int64_t)y * sign;
			return a;
		}
		if (!y)
			return a;
		/* Bits below the lowest bit of the number do not change. */
		low = (y & -y) - 1;
		v.zero = a.zero & low;
		v.one = a.one & low;
		v.same = a.same & low;
		return with_source(v, &a);
	}
	if (value_is_number(&a, &x) && sign == 1)
		return value_add(b, a, 1);
	return v;
}

struct value value_shift(struct value a, int by)
{
	struct value v = a;

	if (by > 0) {
		v.zero = a.zero << by | ((1ull << by) - 1);
		v.one = a.one << by;
		v.same = a.same << by;
	} else if (by < 0) {
		v.zero = a.zero >> -by | ~(~0ull >> -by);
		v.one = a.one >> -by;
		v.same = a.same >> -by;
		v.number |= a.src == SRC_ARG;
	}
	v.rot = a.rot - by;
	if (!v.same)
		return (struct value){ .zero = v.zero, .one = v.one, .number = v.number };
	return v;
}

struct value value_narrow(struct value a)
{
	a.zero |= ~0ull << 32;
	a.one &= UINT32_MAX;
	a.same &= UINT32_MAX;
	if (!a.same)
		a = (struct value){ .zero = a.zero, .one = a.one, .number = a.number };
	return a;
}
