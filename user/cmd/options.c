// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/parse.h"
#include "cmd/options.h"

/* Keys of options without a letter: this, which is above all letters, plus the option's index. */
#define FIRST_KEY	256

struct parsing {
	const struct option_set *set;
	void *values;
};

error_t option_usage(const struct argp_state *state, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err("%s", text);
	hint("'%s --help'", state->name);
	return EINVAL;
}

error_t option_wrong(const struct option_def *o, const char *arg, const char *wants,
		     const struct argp_state *state)
{
	if (o->letter)
		return option_usage(state, "-%c %s: %s", o->letter, arg, wants);
	return option_usage(state, "--%s %s: %s", o->name, arg, wants);
}

/* Find option number @i of a set.  @group: result, from 1.  Return: NULL when there are fewer. */
static const struct option_def *option_at(const struct option_set *set, int i, int *group)
{
	for (int g = 0; set->groups[g].tables[0]; g++)
		for (int t = 0; set->groups[g].tables[t]; t++)
			for (const struct option_def *o = set->groups[g].tables[t]; o->name; o++)
				if (!i--) {
					*group = g + 1;
					return o;
				}
	return NULL;
}

static void put(const struct option_def *o, void *to, uint64_t value)
{
	uint32_t small = value;

	memcpy(to, o->size == sizeof(value) ? (void *)&value : &small, o->size);
}

static error_t take_int(const struct option_def *o, const char *arg, void *to,
			const struct argp_state *state)
{
	char wants[80];
	uint64_t value;

	if (!parse_number(arg, o->max, &value) && value >= o->min) {
		put(o, to, value);
		return 0;
	}
	snprintf(wants, sizeof(wants), "not a number from %" PRIu64 " to %" PRIu64, o->min, o->max);
	return option_wrong(o, arg, wants, state);
}

static error_t take_size(const struct option_def *o, const char *arg, void *to,
			 const struct argp_state *state)
{
	uint64_t value;

	if (parse_size(arg, &value) || value < o->min || value > o->max)
		return option_wrong(o, arg, o->wants, state);
	put(o, to, value);
	return 0;
}

static error_t take_time(const struct option_def *o, const char *arg, void *to,
			 const struct argp_state *state)
{
	uint64_t value;
	int ret = parse_duration(arg, &value);

	if (ret)
		return option_wrong(o, arg, ret == -ERANGE ? "out of range" :
				    "a time needs a unit: 500ms, 10s, 2m, 1h", state);
	if (value < o->min)
		return option_wrong(o, arg, o->wants, state);
	put(o, to, value);
	return 0;
}

/* Write the names that the user may choose from: "auto, btf or classic".  Return: @buf. */
static const char *list_names(const struct option_def *o, char *buf, size_t size)
{
	size_t n = 0;

	for (uint64_t i = o->min; i <= o->max && n < size; i++)
		n += snprintf(buf + n, size - n, "%s%s", i == o->min ? "" : i == o->max ? " or " : ", ",
			      o->names[i]);
	return buf;
}

static int find_name(const struct option_def *o, const char *arg)
{
	if (o->find)
		return o->find(arg);
	for (uint64_t i = o->min; i <= o->max; i++)
		if (!strcmp(o->names[i], arg))
			return i;
	return -EINVAL;
}

static error_t take_name(const struct option_def *o, const char *arg, void *to,
			 const struct argp_state *state)
{
	int i = find_name(o, arg);
	char names[128];

	if (i < 0)
		return option_wrong(o, arg, o->wants ? o->wants :
				    list_names(o, names, sizeof(names)), state);
	if (o->kind == OPTION_NAME)
		*(const char **)to = o->names[i];
	else
		put(o, to, i);
	return 0;
}

static error_t add_string(char ***strings, size_t *n, char *arg)
{
	char **v = realloc(*strings, (*n + 2) * sizeof(*v));

	if (!v)
		return ENOMEM;
	*strings = v;
	v[(*n)++] = arg;
	v[*n] = NULL;
	return 0;
}

static error_t take(const struct option_def *o, char *arg, void *values, struct argp_state *state)
{
	void *to = (char *)values + o->at;

	switch (o->kind) {
	case OPTION_FLAG:
		*(bool *)to = true;
		return 0;
	case OPTION_CONST:
		*(const char **)to = o->value;
		return 0;
	case OPTION_STRING:
		*(const char **)to = arg;
		return 0;
	case OPTION_STRINGS:
		return add_string(to, (size_t *)((char *)values + o->count), arg);
	case OPTION_INT:
		return take_int(o, arg, to, state);
	case OPTION_SIZE:
		return take_size(o, arg, to, state);
	case OPTION_TIME:
		return take_time(o, arg, to, state);
	case OPTION_ENUM:
	case OPTION_NAME:
		return take_name(o, arg, to, state);
	case OPTION_CALL:
		return o->call(o, arg, to, state);
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t take_operand(const struct parsing *p, char *arg, struct argp_state *state)
{
	const char *command = strrchr(state->name, ' ');

	if (p->set->operand)
		return p->set->operand(arg, p->values, state);
	return option_usage(state, "%s: %s takes no argument", arg, command ? command + 1 : state->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const struct parsing *p = state->input;
	const struct option_def *o;
	error_t ret;
	int group;

	if (key == ARGP_KEY_ARG)
		return take_operand(p, arg, state);
	if (key == ARGP_KEY_END && p->set->end)
		return p->set->end(p->values, state);
	for (int i = 0; (o = option_at(p->set, i, &group)); i++)
		if (key == (o->letter ? o->letter : FIRST_KEY + i)) {
			ret = take(o, arg, p->values, state);
			if (!ret && p->set->taken)
				p->set->taken(o, p->values);
			return ret;
		}
	return ARGP_ERR_UNKNOWN;
}

/* Describe the options to argp.  @to: zeroed, room for each option, each heading and the end. */
static void describe(const struct option_set *set, struct argp_option *to)
{
	const struct option_def *o;
	int group, last = 0;

	for (int i = 0; (o = option_at(set, i, &group)); i++) {
		const char *heading = set->groups[group - 1].heading;

		if (group != last && heading)
			*to++ = (struct argp_option){ NULL, 0, NULL, 0, heading, group };
		*to++ = (struct argp_option){
			o->name, o->letter ? o->letter : FIRST_KEY + i, o->arg, 0, o->help, group,
		};
		last = group;
	}
}

int options_parse(const struct option_set *set, int argc, char **argv, void *values)
{
	struct parsing p = { set, values };
	int n = 0, group = 0, ret;
	struct argp_option *options;
	struct argp argp = { .parser = parse, .args_doc = set->operands, .doc = set->doc };

	while (option_at(set, n, &group))
		n++;
	options = calloc(n + group + 1, sizeof(*options));
	if (!options)
		return ENOMEM;
	describe(set, options);
	argp.options = options;
	ret = argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &p);
	free(options);
	return ret;
}

void options_free(const struct option_set *set, void *values)
{
	const struct option_def *o;
	int group;

	for (int i = 0; (o = option_at(set, i, &group)); i++) {
		char ***strings = (void *)((char *)values + o->at);

		if (o->kind != OPTION_STRINGS)
			continue;
		free(*strings);
		*strings = NULL;
	}
}
