// SPDX-License-Identifier: GPL-2.0
/*
 * Make a vmlinux and an Image, and test which functions take probes by them, and which static
 * branches they have.
 */
#define _GNU_SOURCE
#include <bpf/btf.h>
#include <check.h>
#include <endian.h>
#include <errno.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "scan/a64.h"
#include "runner.h"
#include "scan/kernel_file.h"

#define TEXT	UINT64_C(0xffff800080010000)
#define DATA	UINT64_C(0xffff800080020000)
#define RET	0xd65f03c0u

/* Three functions of three instructions: only "nops" begins with NOPs, as if ftrace traced it. */
static uint32_t text[] = { A64_NOP, A64_NOP, RET, RET, RET, RET, RET, RET, RET };
#define NOPS	TEXT
#define LISTED	(TEXT + 12)
#define OTHER	(TEXT + 24)

static const char names[] = "\0.text\0.data\0.rela\0.BTF\0.symtab\0.strtab\0"
			    "_stext\0_etext\0__start_mcount_loc\0__stop_mcount_loc\0nops\0listed\0other\0"
			    "__start___jump_table\0__stop___jump_table\0";

/* The bounds of __jump_table, or 0 if the kernel has none */
static uint64_t jumps, jumps_end;

/* An entry of __jump_table at @at, for the NOP at the beginning of the text */
#define JUMP(at, to)							\
	htole64((uint32_t)(NOPS - (at)) | (uint64_t)(uint32_t)((to) - (at) - 4) << 32), 0

static uint32_t name_at(const char *name)
{
	for (size_t i = 0; i < sizeof(names); i += strlen(names + i) + 1)
		if (!strcmp(names + i, name))
			return i;
	ck_abort_msg("%s", name);
}

static Elf_Scn *section(Elf *elf, const char *name, uint32_t type, uint64_t address, uint64_t flags,
			void *data, size_t size)
{
	static const Elf_Type types[] = { [SHT_SYMTAB] = ELF_T_SYM, [SHT_RELA] = ELF_T_RELA };
	Elf_Scn *scn = elf_newscn(elf);
	Elf_Data *d = elf_newdata(scn);
	Elf64_Shdr *head = elf64_getshdr(scn);

	d->d_buf = data;
	d->d_size = size;
	d->d_align = 8;
	d->d_type = type <= SHT_RELA ? types[type] : ELF_T_BYTE;
	d->d_version = EV_CURRENT;
	head->sh_name = name_at(name);
	head->sh_type = type;
	head->sh_addr = address;
	head->sh_flags = flags;
	head->sh_entsize = type == SHT_SYMTAB ? sizeof(Elf64_Sym) :
			   type == SHT_RELA ? sizeof(Elf64_Rela) : 0;
	return scn;
}

static struct btf *types(void)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "long", 8, 0), info;

	info = btf__add_struct(btf, "thread_info", 16);
	btf__add_field(btf, "flags", number, 0, 0);
	btf__add_field(btf, "preempt_count", number, 64, 0);
	btf__add_struct(btf, "task_struct", 16);
	btf__add_field(btf, "thread_info", info, 0, 0);
	return btf;
}

/*
 * @words: the data section, with ftrace's list from its second word on
 * @n: number of entries by the symbols of the list
 * @relocated: value of an entry that a relocation sets, or 0
 */
static void write_vmlinux(int fd, uint64_t *words, size_t size, size_t n, uint64_t relocated)
{
	const struct {
		const char *name;
		uint64_t address;
	} symbols[] = {
		{ "_stext", TEXT }, { "_etext", TEXT + sizeof(text) }, { "__start_mcount_loc", DATA + 8 },
		{ "__stop_mcount_loc", DATA + 8 + 8 * n }, { "nops", NOPS }, { "listed", LISTED },
		{ "other", OTHER }, { "__start___jump_table", jumps }, { "__stop___jump_table", jumps_end },
	};
	Elf64_Rela rela = { .r_offset = DATA + 8, .r_addend = relocated };
	Elf64_Sym sym[1 + sizeof(symbols) / sizeof(*symbols)] = { 0 };
	struct btf *btf = types();
	Elf_Scn *strings, *table;
	Elf64_Ehdr *head;
	uint32_t btf_size;
	void *btf_data;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	head = elf64_newehdr(elf);
	head->e_ident[EI_DATA] = ELFDATA2LSB;
	head->e_machine = EM_AARCH64;
	head->e_type = ET_DYN;
	head->e_version = EV_CURRENT;
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++)
		sym[i + 1] = (Elf64_Sym){ .st_name = name_at(symbols[i].name), .st_shndx = 1,
					  .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
					  .st_value = symbols[i].address };
	section(elf, ".text", SHT_PROGBITS, TEXT, SHF_ALLOC | SHF_EXECINSTR, text, sizeof(text));
	section(elf, ".data", SHT_PROGBITS, DATA, SHF_ALLOC | SHF_WRITE, words, size);
	if (relocated)
		section(elf, ".rela", SHT_RELA, 0, SHF_ALLOC, &rela, sizeof(rela));
	btf_data = (void *)btf__raw_data(btf, &btf_size);
	section(elf, ".BTF", SHT_PROGBITS, 0, 0, btf_data, btf_size);
	strings = section(elf, ".strtab", SHT_STRTAB, 0, 0, (void *)names, sizeof(names));
	table = section(elf, ".symtab", SHT_SYMTAB, 0, 0, sym, sizeof(sym));
	elf64_getshdr(table)->sh_link = elf_ndxscn(strings);
	head->e_shstrndx = elf_ndxscn(strings);
	ck_assert_msg(elf_update(elf, ELF_C_WRITE) > 0, "%s", elf_errmsg(-1));
	elf_end(elf);
	btf__free(btf);
}

