// SPDX-License-Identifier: GPL-2.0
/* Test what the tool finds out about a kernel before it loads programs, and what it reports. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "kernel/ksyms.h"
#include "runner.h"

#define TEXT	"ffff800080010000 T _stext\n"
#define END	"ffff800081000000 D _etext\n"

static const struct {
	const char *symbols;
	bool known;
} texts[] = {
	{ "ffff800080000000 T _text\n" TEXT "ffff800080010100 t f\n" END, true },
	{ END TEXT, true },
	/* A module can use any name; of two such symbols the first is the kernel's. */
	{ "ffff80007b000000 t _stext\t[mod]\n" TEXT END "ffff80007b001000 t _etext\t[mod]\n", true },
	{ TEXT END "ffff800082000000 T _stext\nffff800083000000 T _etext\n", true },
	{ TEXT, false },
	{ "ffff800080010100 t f\n" END, false },
	{ "ffff800081000000 T _stext\nffff800080010000 D _etext\n", false },
	{ "ffff800080010100 t f\n0000000000000000 T _stext\n0000000000000000 D _etext\n", false },
};

static const struct {
	const char *symbols;
	bool known;
} tables[] = {
	{ TEXT "ffff800081100000 D __start___jump_table\nffff800081100010 d __stop___jump_table\n", true },
	{ TEXT "ffff800081100000 D __start___jump_table\n", false },
	{ TEXT "ffff800081100010 D __stop___jump_table\n", false },
	{ TEXT "ffff800081100010 D __start___jump_table\nffff800081100010 D __stop___jump_table\n", false },
	{ TEXT "ffff800081100000 d __start___jump_table\t[m]\nffff800081100010 d __stop___jump_table\t[m]\n", false },
};

START_TEST(jump_table_is_found)
{
	uint64_t begin = 0, end = 0;
	struct ksyms *k;

	ck_assert_int_eq(ksyms_parse(&k, tables[_i].symbols), 0);
	ck_assert_int_eq(ksyms_jumps(k, &begin, &end), tables[_i].known);
	ck_assert_uint_eq(begin, tables[_i].known ? 0xffff800081100000 : 0);
	ck_assert_uint_eq(end, tables[_i].known ? 0xffff800081100010 : 0);
	ksyms_free(k);
	ck_assert(!ksyms_jumps(NULL, &begin, &end));
}
END_TEST

START_TEST(text_range_is_found)
{
	uint64_t begin = 0, end = 0;
	struct ksyms *k;

	ck_assert_int_eq(ksyms_parse(&k, texts[_i].symbols), 0);
	ck_assert_int_eq(ksyms_text(k, &begin, &end), texts[_i].known);
	ck_assert_uint_eq(begin, texts[_i].known ? 0xffff800080010000 : 0);
	ck_assert_uint_eq(end, texts[_i].known ? 0xffff800081000000 : 0);
	ksyms_free(k);
	ck_assert(!ksyms_text(NULL, &begin, &end));
}
END_TEST

#define BEFORE	"ffff800080010000 t f.cold\nffff800080010100 t ff\n"
#define AFTER	"ffff800080010230 T g\nffff800080010300 t f.isra.0\n"

static const struct {
	const char *symbols;
	uint64_t start, size;
} ranges[] = {
	{ BEFORE "ffff800080010200 t f\n" AFTER, 0xffff800080010200, 0x30 },
	{ BEFORE "ffff800080010200 t f.constprop.0.isra.0\n" AFTER, 0xffff800080010200, 0x30 },
	{ BEFORE "ffff800080010200 t f\nffff800080010200 t alias\n" AFTER, 0xffff800080010200, 0x30 },
	{ BEFORE "ffff800080010200 D f\n" AFTER "ffff800080010310 t h\n", 0xffff800080010300, 0x10 },
	{ BEFORE "ffff800080010200 t f\n", 0, 0 },	/* the end of f is unknown */
	{ BEFORE "ffff800080010200 t f\nffff80007b000000 t g\t[mod]\n", 0, 0 },	/* no end by a module */
	{ BEFORE, 0, 0 },
	{ "0000000000000000 t f\n0000000000000000 t g\n", 0, 0 },
	{ "", 0, 0 },
};

START_TEST(function_range_is_found)
{
	char path[] = "/tmp/kallsyms.XXXXXX";
	int fd = mkstemp(path);
	uint64_t size = 1;
	ssize_t length = strlen(ranges[_i].symbols);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, ranges[_i].symbols, length), length);
	close(fd);
	ck_assert_uint_eq(ksyms_range(path, "f", &size), ranges[_i].start);
	ck_assert_uint_eq(size, ranges[_i].size);
	unlink(path);
	ck_assert_uint_eq(ksyms_range(path, "f", &size), 0);
}
END_TEST

static const struct check *find(const struct kernel *k, const char *name)
{
	for (size_t i = 0; i < k->nr_checks; i++)
		if (!strcmp(k->checks[i].name, name))
			return &k->checks[i];
	ck_abort_msg("no check of %s", name);
}

static void write_symbols(char *path, const char *text)
{
	FILE *f = fdopen(mkstemp(path), "w");

	fputs(text, f);
	fclose(f);
}

