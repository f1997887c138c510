// SPDX-License-Identifier: GPL-2.0
/* Read a vmlinux: text, symbols, BTF, static branches, and the list of ftrace's entries. */
#define _GNU_SOURCE
#include <bpf/btf.h>
#include <endian.h>
#include <errno.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "scan/kernel_file.h"

#define MAX_TEXT	(256ull << 20)

/* Symbols that the reader needs: addresses, 0 where the file has none. */
struct symbols {
	uint64_t stext, etext, mcount, mcount_end;
	FILE *lines;	/* gets the functions as in /proc/kallsyms */
};

static void take_symbol(struct symbols *s, const GElf_Sym *sym, const char *name)
{
	static const struct {
		const char *name;
		size_t at;
	} wanted[] = {
		{ "_stext", offsetof(struct symbols, stext) },
		{ "_etext", offsetof(struct symbols, etext) },
		{ "__start_mcount_loc", offsetof(struct symbols, mcount) },
		{ "__stop_mcount_loc", offsetof(struct symbols, mcount_end) },
	};
	int type = GELF_ST_TYPE(sym->st_info);

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		if (!strcmp(name, wanted[i].name))
			*(uint64_t *)((char *)s + wanted[i].at) = sym->st_value;
	/* Skip the names that kallsyms skips, too: mapping symbols and labels of the compiler. */
	if ((type == STT_FUNC || type == STT_NOTYPE) && *name && *name != '$' &&
	    strncmp(name, ".L", 2))
		fprintf(s->lines, "%" PRIx64 " t %s\n", sym->st_value, name);
}

static bool next_section(Elf *elf, Elf_Scn **section, GElf_Shdr *head)
{
	*section = elf_nextscn(elf, *section);
	return *section && gelf_getshdr(*section, head);
}

static int read_symbols(struct kernel_file *f, Elf *elf, struct symbols *s)
{
	Elf_Scn *section = NULL;
	char *text = NULL;
	size_t size = 0;
	GElf_Shdr head;
	GElf_Sym sym;
	int ret;

	s->lines = open_memstream(&text, &size);
	if (!s->lines)
		return -ENOMEM;
	while (next_section(elf, &section, &head)) {
		Elf_Data *data = head.sh_type == SHT_SYMTAB ? elf_getdata(section, NULL) : NULL;

		for (int i = 0; data && gelf_getsym(data, i, &sym); i++) {
			const char *name = elf_strptr(elf, head.sh_link, sym.st_name);

			if (name && sym.st_shndx != SHN_UNDEF)
				take_symbol(s, &sym, name);
		}
	}
	ret = fclose(s->lines) ? -ENOMEM : ksyms_parse(&f->ksyms, text);
	free(text);
	return ret == -ENOENT ? -ENODATA : ret;
}

/* Read the text from its sections: several may be between _stext and _etext. */
static int read_text(struct kernel_file *f, Elf *elf, const struct symbols *s)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;

	if (!s->stext || s->etext <= s->stext || s->etext - s->stext > MAX_TEXT || (s->stext & 3))
		return -ENODATA;
	f->text.base = s->stext;
	f->text.n = (s->etext - s->stext) / 4;
	f->insn = calloc(f->text.n, sizeof(*f->insn));
	if (!f->insn)
		return -ENOMEM;
	f->text.insn = f->insn;
	while (next_section(elf, &section, &head)) {
		Elf_Data *data;

		if (head.sh_type != SHT_PROGBITS || !(head.sh_flags & SHF_EXECINSTR) ||
		    (head.sh_addr & 3) || head.sh_addr < s->stext || head.sh_addr >= s->etext)
			continue;
		data = elf_rawdata(section, NULL);
		for (size_t i = 0; data && i < data->d_size / 4; i++) {
			uint64_t to = (head.sh_addr - s->stext) / 4 + i;
			uint32_t word;

			if (to >= f->text.n)
				break;
			memcpy(&word, (char *)data->d_buf + 4 * i, 4);
			f->insn[to] = le32toh(word);
		}
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/*
 * Add an entry of ftrace.  With CALL_OPS the entry is two instructions before its function
 * (arch/arm64/kernel/ftrace.c, ftrace_call_adjust()).
 */
static void take_traceable(struct kernel_file *f, uint64_t at)
{
	uint64_t start, end;

	if (ksyms_bounds(f->ksyms, at + 12, &start, &end) && start == at + 8)
		at += 8;
	f->traceable[f->nr_traceable++] = at;
}

/* Find what the file has at an address.  @size: result, bytes up to the end of the section */
static const char *linked_at(Elf *elf, uint64_t address, size_t *size)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;

	while (next_section(elf, &section, &head)) {
		uint64_t from = address - head.sh_addr;
		Elf_Data *data;

		if (head.sh_type != SHT_PROGBITS || head.sh_addr > address || from >= head.sh_size)
			continue;
		data = elf_rawdata(section, NULL);
		if (!data || data->d_size <= from)
			return NULL;
		*size = data->d_size - from;
		return (const char *)data->d_buf + from;
	}
	return NULL;
}