static bool can_probe(struct kernel_file *f, uint64_t start)
{
	return kernel_file_can_probe(start, start + 12, f);
}

static void open_vmlinux(struct kernel_file *f, uint64_t *words, size_t size, size_t n,
			 uint64_t relocated)
{
	int fd = memfd_create("vmlinux", 0);
	char path[64];

	ck_assert_int_ge(fd, 0);
	write_vmlinux(fd, words, size, n, relocated);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ck_assert_int_eq(kernel_file_open(f, path, NULL), 0);
	ck_assert(f->has_layout);
	ck_assert(f->has_ftrace);
	close(fd);
}

/* With CONFIG_RELR the section has the list.  Words around it do not count, and 0 is no entry. */
START_TEST(linked_list_says_what_takes_probes)
{
	uint64_t words[] = { htole64(OTHER), 0, htole64(LISTED), htole64(OTHER) };
	struct kernel_file f;

	open_vmlinux(&f, words, sizeof(words), 2, 0);
	ck_assert_uint_eq(f.nr_traceable, 1);
	ck_assert(!f.by_entry);
	ck_assert(!can_probe(&f, NOPS));
	ck_assert(can_probe(&f, LISTED));
	ck_assert(!can_probe(&f, OTHER));
	kernel_file_close(&f);
}
END_TEST

START_TEST(relocated_list_says_what_takes_probes)
{
	uint64_t words[] = { 0, htole64(OTHER), htole64(OTHER) };
	struct kernel_file f;

	open_vmlinux(&f, words, sizeof(words), 2, LISTED);
	ck_assert_uint_eq(f.nr_traceable, 1);
	ck_assert(!can_probe(&f, NOPS));
	ck_assert(can_probe(&f, LISTED));
	ck_assert(!can_probe(&f, OTHER));
	kernel_file_close(&f);
}
END_TEST

START_TEST(without_a_list_entry_nops_say_what_takes_probes)
{
	uint64_t words[] = { 0, 0, 0 };
	struct kernel_file f;

	open_vmlinux(&f, words, sizeof(words), 2, 0);
	ck_assert(f.by_entry);
	ck_assert(can_probe(&f, NOPS));
	ck_assert(!can_probe(&f, LISTED));
	kernel_file_close(&f);
}
END_TEST

/* By its symbols the list is longer than its section, which has _i bytes of the last word. */
START_TEST(list_is_read_up_to_the_end_of_its_section)
{
	uint64_t words[] = { 0, htole64(LISTED), htole64(OTHER) };
	struct kernel_file f;

	open_vmlinux(&f, words, 16 + _i, 8, 0);
	ck_assert_uint_eq(f.nr_traceable, _i == 8 ? 2 : 1);
	ck_assert(can_probe(&f, LISTED));
	kernel_file_close(&f);
}
END_TEST

/* Relocations (of the keys) leave entries alone.  The word behind the table looks like an entry. */
START_TEST(static_branches_are_read)
{
	uint64_t words[] = { 0, htole64(LISTED), 0, JUMP(DATA + 24, OTHER),
			     JUMP(DATA + 40 - 4, OTHER - 4) };
	struct kernel_file f;

	jumps = DATA + 24;
	jumps_end = DATA + 40;
	open_vmlinux(&f, words, sizeof(words), 1, _i ? LISTED : 0);
	ck_assert_uint_eq(f.text.nr_jumps, 1);
	ck_assert_uint_eq(f.text.jumps[0].from, NOPS);
	ck_assert_uint_eq(f.text.jumps[0].to, OTHER);
	kernel_file_close(&f);
	jumps = 0;
	open_vmlinux(&f, words, sizeof(words), 1, 0);
	ck_assert_uint_eq(f.text.nr_jumps, 0);
	kernel_file_close(&f);
}
END_TEST

