// SPDX-License-Identifier: GPL-2.0
/*
 * Test source lines with programs that this test compiles, and whose symbols tell their lines.
 *
 *   test_lines recording FILE VMLINUX     for golden tests
 */
#define _GNU_SOURCE
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/build_id.h"
#include "kernel/source_lines.h"
#include "output/source_out.h"
#include "base/log.h"
#include "base/range_map.h"
#include "recording/recording.h"
#include "runner.h"
#include "version.h"
#include "kernel/vmlinux.h"

START_TEST(build_id_is_found_in_notes)
{
	static const char all[] =
		"\x06\0\0\0\x04\0\0\0\x01\x01\0\0Linux\0\0\0abcd"
		"\x04\0\0\0\x05\0\0\0\x03\0\0\0GNU\0\x01\x23\x45\x67\xef";
	char text[BUILD_ID_SIZE];

	ck_assert_int_eq(build_id_of_notes(all, sizeof(all) - 1, text), 0);
	ck_assert_str_eq(text, "01234567ef");
	for (size_t n = 0; n < sizeof(all) - 1; n++) {
		char *exact = malloc(n + 1);	/* a sanitizer notices a read behind it */

		memcpy(exact, all, n);
		ck_assert_int_eq(build_id_of_notes(exact, n, text), -ENOENT);
		ck_assert_str_eq(text, "");
		free(exact);
	}
	/* The sum of these sizes overflows. */
	ck_assert_int_eq(build_id_of_notes("\xff\xff\xff\xff\xff\xff\xff\xff\3\0\0\0", 12, text),
			 -ENOENT);
	ck_assert_int_eq(build_id_of_notes("\4\0\0\0\xff\xff\xff\xff\3\0\0\0GNU\0", 16, text),
			 -ENOENT);
	build_id_format(all, 65, text);
	ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(range_is_found_by_address)
{
	struct range_map r = { 0 };
	uint64_t what;

	ck_assert(!range_map_find(&r, 5, &what));
	for (uint64_t i = 100; i > 0; i--)
		ck_assert_int_eq(range_map_add(&r, i * 10, i * 10 + 5, i), 0);
	range_map_sort(&r);
	ck_assert(range_map_find(&r, 500, &what) && what == 50);
	ck_assert(range_map_find(&r, 504, &what) && what == 50);
	ck_assert(!range_map_find(&r, 505, &what));
	ck_assert(!range_map_find(&r, 9, &what));
	ck_assert(range_map_find(&r, 1004, &what) && what == 100);
	range_map_free(&r);
}
END_TEST

#ifdef HAVE_LIBDW

#define SAMPLE		"tests/unit/lines.sample.c"
#define ID		"0123456789abcdef"
#define SLIDE		0x7f0000000000	/* as KASLR does */

static char dir[] = "/tmp/test_lines.XXXXXX";

/* Kernels are built like this, in their tree or beside it. */
static const struct { const char *name, *command, *source; } programs[] = {
	{ "dwarf5", "gcc -gdwarf-5", "$PWD/init/main.c" },
	{ "dwarf4", "gcc -gdwarf-4 -gz", "init/main.c" },
	{ "clang", "clang -g", "../tree/init/main.c" },	/* no .debug_aranges */
#ifndef __aarch64__
	{ "arm64", "aarch64-linux-gnu-gcc -g", "./init/main.c" },
#endif
	{ "none", "gcc -g0", "init/main.c" },
};

#define NR_PROGRAMS	(sizeof(programs) / sizeof(*programs))

/* Assert without libcheck: write_recording() runs outside of its tests. */
static void must(bool right)
{
	if (!right)
		abort();
}

static const char *path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* Compile before the tests, because each test is a process. */
static bool compile(void)
{
	char command[512];

	if (!mkdtemp(dir))
		return false;
	snprintf(command, sizeof(command), "mkdir -p %s/tree/init && cp " SAMPLE " %s/tree/init/main.c",
		 dir, dir);
	if (system(command))
		return false;
	for (size_t i = 0; i < NR_PROGRAMS; i++) {
		snprintf(command, sizeof(command), "cd %s/tree && %s -O2 -nostdlib -static "
			 "-Wl,-e,sample_outer -Wl,--build-id=0x" ID
			 " -Wl,--defsym,_text=__executable_start -o ../%s %s", dir, programs[i].command,
			 programs[i].name, programs[i].source);
		if (system(command))
			return false;
	}
	return true;
}

static uint64_t symbol(const char *program, const char *prefix, const char *name)
{
	int fd = open(path_of(program), O_RDONLY);
	Elf *elf = (elf_version(EV_CURRENT), elf_begin(fd, ELF_C_READ, NULL));
	uint64_t value = 0;
	Elf_Scn *section = NULL;
	GElf_Shdr head;
	char full[64];

	snprintf(full, sizeof(full), "%s%s", prefix, name);
	while ((section = elf_nextscn(elf, section)) && gelf_getshdr(section, &head)) {
		Elf_Data *data = elf_getdata(section, NULL);
		GElf_Sym sym;

		for (int i = 0; head.sh_type == SHT_SYMTAB && gelf_getsym(data, i, &sym); i++)
			if (!strcmp(elf_strptr(elf, head.sh_link, sym.st_name), full))
				value = sym.st_value;
	}
	elf_end(elf);
	close(fd);
	must(value);
	return value;
}

static struct source_lines *open_lines(const char *program)
{
	struct source_lines *l;

	ck_assert_int_eq(source_lines_open(&l, path_of(program)), 0);
	ck_assert_str_eq(source_lines_build_id(l), ID);
	return l;
}

static struct source_lines *placed(const char *program)
{
	struct source_lines *l = open_lines(program);

	source_lines_place(l, symbol(program, "", "_text") + SLIDE);
	source_lines_place(l, 0x1000);	/* only the first place counts */
	return l;
}

static uint64_t behind(const char *program, const char *call)
{
	return symbol(program, "after_", call) + SLIDE;
}

static void is_frame(const char *program, const struct source_frame *f, const char *function,
		     const char *line, bool inlined)
{
	const char *file = strcmp(line, "plain") ? "init/main.c" : "include/plain.h";

	ck_assert_str_eq(f->function, function);
	ck_assert_ptr_nonnull(f->file);
	ck_assert_str_eq(f->file, file);
	ck_assert_uint_eq(f->line, symbol(program, "line_", line));
	ck_assert_int_eq(f->inlined, inlined);
}

START_TEST(inlined_frames_are_found)
{
	const char *program = programs[_i].name;
	struct source_lines *l = placed(program);
	const struct source_frame *f;
	size_t n;

	f = source_lines_find(l, behind(program, "innermost"), &n);
	ck_assert_uint_eq(n, 3);
	is_frame(program, &f[0], "sample_innermost", "innermost", true);
	is_frame(program, &f[1], "sample_middle", "in_middle", true);
	is_frame(program, &f[2], "sample_outer", "in_outer", false);
	ck_assert_ptr_eq(source_lines_find(l, behind(program, "innermost"), &n), f);
	ck_assert_uint_eq(n, 3);
	f = source_lines_find(l, behind(program, "outer"), &n);
	ck_assert_uint_eq(n, 1);
	is_frame(program, &f[0], "sample_outer", "outer", false);
	/* The call is the last instruction of the function. */
	f = source_lines_find(l, behind(program, "plain"), &n);
	ck_assert_uint_eq(n, 1);
	is_frame(program, &f[0], "sample_plain", "plain", false);
	source_lines_find(l, behind(program, "plain") - SLIDE, &n);
	ck_assert_uint_eq(n, 0);
	source_lines_find(l, 0, &n);
	ck_assert_uint_eq(n, 0);
	source_lines_find(l, UINT64_MAX, &n);
	ck_assert_uint_eq(n, 0);
	source_lines_close(l);
}
END_TEST

START_TEST(lines_are_found_once_placed)
{
	struct source_lines *l = open_lines("dwarf5");
	struct ksyms *k;
	char text[256];
	size_t n;

	source_lines_find(l, behind("dwarf5", "plain"), &n);
	ck_assert_uint_eq(n, 0);
	source_lines_place(l, 0);
	source_lines_find(l, behind("dwarf5", "plain") - SLIDE, &n);
	ck_assert_uint_eq(n, 0);
	/* The first is another function of that name: its distance is no KASLR offset. */
	snprintf(text, sizeof(text), "%" PRIx64 " t sample_outer\n%" PRIx64 " t sample_plain\n",
		 symbol("dwarf5", "", "sample_outer") + 0x7e0000000040,
		 symbol("dwarf5", "", "sample_plain") + SLIDE);
	ck_assert(!source_lines_place_by_names(l, NULL));
	ck_assert_int_eq(ksyms_parse(&k, text), 0);
	ck_assert(source_lines_place_by_names(l, k));
	ksyms_free(k);
	source_lines_find(l, behind("dwarf5", "plain"), &n);
	ck_assert_uint_eq(n, 1);
	source_lines_close(l);
	source_lines_find(NULL, 0x1000, &n);
	ck_assert_uint_eq(n, 0);
	source_lines_place(NULL, 1);
	source_lines_close(NULL);
}
END_TEST

START_TEST(file_without_matching_debug_info_is_refused)
{
	struct source_lines *l;

	ck_assert_int_eq(source_lines_open(&l, path_of("none")), -ENODATA);
	ck_assert_ptr_null(l);
	ck_assert_int_eq(source_lines_open(&l, SAMPLE), -ENOEXEC);
	ck_assert_int_eq(source_lines_open(&l, "/dev/null"), -ENOEXEC);
	ck_assert_int_eq(source_lines_open(&l, dir), -EISDIR);
	ck_assert_int_eq(source_lines_open(&l, path_of("nothing")), -ENOENT);
	/* A file is used only if it has the build ID, when that is known. */
	ck_assert_int_eq(vmlinux_open(&l, path_of("dwarf5"), "0123456789abcdee"), -EINVAL);
	ck_assert_ptr_null(l);
	ck_assert_int_eq(vmlinux_open(&l, path_of("dwarf5"), ID), 0);
	source_lines_close(l);
	ck_assert_int_eq(vmlinux_open(&l, path_of("dwarf5"), ""), 0);
	source_lines_close(l);
	ck_assert_int_eq(vmlinux_open(&l, path_of("none"), ID), -ENODATA);
}
END_TEST

START_TEST(vmlinux_is_found_by_build_id)
{
	char command[1024];
	struct source_lines *l;

	/* The search meets a file of another kernel, one without debug info, then the right one. */
	snprintf(command, sizeof(command), "cd %s && mkdir -p system/boot system/usr/lib/debug/boot "
		 "system/lib/modules/7.3.0/build system/usr/lib/debug/.build-id/ab && "
		 "cp dwarf5 system/boot/vmlinux-7.3.0 && objcopy --remove-section=.note.gnu.build-id "
		 "system/boot/vmlinux-7.3.0 2>/dev/null && "
		 "cp none system/usr/lib/debug/boot/vmlinux-7.3.0 && "
		 "cp dwarf5 system/lib/modules/7.3.0/build/vmlinux && "
		 "cp dwarf4 system/usr/lib/debug/.build-id/ab/cd.debug", dir);
	ck_assert_int_eq(system(command), 0);
	l = vmlinux_search(path_of("system"), "7.3.0", ID);
	ck_assert_ptr_nonnull(l);
	ck_assert_str_eq(source_lines_build_id(l), ID);
	source_lines_close(l);
	ck_assert_ptr_null(vmlinux_search(path_of("system"), "7.3.1", ID));
	ck_assert_ptr_null(vmlinux_search(path_of("system"), "7.3.0", ""));
	/* This file is named by a build ID that it does not have. */
	ck_assert_ptr_null(vmlinux_search(path_of("system"), "7.3.0", "abcd"));
	snprintf(command, sizeof(command), "cd %s/system/usr/lib/debug/.build-id && mkdir -p 01 && "
		 "cp ../../../../../dwarf4 01/%s.debug", dir, &ID[2]);
	ck_assert_int_eq(system(command), 0);
	l = vmlinux_search(path_of("system"), "7.3.1", ID);
	ck_assert_ptr_nonnull(l);
	source_lines_close(l);
}
END_TEST

static char *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "r");
	char *v = malloc(1 << 20);

	must(f && v);
	*size = fread(v, 1, 1 << 20, f);
	fclose(f);
	return v;
}

