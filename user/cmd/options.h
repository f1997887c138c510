/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options as data: a table names each option, its limits and the member that takes its value.
 * One parser reads every table; argp splits the command line and prints --help and --usage.
 *
 * A command keeps its values in a struct, and tables name members of that struct.  Strings are
 * borrowed from argv.  Arrays of strings belong to the struct until options_free().
 */
#ifndef BT_OPTIONS_H
#define BT_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
	OPTION_FLAG,	/* takes no value and sets a bool */
	OPTION_CONST,	/* takes no value and sets a string to @value */
	OPTION_STRING,
	OPTION_STRINGS,	/* may stand several times: a NULL-terminated array, and @count */
	OPTION_INT,	/* @min to @max */
	OPTION_SIZE,	/* bytes, @min to @max: 64K, 1G */
	OPTION_TIME,	/* ns, at least @min: 10ms, 2m */
	OPTION_ENUM,	/* stores the index of a name in @names, or the number that @find returns */
	OPTION_NAME,	/* stores the string of @names that equals the value */
	OPTION_CALL,	/* @call stores the value */
};

struct option_def;

/**
 * typedef option_fn - take a value that no other kind describes.
 * @to: the member, or the whole struct where the table names none
 *
 * Return: 0, or an errno after saying what is wrong.
 */
typedef error_t (*option_fn)(const struct option_def *o, char *arg, void *to,
			     struct argp_state *state);

/* Describes an option; without a kind that fits, @call takes the value. */
struct option_def {
	const char *name;	/* without the dashes; NULL ends a table */
	int letter;		/* 0 for none */
	const char *arg;	/* name of the value in --help; NULL: the option takes none */
	const char *help;
	enum option_kind kind;
	size_t at, size;	/* offset and size of the member, bytes */
	size_t count;		/* OPTION_STRINGS: offset of the size_t that counts them, bytes */
	uint64_t min, max;	/* limits of the value; of an enum, the indices that may be named */
	const char *const *names;
	int (*find)(const char *name);	/* returns an index or a negative errno */
	const char *value;		/* OPTION_CONST: the string to store; or for @call */
	const char *wants;	/* says which values there are; NULL: a default from the limits */
	option_fn call;
};

/* Name the kind of an option and its member, whose type the compiler checks. */
#define OPTION_AT(type, member) \
	.at = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define OPTION_OF(KIND, type, member, ctype) \
	.kind = _Generic(((type *)0)->member, ctype: KIND), OPTION_AT(type, member)
#define FLAG_AT(type, member)	OPTION_OF(OPTION_FLAG, type, member, bool)
#define STRING_AT(type, member)	OPTION_OF(OPTION_STRING, type, member, const char *)
#define CONST_AT(type, member)	OPTION_OF(OPTION_CONST, type, member, const char *)
#define NAME_AT(type, member)	OPTION_OF(OPTION_NAME, type, member, const char *)
#define SIZE_AT(type, member)	OPTION_OF(OPTION_SIZE, type, member, uint64_t)
#define TIME_AT(type, member)	OPTION_OF(OPTION_TIME, type, member, uint64_t)
#define INT_AT(type, member)	.kind = OPTION_INT, OPTION_AT(type, member)
#define ENUM_AT(type, member)	.kind = OPTION_ENUM, OPTION_AT(type, member)
#define STRINGS_AT(type, member, number) \
	OPTION_OF(OPTION_STRINGS, type, member, char **), .count = offsetof(type, number)
#define CALL(fn)		.kind = OPTION_CALL, .call = fn
#define CALL_AT(fn, type, member) \
	.kind = OPTION_CALL, .call = fn, OPTION_AT(type, member)

/* Lists options that --help shows below one heading, sorted by argp. */
struct option_group {
	const char *heading;	/* NULL for none */
	/* NULL-terminated; the group that ends a set has no table */
	const struct option_def *tables[8];
};

/* Holds all options of a command. */
struct option_set {
	const char *operands;	/* names in --usage, NULL for a command without operands */
	const char *doc;	/* stands above the options in --help; behind \v, below them */
	const struct option_group *groups;
	/* Take an operand.  NULL: the command has no operands. */
	error_t (*operand)(char *arg, void *values, struct argp_state *state);
	/* See each option that was taken, behind its value.  NULL: the command need not know. */
	void (*taken)(const struct option_def *o, void *values);
	/* Check the values at the end of the command line.  NULL: nothing to check. */
	error_t (*end)(void *values, struct argp_state *state);
};

/**
 * options_parse() - fill @values from a command line.
 * @values: the struct whose members the tables name, with its defaults
 *
 * Prints an error for a wrong value.  For --help and unknown options argp exits.
 *
 * Return: 0 or an errno.  The caller hands @values to options_free() in any case.
 */
int options_parse(const struct option_set *set, int argc, char **argv, void *values);

/** options_free() - free the arrays that options_parse() made. */
void options_free(const struct option_set *set, void *values);

/**
 * option_usage() - print an error about the command line, and a hint to --help.
 *
 * argp_error() would print four lines; this prints two.
 *
 * Return: EINVAL, for the parser to return.
 */
error_t option_usage(const struct argp_state *state, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * option_wrong() - refuse a value: "-c 0: not a number from 1 to 10".
 * @wants: the error, or a list of the values that exist
 *
 * Return: EINVAL, for the parser to return.
 */
error_t option_wrong(const struct option_def *o, const char *arg, const char *wants,
		     const struct argp_state *state);

#endif /* BT_OPTIONS_H */