START_TEST(symbols_are_read_once)
{
	char path[] = "/tmp/kallsyms.XXXXXX";
	/* The file is removed after the first read: a second read would fail. */
	struct kernel k = { .symbols = path };
	const struct ksyms *symbols;
	uint64_t begin, end;
	size_t checks;

	write_symbols(path, TEXT END);
	kernel_examine_probes(&k);
	unlink(path);
	symbols = k.ksyms;
	checks = k.nr_checks;
	ck_assert(ksyms_text(symbols, &begin, &end));
	ck_assert_int_eq(find(&k, "kernel symbols")->state, CHECK_OK);
	kernel_examine_probes(&k);
	ck_assert_ptr_eq(k.ksyms, symbols);
	ck_assert_uint_eq(k.nr_checks, checks);
	kernel_free(&k);
	ck_assert_ptr_null(k.ksyms);
}
END_TEST

static const struct {
	const char *symbols, *found;
} no_symbols[] = {
	{ "0000000000000000 T _stext\n0000000000000000 D _etext\n", " hides addresses" },
	{ TEXT, " hides addresses" },
	{ NULL, " cannot be read" },
};

START_TEST(hidden_symbols_are_denied)
{
	char path[] = "/tmp/kallsyms.XXXXXX";
	/* A directory can be opened, but not read. */
	struct kernel k = { .symbols = no_symbols[_i].symbols ? path : "/" };
	const struct check *check;

	if (no_symbols[_i].symbols)
		write_symbols(path, no_symbols[_i].symbols);
	kernel_examine_probes(&k);
	unlink(path);
	check = find(&k, "kernel symbols");
	ck_assert_int_eq(check->state, CHECK_DENIED);
	ck_assert_int_eq(check->need, FOR_PROBES);
	ck_assert_ptr_nonnull(strstr(check->found, no_symbols[_i].found));
	kernel_free(&k);
}
END_TEST

static const struct {
	struct check checks[3];
	bool probes;
	int ret;
} reasons[] = {
	{ { { .name = "BTF" } }, false, -EINVAL },
	{ { { .name = "lockdown" } }, false, -EINVAL },
	{ { { .name = "tracefs", .state = CHECK_NOTE, .fix = "mount it" } }, false, -EINVAL },
	{ { { .name = "lockdown", .state = CHECK_NOTE, .fix = "boot without" } }, false, -EOPNOTSUPP },
	{ { { .name = "privileges", .state = CHECK_DENIED, .fix = "root" } }, false, -EPERM },
	/* A missing feature is reported before missing privileges. */
	{ { { .name = "privileges", .state = CHECK_DENIED, .fix = "root" },
	    { .name = "BTF", .state = CHECK_MISSING, .fix = "build" } }, false, -EOPNOTSUPP },
	{ { { .name = "event", .state = CHECK_MISSING, .fix = "apply", .need = FOR_TRACEPOINTS } },
	  true, -EINVAL },
	{ { { .name = "event", .state = CHECK_MISSING, .fix = "apply", .need = FOR_TRACEPOINTS } },
	  false, -EOPNOTSUPP },
	{ { { .name = "kprobes", .state = CHECK_MISSING, .fix = "build", .need = FOR_PROBES } },
	  false, -EINVAL },
};

START_TEST(missing_features_are_explained)
{
	struct kernel k = { 0 };

	for (size_t i = 0; i < 3 && reasons[_i].checks[i].name; i++)
		k.checks[k.nr_checks++] = reasons[_i].checks[i];
	ck_assert_int_eq(kernel_explain(&k, "test", -EINVAL, reasons[_i].probes), reasons[_i].ret);
}
END_TEST

START_TEST(a_generation_is_read_by_its_name)
{
	for (enum generation g = GENERATION_0; g <= GENERATION_UNKNOWN; g++)
		ck_assert_int_eq(generation_parse(generation_name(g)), g);
	ck_assert_str_eq(generation_name(GENERATION_2), "G2");
	ck_assert_str_eq(generation_name(GENERATION_UNKNOWN), "unknown");
	ck_assert_int_eq(generation_parse("G4"), GENERATION_UNKNOWN);
	ck_assert_int_eq(generation_parse("G33"), GENERATION_UNKNOWN);
	ck_assert_int_eq(generation_parse(""), GENERATION_UNKNOWN);
	ck_assert(generation_batches(GENERATION_1) && generation_batches(GENERATION_3));
	ck_assert(!generation_batches(GENERATION_0) && !generation_batches(GENERATION_UNKNOWN));
}
END_TEST

int main(int argc, char **argv)
{
	TCase *tests = tcase_create("kernel");

	(void)argv;
	tcase_add_test(tests, a_generation_is_read_by_its_name);
	tcase_add_loop_test(tests, function_range_is_found, 0, sizeof(ranges) / sizeof(*ranges));
	tcase_add_loop_test(tests, text_range_is_found, 0, sizeof(texts) / sizeof(*texts));
	tcase_add_loop_test(tests, jump_table_is_found, 0, sizeof(tables) / sizeof(*tables));
	tcase_add_test(tests, symbols_are_read_once);
	tcase_add_loop_test(tests, hidden_symbols_are_denied, 0,
			    sizeof(no_symbols) / sizeof(*no_symbols));
	tcase_add_loop_test(tests, missing_features_are_explained, 0,
			    sizeof(reasons) / sizeof(*reasons));
	return run_tests("kernel", tests, argc > 1);
}