static void spit(const char *path, const char *data, size_t size)
{
	FILE *f = fopen(path, "w");

	must(fwrite(data, 1, size, f) == size);
	fclose(f);
}

/* Read lines of a file that may be damaged: only printable text may result. */
static void use(const char *path, uint64_t text, const uint64_t *ips, size_t nr)
{
	char *out = NULL;
	struct source_lines *l;
	size_t size;
	FILE *f = open_memstream(&out, &size);

	if (!source_lines_open(&l, path)) {
		source_lines_place(l, text);
		for (size_t i = 0; i < nr; i++)
			source_out_text(f, l, ips[i], "");
		source_lines_close(l);
	}
	fclose(f);
	for (size_t i = 0; i < size; i++)
		loop_assert(out[i] == '\n' || (out[i] >= ' ' && out[i] < 0x7f));
	free(out);
}

/* Cut the file at many places, and change many of its bytes. */
START_TEST(damaged_file_does_no_harm)
{
	static const char *const calls[] = { "innermost", "outer", "plain" };
	const char *program = programs[_i].name;
	uint64_t text = symbol(program, "", "_text") + SLIDE, ips[3];
	char copy[256];
	size_t size;
	char *data;

	for (int i = 0; i < 3; i++)
		ips[i] = behind(program, calls[i]);
	data = slurp(path_of(program), &size);
	snprintf(copy, sizeof(copy), "%s/%s.copy", dir, program);
	for (size_t n = 0; n < size; n += 197) {
		spit(copy, data, n);
		use(copy, text, ips, 3);
	}
	for (size_t n = 0; n < size; n += 37) {
		char was = data[n];

		data[n] ^= 1 << n % 8;
		spit(copy, data, size);
		use(copy, text, ips, 3);
		data[n] = was;
	}
	free(data);
}
END_TEST