/*
 * Read the list of ftrace's entries as it was linked.  With CONFIG_RELR the addresses are in the
 * list, and relocations only say where they are.
 */
static void read_linked(struct kernel_file *f, Elf *elf, const struct symbols *s, size_t room)
{
	size_t size;
	const char *list = linked_at(elf, s->mcount, &size);
	uint64_t word;

	for (size_t i = 0; list && i < room && i < size / 8; i++) {
		memcpy(&word, list + 8 * i, 8);
		if (word)
			take_traceable(f, le64toh(word));
	}
}

/*
 * Read __jump_table.  An entry is relative to its own address, so the file has all of it.
 * Relocations might write the keys, which the scan does not need.
 */
static int read_jumps(struct kernel_file *f, Elf *elf)
{
	uint64_t begin, end;
	const char *table;
	size_t size;

	if (!ksyms_jumps(f->ksyms, &begin, &end))
		return 0;
	table = linked_at(elf, begin, &size);
	return table ? kernel_file_jumps(f, table, size) : 0;
}

/* Read the list of ftrace's entries from relocations, which write the list at boot. */
static int read_traceable(struct kernel_file *f, Elf *elf, const struct symbols *s)
{
	size_t room = (s->mcount_end - s->mcount) / 8;
	Elf_Scn *section = NULL;
	GElf_Shdr head;
	GElf_Rela rela;

	if (!s->mcount || s->mcount_end <= s->mcount || room > f->text.n)
		return 0;
	f->has_ftrace = true;
	f->traceable = calloc(room, sizeof(*f->traceable));
	if (!f->traceable)
		return -ENOMEM;
	while (next_section(elf, &section, &head)) {
		Elf_Data *data = head.sh_type == SHT_RELA ? elf_getdata(section, NULL) : NULL;

		for (int i = 0; data && gelf_getrela(data, i, &rela); i++)
			if (rela.r_offset >= s->mcount && rela.r_offset < s->mcount_end &&
			    f->nr_traceable < room)
				take_traceable(f, rela.r_addend);
	}
	if (!f->nr_traceable)
		read_linked(f, elf, s, room);
	if (f->nr_traceable)
		qsort(f->traceable, f->nr_traceable, sizeof(*f->traceable), by_number);
	else
		f->by_entry = true;
	return 0;
}

static int read_layout(struct kernel_file *f, Elf *elf, const char *path)
{
	Elf_Scn *section = NULL;
	size_t names;
	GElf_Shdr head;

	if (elf_getshdrstrndx(elf, &names))
		return -ENODATA;
	while (next_section(elf, &section, &head)) {
		const char *name = elf_strptr(elf, names, head.sh_name);
		Elf_Data *data = name && !strcmp(name, ".BTF") ? elf_rawdata(section, NULL) : NULL;
		struct btf *btf = data ? btf__new(data->d_buf, data->d_size) : NULL;

		if (!btf)
			continue;
		f->has_layout = !task_layout_read(&f->layout, btf);
		btf__free(btf);
	}
	if (f->has_layout)
		return 0;
	err("cannot read %s: no BTF with struct task_struct", path);
	hint("build the kernel with CONFIG_DEBUG_INFO_BTF=y, and do not strip vmlinux");
	return -ENODATA;
}

int kernel_elf_read(struct kernel_file *f, const char *path, int fd)
{
	struct symbols s = { 0 };
	GElf_Ehdr head;
	Elf *elf;
	int ret;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!elf || !gelf_getehdr(elf, &head) || head.e_machine != EM_AARCH64 ||
	    head.e_ident[EI_DATA] != ELFDATA2LSB) {
		err("cannot read %s: not an arm64 kernel", path);
		elf_end(elf);
		return -ENOEXEC;
	}
	ret = read_symbols(f, elf, &s);
	if (!ret)
		ret = read_text(f, elf, &s);
	if (!ret)
		ret = read_traceable(f, elf, &s);
	if (!ret)
		ret = read_jumps(f, elf);
	if (ret == -ENODATA) {
		err("cannot read %s: not a vmlinux with symbols", path);
		ret = -ENOEXEC;
	} else if (!ret) {
		ret = read_layout(f, elf, path);
	}
	elf_end(elf);
	return ret;
}
