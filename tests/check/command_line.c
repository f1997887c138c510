// SPDX-License-Identifier: GPL-2.0
/*
 * The tool with everything but its commands: read command lines as the tool does, and run nothing.
 *
 *	parse ARGS...		exit with the status that the tool has for wrong usage, or 0
 *	options			print each option of each command, see print_options()
 *	values COMMAND OPTION	print which lines of standard input OPTION takes as a value
 *
 * The linker puts __wrap_command_run() in the place of command_run() (-Wl,--wrap=command_run).
 */
#include <inttypes.h>
#include <stdlib.h>

int tool_main(int argc, char **argv);
#define main tool_main
#include "cmd/main.c"
#undef main
#include "cmd/opts.h"

int __real_command_run(const struct command_parts *c, int argc, char **argv, struct opts *o);
int __wrap_command_run(const struct command_parts *c, int argc, char **argv, struct opts *o);

static enum { PARSE, OPTIONS, VALUES } mode;
static const char *wanted;	/* VALUES: name of the option, without dashes */

static const char *const kinds[] = {
	"flag", "const", "string", "strings", "int", "size", "time", "enum", "name", "call",
};

static int run_nothing(void *opts)
{
	(void)opts;
	return EXIT_FINE;
}

/* Read a number of the size of the member.  Return: 0 for other sizes. */
static uint64_t number_at(const struct option_def *o, const void *values)
{
	const char *at = (const char *)values + o->at;
	uint64_t large;
	uint32_t small;

	if (o->size == sizeof(large)) {
		memcpy(&large, at, sizeof(large));
		return large;
	}
	if (o->size != sizeof(small))
		return 0;
	memcpy(&small, at, sizeof(small));
	return small;
}

/* Print COMMAND, name, letter, argument, kind, smallest, largest, default and help, by tabs. */
static void print_options(const char *command, const struct option_set *set, const void *values)
{
	for (const struct option_group *g = set->groups; g->tables[0]; g++)
		for (int t = 0; g->tables[t]; t++)
			for (const struct option_def *o = g->tables[t]; o->name; o++) {
				bool number = o->kind == OPTION_INT || o->kind == OPTION_SIZE ||
					      o->kind == OPTION_TIME;

				printf("%s\t%s\t%c\t%s\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%s\n",
				       command, o->name, o->letter ? o->letter : '-',
				       o->arg ? o->arg : "-", kinds[o->kind], o->min, o->max,
				       number ? number_at(o, values) : 0, o->help);
			}
}

static const struct option_def *find_option(const struct option_set *set)
{
	for (const struct option_group *g = set->groups; g->tables[0]; g++)
		for (int t = 0; g->tables[t]; t++)
			for (const struct option_def *o = g->tables[t]; o->name; o++)
				if (!strcmp(o->name, wanted))
					return o;
	return NULL;
}

/* Return the size of the values of a command, as far as its options write to them. */
static size_t size_of_values(const struct option_set *set)
{
	size_t size = sizeof(struct opts);

	for (const struct option_group *g = set->groups; g->tables[0]; g++)
		for (int t = 0; g->tables[t]; t++)
			for (const struct option_def *o = g->tables[t]; o->name; o++) {
				if (o->at + o->size > size)
					size = o->at + o->size;
				if (o->count + sizeof(size_t) > size)
					size = o->count + sizeof(size_t);
			}
	return size;
}

/* Compare a member before and after parsing. */
static bool is_default(const struct option_def *o, const char *before, const char *after)
{
	const char *a, *b;

	if (o->kind != OPTION_NAME)
		return !memcmp(before + o->at, after + o->at, o->size);
	memcpy(&a, before + o->at, sizeof(a));
	memcpy(&b, after + o->at, sizeof(b));
	return a == b || (a && b && !strcmp(a, b));
}

/* Print each line of standard input that the option takes, and "default" if it changes nothing. */
static int print_values(const struct command_parts *c, char *name, struct opts *o)
{
	const struct option_def *option = find_option(c->options);
	size_t size = size_of_values(c->options);
	struct option_def table[2] = { { 0 } };
	/* The option alone: what else a command wants at the end of a line does not matter. */
	const struct option_group groups[] = { { NULL, { table } }, { 0 } };
	const struct option_set set = { .groups = groups };
	char line[256], text[320];

	if (!option)
		return EXIT_USAGE;
	table[0] = *option;
	while (fgets(line, sizeof(line), stdin)) {
		char *argv[] = { name, text, NULL }, *values = malloc(size);

		if (!values)
			return EXIT_ERROR;
		line[strcspn(line, "\n")] = '\0';
		snprintf(text, sizeof(text), "--%s=%s", option->name, line);
		memcpy(values, o, size);
		if (!options_parse(&set, 2, argv, values))
			printf("%s\t%s\n", line, option->size &&
			       is_default(option, (char *)o, values) ? "default" : "");
		free(values);
	}
	return EXIT_FINE;
}

int __wrap_command_run(const struct command_parts *c, int argc, char **argv, struct opts *o)
{
	struct command_parts parts = *c;
	const char *command = strrchr(argv[0], ' ') + 1;

	if (mode == OPTIONS) {
		print_options(command, c->options, o);
		return EXIT_FINE;
	}
	if (mode == VALUES)
		return print_values(c, argv[0], o);
	parts.run = run_nothing;
	return __real_command_run(&parts, argc, argv, o);
}

int main(int argc, char **argv)
{
	char *tool[] = { argv[0], NULL, NULL };

	if (argc > 1 && !strcmp(argv[1], "parse")) {
		argv[1] = argv[0];
		return tool_main(argc - 1, argv + 1);
	}
	if (argc == 2 && !strcmp(argv[1], "options")) {
		mode = OPTIONS;
		for (const struct cmd *c = commands; c->name; c++) {
			tool[1] = (char *)c->name;
			if (tool_main(2, tool))
				return EXIT_ERROR;
		}
		return EXIT_FINE;
	}
	if (argc != 4 || strcmp(argv[1], "values"))
		return EXIT_USAGE;
	mode = VALUES;
	tool[1] = argv[2];
	wanted = argv[3];
	return tool_main(2, tool);
}
