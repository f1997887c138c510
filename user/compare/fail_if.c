// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/judge.h"
#include "base/array.h"
#include "compare/diff.h"
#include "compare/fail_if.h"

/* The longer operators come first, because ">" is the beginning of ">=". */
static const struct {
	const char *text;
	enum fail_if_op op;
} ops[] = {
	{ ">=", OP_GE }, { "<=", OP_LE }, { "==", OP_EQ }, { "!=", OP_NE },
	{ ">", OP_GT }, { "<", OP_LT },
};

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Return: whether a rate makes sense: not for a ratio, a loss, or a value that samples have. */
static bool has_rate(int metric)
{
	if (metric >= M_HIST)
		return (metric - M_HIST) % HIST_NR_NUMBERS == HIST_COUNT;
	return metric != M_SAVING && metric != M_LOST;
}

static int parse_field(struct fail_if *c, const char **at, const char *unit)
{
	const char *s = *at;
	size_t length = strspn(s, "abcdefghijklmnopqrstuvwxyz_.0123456789");

	if (!length)
		return -EINVAL;
	c->metric = metric_find(s, length);
	if (c->metric < 0)
		return -ENOENT;
	s = skip_blanks(s + length);
	if (*s == '/') {
		s = skip_blanks(s + 1);
		length = unit ? strlen(unit) : 0;
		if (!length || strncmp(s, unit, length) || !has_rate(c->metric))
			return -ENOENT;
		c->per_unit = true;
		s += length;
	}
	*at = skip_blanks(s);
	return 0;
}

/* Accept only decimal numbers: strtold() alone would accept "nan", "inf" and hexadecimal. */
static int parse_number_at(struct fail_if *c, const char **at)
{
	const char *s = *at;
	size_t length;
	char *end;

	c->difference = *s == '+' || *s == '-';
	if (c->difference)
		s = skip_blanks(s + 1);
	length = strspn(s, "0123456789.");
	if (!isdigit((unsigned char)*s) || s[length] == 'x' || s[length] == 'X')
		return -EINVAL;
	c->number = strtold(s, &end);
	if (!isfinite(c->number))
		return -EINVAL;
	if (**at == '-')
		c->number = -c->number;
	*at = skip_blanks(end);
	return 0;
}

int fail_if_parse(struct fail_if *c, const char *text, const char *unit)
{
	const char *s = skip_blanks(text);
	size_t i;
	int ret;

	*c = (struct fail_if){ .text = text };
	ret = parse_field(c, &s, unit);
	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(ops); i++)
		if (!strncmp(s, ops[i].text, strlen(ops[i].text)))
			break;
	if (i == ARRAY_SIZE(ops))
		return -EINVAL;
	c->op = ops[i].op;
	s = skip_blanks(s + strlen(ops[i].text));
	ret = parse_number_at(c, &s);
	if (ret)
		return ret;
	if (*s == '%') {
		c->percent = true;
		s = skip_blanks(s + 1);
	}
	return *s ? -EINVAL : 0;
}

bool fail_if_holds(const struct fail_if *c, const struct diff *d)
{
	const struct diff_value *value = diff_value_of(d, c->metric);
	long double a, b, v;

	if (!value)
		return false;
	a = value->a;
	b = value->b;
	if (c->per_unit) {
		a /= d->unit.a;
		b /= d->unit.b;
	}
	if (c->percent)
		v = diff_percent(a, b) + (c->difference ? 0 : 100);
	else
		v = c->difference ? b - a : b;
	switch (c->op) {
	case OP_GT:	return v > c->number;
	case OP_GE:	return v >= c->number;
	case OP_LT:	return v < c->number;
	case OP_LE:	return v <= c->number;
	case OP_EQ:	return v == c->number;
	default:	return v != c->number;
	}
}
