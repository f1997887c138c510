// SPDX-License-Identifier: GPL-2.0
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kernel/module_history.h"
#include "kernel/symbol_ends.h"
#include "runner.h"

START_TEST(name_ends_where_its_memory_ends)
{
	char path[] = "/tmp/modules.XXXXXX", buf[64];
	uint64_t start, end;
	struct ksyms *k;
	FILE *f = fdopen(mkstemp(path), "w");

	/* Module b begins inside the memory that the size of a covers: the size has data, too. */
	fputs("a 4096 0 - Live 0xffff80007b000000\nb 8192 1 a, Live 0xffff80007b000800 (O)\n"
	      "hidden 4096 0 - Live 0x0000000000000000\nnonsense\n", f);
	fclose(f);
	ck_assert_int_eq(ksyms_parse(&k, "ffff800080010000 T first\nffff800080011000 D _etext\n"
				     "ffff800080020000 T _sinittext\nffff800080020100 T _einittext\n"
				     "ffff80007b000100 t of_a\t[a]\nffff80007b000900 t of_b\t[b]\n"
				     "ffff80007c000000 t later\t[c]\nffff80007c000040 e -\n"), 0);
	ck_assert_int_eq(symbol_ends_of_modules(k, path), 0);
	unlink(path);
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff800080010ff0), "first+0xff0");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff800080011000), "first+0x1000");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff800080011004), "0xffff800080011004");
	ck_assert_str_eq(ksyms_place(k, buf, sizeof(buf), 0xffff800080011000), "0xffff800080011000");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff800080020104), "0xffff800080020104");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff80007b0008fc), "of_a+0x7fc [a]");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff80007b002000), "of_b+0x1700 [b]");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff80007b002804), "0xffff80007b002804");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff80007c000044), "0xffff80007c000044");
	ck_assert(!ksyms_bounds(k, 0xffff80007c000044, &start, &end));
	ck_assert(ksyms_bounds(k, 0xffff80007c000004, &start, &end));
	ck_assert_uint_eq(end, 0xffff80007c000040);
	ck_assert_str_eq(ksyms_owner(k, 0xffff80007b000900), "[b]");
	ck_assert_ptr_null(ksyms_owner(k, 0xffff800080010000));
	ksyms_free(k);
}
END_TEST

START_TEST(modules_that_are_gone_keep_their_names)
{
	/* Two modules at one address, one after the other; then the first one again */
	char text[] = "module a 1000 256 3000 64 100 200\n0000000000001000 t f\t[a]\n"
		      "0000000000001080 t g\t[a]\n0000000000001100 e -\n"
		      "0000000000003000 t init\t[a]\n0000000000003040 e -\n"
		      "module b 1000 256 0 0 300 400\n0000000000001000 t f\t[a]\n"
		      "0000000000001040 t other\t[b]\n0000000000001100 e -\nmodule nonsense\n";
	struct module_history h = { 0 };
	uint64_t start, end;
	struct ksyms *k;
	char buf[64];

	ck_assert_int_eq(module_history_parse(&h, text), 0);
	ck_assert_uint_eq(h.n, 2);
	ck_assert_int_eq(ksyms_parse(&k, "0000000000002000 T kernel\n0000000000002100 e -\n"), 0);
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x1084), "0x1084");
	module_history_attach(&h, k);
	ck_assert_str_eq(ksyms_site_at(k, buf, sizeof(buf), 0x1084, 150), "g+0x4 [a]");
	ck_assert_str_eq(ksyms_site_at(k, buf, sizeof(buf), 0x1084, 350), "other+0x44 [b]");
	ck_assert_str_eq(ksyms_site_at(k, buf, sizeof(buf), 0x1084, 250), "0x1084");
	/* Without a time, names that differ are not mixed; equal ones are no doubt. */
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x1084), "0x1084");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x1004), "f+0x4 [a]");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x3010), "init+0x10 [a]");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x1100), "0x1100");
	ck_assert_str_eq(ksyms_site_at(k, buf, sizeof(buf), 0x1100, 150), "g+0x80 [a]");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x1104), "0x1104");
	ck_assert(ksyms_bounds(k, 0x3010, &start, &end));
	ck_assert_uint_eq(start, 0x3000);
	ck_assert_uint_eq(end, 0x3040);
	ksyms_free(k);
	/* One that is loaded now at the place of another one */
	ck_assert_int_eq(ksyms_parse(&k, "0000000000001000 t now\t[c]\n"), 0);
	module_history_attach(&h, k);
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x1004), "0x1004");
	ck_assert_str_eq(ksyms_site_at(k, buf, sizeof(buf), 0x1004, 150), "f+0x4 [a]");
	ck_assert_str_eq(ksyms_site_at(k, buf, sizeof(buf), 0x1004, 500), "now+0x4 [c]");
	ksyms_free(k);
	module_history_free(&h);
}
END_TEST

START_TEST(symbols_of_a_module_become_names)
{
	static const char strings[] = "\0f\0$x\0.Lpart\0data\0under";
	const Elf64_Sym symbols[] = {
		{ 0 }, { .st_name = 1, .st_value = 0x1000, .st_shndx = 1 },
		{ .st_name = 3, .st_value = 0x1004, .st_shndx = 1 },	/* $x */
		{ .st_name = 6, .st_value = 0x1008, .st_shndx = 1 },	/* .Lpart */
		{ .st_name = 13, .st_value = 0x9000, .st_shndx = 2 },	/* in no text */
		{ .st_name = 18, .st_value = 0x1010 },			/* undefined */
		{ .st_name = 999, .st_value = 0x1010, .st_shndx = 1 },
		/* Its name has no end. */
		{ .st_name = 19, .st_value = 0x1014, .st_shndx = 1 },
	};
	struct past_module m = { .name = "m", .text = { { .start = 0x1000, .size = 0x40 } } };
	char buf[64];

	ck_assert_int_eq(module_history_names(&m, symbols, 8, strings, sizeof(strings) - 1), 0);
	ck_assert_str_eq(ksyms_site(m.ksyms, buf, sizeof(buf), 0x1020), "f+0x20 [m]");
	ck_assert_str_eq(ksyms_site(m.ksyms, buf, sizeof(buf), 0x1044), "0x1044");
	ksyms_free(m.ksyms);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_test(c, name_ends_where_its_memory_ends);
	tcase_add_test(c, modules_that_are_gone_keep_their_names);
	tcase_add_test(c, symbols_of_a_module_become_names);
	return run_tests("names", c, argc > 1);
}