/* A file, and so the names in it, may come from anybody. */
START_TEST(hostile_names_are_escaped)
{
	const char *program = "dwarf5";
	uint64_t text = symbol(program, "", "_text") + SLIDE, ip = behind(program, "innermost");
	char copy[256], *data, *at, *out = NULL;
	struct json j = { 0 };
	struct source_lines *l;
	size_t size;
	FILE *f;

	data = slurp(path_of(program), &size);
	while ((at = memmem(data, size, "sample_innermost", 16)))
		memcpy(at, "\033[31m<\n\"\\innermo", 16);
	snprintf(copy, sizeof(copy), "%s/hostile", dir);
	spit(copy, data, size);
	free(data);
	ck_assert_int_eq(source_lines_open(&l, copy), 0);
	source_lines_place(l, text);
	f = open_memstream(&out, &size);
	source_out_text(f, l, ip, "  ");
	fclose(f);
	ck_assert_ptr_eq(strstr(out, "  \\x1b[31m<\\x0a\"\\\\innermo (inlined) "), out);
	ck_assert_ptr_nonnull(strstr(out, "\n  sample_middle (inlined) "));
	ck_assert_ptr_nonnull(strstr(out, "\n  sample_outer "));
	free(out);
	f = open_memstream(&out, &size);
	j.out = f;
	json_open(&j, NULL);
	source_out_json_stack(&j, "s", l, (const __u64[]){ ip, 0x1000 }, 2);
	source_out_json(&j, "none", l, 0x1000);
	source_out_json(&j, "nothing", NULL, ip);
	json_close(&j);
	fclose(f);
	ck_assert_ptr_eq(strstr(out, "{\"s\":[[{\"function\":\"\\u001b[31m<\\u000a\\\"\\\\innermo\","
				"\"file\":\""), out);
	ck_assert_ptr_nonnull(strstr(out, "\"inlined\":false}],[]]}\n"));
	free(out);
	source_lines_close(l);
}
END_TEST