/* The section has _i bytes of the table, but its symbols say more, or are impossible. */
START_TEST(jump_table_is_not_read_beyond_its_section)
{
	static const uint64_t ends[] = { DATA + 56, DATA + 41, DATA + 1, UINT64_MAX, TEXT };
	uint64_t words[] = { 0, htole64(LISTED), 0, JUMP(DATA + 24, OTHER) };
	struct kernel_file f;

	jumps = DATA + 24;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		jumps_end = ends[i];
		open_vmlinux(&f, words, 24 + _i, 1, 0);
		ck_assert_uint_eq(f.text.nr_jumps, _i == 16 && i < 2);
		kernel_file_close(&f);
	}
	for (jumps = DATA + 40; jumps <= DATA + 56; jumps += 8) {	/* behind the section */
		jumps_end = jumps + 16;
		open_vmlinux(&f, words, 24 + _i, 1, 0);
		ck_assert_uint_eq(f.text.nr_jumps, 0);
		kernel_file_close(&f);
	}
	jumps = 0;
}
END_TEST

static int write_file(const char *name, const void *data, size_t size, char *path, size_t path_size)
{
	int fd = memfd_create(name, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, size), size);
	snprintf(path, path_size, "/proc/self/fd/%d", fd);
	return fd;
}

/* Open an Image: header, text, table and BTF.  @symbols may tell where the table is. */
static void open_image(struct kernel_file *f, const char *symbols)
{
	const uint64_t table[] = { JUMP(TEXT + 0x100, OTHER) };
	char data[4096] = { 0 }, image_path[64], symbols_path[64], lines[1024];
	struct btf *btf = types();
	int image, map;
	uint32_t size;
	const void *btf_data = btf__raw_data(btf, &size);

	ck_assert_uint_le(0x280 + size, sizeof(data));
	memcpy(data + 56, "ARM\x64", 4);
	memcpy(data + 0x80, text, sizeof(text));
	memcpy(data + 0x180, table, sizeof(table));
	memcpy(data + 0x280, btf_data, size);
	btf__free(btf);
	snprintf(lines, sizeof(lines), "%" PRIx64 " T _text\n%" PRIx64 " T _stext\n%" PRIx64 " D _etext\n"
		 "%" PRIx64 " D __start_BTF\n%" PRIx64 " D __stop_BTF\n%s", TEXT - 0x80, TEXT,
		 TEXT + sizeof(text), TEXT + 0x200, TEXT + 0x200 + size, symbols);
	image = write_file("Image", data, sizeof(data), image_path, sizeof(image_path));
	map = write_file("System.map", lines, strlen(lines), symbols_path, sizeof(symbols_path));
	ck_assert_int_eq(kernel_file_open(f, image_path, symbols_path), 0);
	close(image);
	close(map);
}

static const struct {
	const char *symbols;
	size_t n;
} images[] = {
	{ "ffff800080010100 D __start___jump_table\nffff800080010110 D __stop___jump_table\n", 1 },
	{ "", 0 },
	{ "ffff800080010100 D __start___jump_table\n", 0 },
	{ "ffff800080010110 D __stop___jump_table\n", 0 },
	/* Before the file, over its end, and behind it */
	{ "ffff80008000ff00 D __start___jump_table\nffff80008000ff10 D __stop___jump_table\n", 0 },
	{ "ffff800080010f78 D __start___jump_table\nffff800080010f88 D __stop___jump_table\n", 0 },
	{ "ffff800080020000 D __start___jump_table\nffff800080020010 D __stop___jump_table\n", 0 },
};

START_TEST(static_branches_of_an_image_are_read)
{
	struct kernel_file f;

	open_image(&f, images[_i].symbols);
	ck_assert_uint_eq(f.text.nr_jumps, images[_i].n);
	if (images[_i].n)
		ck_assert_uint_eq(f.text.jumps[0].to, OTHER);
	kernel_file_close(&f);
}
END_TEST

/* In a damaged file, a typedef can be another name for itself. */
START_TEST(endless_typedef_is_refused)
{
	struct btf *btf = btf__new_empty();
	struct task_layout layout;
	int number = btf__add_int(btf, "long", 8, 0), same, task;

	same = btf__add_typedef(btf, "same", btf__type_cnt(btf));
	task = btf__add_struct(btf, "task_struct", 16);
	btf__add_field(btf, "lazy_mmu_state", same, 0, 0);
	btf__add_field(btf, "pid", number, 64, 0);
	ck_assert_int_gt(task, same);
	ck_assert_int_eq(task_layout_read(&layout, btf), -ENOENT);
	btf__free(btf);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *tests = tcase_create("scan_file");

	(void)argv;
	tcase_add_test(tests, linked_list_says_what_takes_probes);
	tcase_add_test(tests, relocated_list_says_what_takes_probes);
	tcase_add_test(tests, without_a_list_entry_nops_say_what_takes_probes);
	tcase_add_test(tests, endless_typedef_is_refused);
	tcase_add_loop_test(tests, list_is_read_up_to_the_end_of_its_section, 0, 9);
	tcase_add_loop_test(tests, static_branches_are_read, 0, 2);
	tcase_add_loop_test(tests, jump_table_is_not_read_beyond_its_section, 0, 17);
	tcase_add_loop_test(tests, static_branches_of_an_image_are_read, 0,
			    sizeof(images) / sizeof(*images));
	return run_tests("scan_file", tests, argc > 1);
}
