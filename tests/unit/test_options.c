// SPDX-License-Identifier: GPL-2.0
/* Each kind of option, its limits and its words, and sets that are made of tables. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/options.h"
#include "runner.h"

enum animal { ANIMAL_NONE, ANIMAL_CAT, ANIMAL_DOG, ANIMAL_EEL };

struct values {
	bool flag;
	const char *name, *string;
	int small;
	uint64_t large, size, time;
	enum animal animal;
	char **strings;
	size_t nr_strings;
	const char *called, *operand;
	int after;	/* nobody writes here */
};

static const char *const animals[] = { "none", "cat", "dog", "eel" };

static int find_animal(const char *name)
{
	return !strcmp(name, "hound") ? ANIMAL_DOG : -EINVAL;
}

static error_t take_called(const struct option_def *o, char *arg, void *to,
			   struct argp_state *state)
{
	if (!strcmp(arg, "wrong"))
		return option_wrong(o, arg, "not right", state);
	*(const char **)to = arg;
	return 0;
}

static const struct option_def first[] = {
	{ "flag", 'f', NULL, "", FLAG_AT(struct values, flag) },
	{ "constant", 0, NULL, "", CONST_AT(struct values, name), .value = "constant" },
	{ "string", 's', "S", "", STRING_AT(struct values, string) },
	{ "many", 'm', "S", "", STRINGS_AT(struct values, strings, nr_strings) },
	{ "small", 0, "N", "", INT_AT(struct values, small), .min = 2, .max = 4 },
	{ 0 },
};

static const struct option_def second[] = {
	{ "large", 'l', "N", "", INT_AT(struct values, large), .max = 1ull << 40 },
	{ "size", 0, "N", "", SIZE_AT(struct values, size), .min = 2048, .max = 4096,
	  .wants = "2K to 4K" },
	{ "time", 't', "TIME", "", TIME_AT(struct values, time), .min = 10, .wants = "at least 10ns" },
	{ "animal", 0, "A", "", ENUM_AT(struct values, animal), .names = animals,
	  .min = ANIMAL_CAT, .max = ANIMAL_EEL },
	{ "breed", 0, "A", "", ENUM_AT(struct values, animal), .find = find_animal,
	  .wants = "no such breed" },
	{ "pet", 0, "A", "", NAME_AT(struct values, name), .names = animals, .max = ANIMAL_DOG },
	{ "call", 0, "C", "", CALL_AT(take_called, struct values, called) },
	{ 0 },
};

static const struct option_group groups[] = {
	{ "One:", { first } }, { NULL, { second } }, { 0 },
};

static error_t take_operand(char *arg, void *values, struct argp_state *state)
{
	(void)state;
	((struct values *)values)->operand = arg;
	return 0;
}

static error_t end(void *values, struct argp_state *state)
{
	const struct values *v = values;

	return v->flag && v->operand ? option_usage(state, "too much") : 0;
}

static const struct option_set set = { .groups = groups, .operand = take_operand, .end = end };
static const struct option_set no_operand = { .groups = groups };

static struct values values;
static char said[512];

/* Parse up to three words.  What is said is in said[]. */
static int parse(const struct option_set *options, char *a, char *b, char *c)
{
	char *argv[] = { "tool name", a, b, c, NULL };
	FILE *f = tmpfile();
	int old = dup(STDERR_FILENO), argc = 1, ret;
	size_t n;

	while (argv[argc])
		argc++;
	ck_assert_ptr_nonnull(f);
	values = (struct values){ .after = 42 };
	dup2(fileno(f), STDERR_FILENO);
	ret = options_parse(options, argc, argv, &values);
	dup2(old, STDERR_FILENO);
	close(old);
	rewind(f);
	n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	fclose(f);
	ck_assert_int_eq(values.after, 42);
	if (!values.nr_strings)
		options_free(options, &values);
	return ret;
}