static void remove_all(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		perror("rm");
}

/* Write a recording of a task that leaks a section, and its vmlinux, for golden tests. */
static int write_recording(const char *path, const char *vmlinux)
{
	static const char *const names[] = { "innermost", "outer", "plain" };
	struct rec_writer_opts opts = { .path = path };
	struct rec_task task = { .id = 1, .tid = 5, .tgid = 5, .flags = REC_TASK_BORN, .comm = "leaks" };
	struct bt_snapshot lazy = { .active = 1, .enable_count = 1 }, pending = lazy;
	struct bt_event e = { .task = 1, .type = BT_EVENT_LAZY_MMU, .time_ns = 1000 };
	__u64 stack[4] = { 0, 0, 0, 0x1234 };
	struct rec_writer *w;
	char text[1024];
	size_t size, n = 0;
	char *data = slurp(path_of("dwarf5"), &size);

	spit(vmlinux, data, size);
	free(data);
	snprintf(text, sizeof(text), "tool=barrier-trace VERSION\nkernel=7.3.0\ngeneration=G3\n"
		 "attach=btf\nsubject='lines'\nstacks=1\nstretches=1\nstart_ns=0\nbuild_id=" ID "\ntext=0x%" PRIx64 "\n",
		 symbol("dwarf5", "", "_text") + SLIDE);
	if (rec_writer_open(&w, &opts, text) || rec_writer_task(w, &task))
		return 1;
	/* The compiler decides where functions begin; here each begins 4 bytes before the call. */
	for (int i = 0; i < 3; i++) {
		stack[i] = behind("dwarf5", names[i]);
		n += snprintf(text + n, sizeof(text) - n, "%llx t sample_%s\n", stack[i] - 4, names[i]);
	}
	pending.pending = 1;
	e.stack = rec_writer_stack(w, stack, 4);
	e.ip = stack[0];
	e.what = bt_past_pack(BT_KIND_ENABLE, BT_LEVEL_NONE, &lazy);
	if (rec_writer_event(w, &e))
		return 1;
	e = (struct bt_event){ .task = 1, .type = BT_EVENT_LAZY_MMU, .time_ns = 2000,
			       .ip = stack[2], .seq = 1 };
	e.stack = rec_writer_stack(w, (const __u64[]){ stack[2], stack[0], stack[1] }, 3);
	e.what = bt_past_pack(BT_KIND_FIRST, BT_LEVEL_PTE, &pending);
	if (rec_writer_event(w, &e))
		return 1;
	e = (struct bt_event){ .task = 1, .type = BT_EVENT_LOOK, .what = BT_INPUT_TO_USER,
			       .time_ns = 3000, .seq = 2, .stack = 1 };
	if (rec_writer_event(w, &e) || rec_writer_text(w, CHUNK_NAME, text))
		return 1;
	return rec_writer_close(w, "elapsed_ns=4000\nevents=3\nnext_seq_0=3\n") ? 1 : 0;
}