static void refuses(char *option, const char *words)
{
	char line[256];

	snprintf(line, sizeof(line), "barrier-trace: %s\nhint: 'tool name --help'\n", words);
	ck_assert_int_eq(parse(&set, option, NULL, NULL), EINVAL);
	ck_assert_str_eq(said, line);
}

START_TEST(each_kind_writes_its_member)
{
	ck_assert_int_eq(parse(&set, "-f", "--constant", "-sx"), 0);
	ck_assert(values.flag && !strcmp(values.name, "constant") && !strcmp(values.string, "x"));
	ck_assert_int_eq(parse(&set, "--small=4", "-l1099511627776", "--size=2K"), 0);
	ck_assert_int_eq(values.small, 4);
	ck_assert_uint_eq(values.large, 1ull << 40);
	ck_assert_uint_eq(values.size, 2048);
	ck_assert_int_eq(parse(&set, "-t10ns", "--animal=eel", "--call=me"), 0);
	ck_assert_uint_eq(values.time, 10);
	ck_assert_int_eq(values.animal, ANIMAL_EEL);
	ck_assert_str_eq(values.called, "me");
	ck_assert_int_eq(parse(&set, "--breed=hound", "--pet=dog", "here"), 0);
	ck_assert_int_eq(values.animal, ANIMAL_DOG);
	ck_assert_str_eq(values.name, "dog");
	ck_assert_str_eq(values.operand, "here");
}
END_TEST

START_TEST(strings_are_collected_and_freed)
{
	ck_assert_int_eq(parse(&set, "-ma", "--many=b", "-mc"), 0);
	ck_assert_uint_eq(values.nr_strings, 3);
	ck_assert_str_eq(values.strings[0], "a");
	ck_assert_str_eq(values.strings[2], "c");
	ck_assert_ptr_null(values.strings[3]);
	options_free(&set, &values);
	ck_assert_ptr_null(values.strings);
}
END_TEST

START_TEST(wrong_values_are_named_with_their_option)
{
	refuses("--small=1", "--small 1: not a number from 2 to 4");
	refuses("--small=5", "--small 5: not a number from 2 to 4");
	refuses("-l-1", "-l -1: not a number from 0 to 1099511627776");
	refuses("--size=1K", "--size 1K: 2K to 4K");
	refuses("--size=5K", "--size 5K: 2K to 4K");
	refuses("--size=2048", "--size 2048: 2K to 4K");
	refuses("-t9ns", "-t 9ns: at least 10ns");
	refuses("-t9", "-t 9: a time needs a unit: 500ms, 10s, 2m, 1h");
	refuses("-t999999999999h", "-t 999999999999h: out of range");
	refuses("--animal=none", "--animal none: cat, dog or eel");
	refuses("--animal=", "--animal : cat, dog or eel");
	refuses("--breed=cat", "--breed cat: no such breed");
	refuses("--pet=eel", "--pet eel: none, cat or dog");
	refuses("--call=wrong", "--call wrong: not right");
}
END_TEST

START_TEST(operands_are_taken_by_the_set_or_refused)
{
	ck_assert_int_eq(parse(&set, "-f", "here", NULL), EINVAL);
	ck_assert_ptr_nonnull(strstr(said, ": too much\n"));
	ck_assert_int_eq(parse(&no_operand, "here", NULL, NULL), EINVAL);
	ck_assert_ptr_nonnull(strstr(said, ": here: name takes no argument\n"));
}
END_TEST

int main(int argc, char **argv)
{
	TCase *tests = tcase_create("all");

	(void)argv;
	tcase_add_test(tests, each_kind_writes_its_member);
	tcase_add_test(tests, strings_are_collected_and_freed);
	tcase_add_test(tests, wrong_values_are_named_with_their_option);
	tcase_add_test(tests, operands_are_taken_by_the_set_or_refused);
	return run_tests("options", tests, argc > 1);
}