static bool prepare(TCase *t)
{
	bool compiled = compile();

	tcase_add_loop_test(t, inlined_frames_are_found, 0, NR_PROGRAMS - 1);
	tcase_add_test(t, lines_are_found_once_placed);
	tcase_add_test(t, file_without_matching_debug_info_is_refused);
	tcase_add_test(t, vmlinux_is_found_by_build_id);
	tcase_add_loop_test(t, damaged_file_does_no_harm, 0, NR_PROGRAMS - 1);
	tcase_add_test(t, hostile_names_are_escaped);
	return compiled;
}

#else /* !HAVE_LIBDW */

static int write_recording(const char *path, const char *vmlinux)
{
	(void)path;
	(void)vmlinux;
	return 1;
}

START_TEST(lines_need_libdw)
{
	struct source_lines *l;

	ck_assert(!source_lines_built_in());
	ck_assert_int_eq(source_lines_open(&l, "/proc/self/exe"), -ENOTSUP);
	ck_assert_ptr_null(l);
	ck_assert_int_eq(vmlinux_open(&l, "/proc/self/exe", ""), -ENOTSUP);
}
END_TEST

static void remove_all(void)
{
}

static bool prepare(TCase *t)
{
	tcase_add_test(t, lines_need_libdw);
	return true;
}

#endif

int main(int argc, char **argv)
{
	TCase *t = tcase_create("lines");
	int status = 1;

	log_set_level(LOG_QUIET - 1);	/* refusals print errors */
	tcase_set_timeout(t, 120);
	tcase_add_test(t, build_id_is_found_in_notes);
	tcase_add_test(t, range_is_found_by_address);
	if (prepare(t))
		status = argc == 4 ? write_recording(argv[2], argv[3]) : run_tests("lines", t, argc > 1);
	remove_all();
	return status;
}
