// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/source_lines.h"
#include "version.h"

#ifdef HAVE_LIBDW

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>
#include <search.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/build_id.h"
#include "base/array.h"
#include "base/range_map.h"

#define MAX_DEPTH	64	/* nested inlined functions; debug info with more is damaged */

/* A unit of the debug info: one source file with its functions. */
struct unit {
	Dwarf_Off die;			/* offset of the unit's DIE */
	struct range_map functions;	/* from code to the offset of a function's DIE */
	bool read;			/* @functions is complete */
};

/* The frames of an address, as they were looked up once. */
struct found {
	uint64_t ip;
	size_t n;			/* number of @frames */
	struct source_frame frames[];	/* from the innermost */
};

struct source_lines {
	int fd;
	Elf *elf;
	Dwarf *dwarf;
	char *path, build_id[BUILD_ID_SIZE];
	bool placed;		/* @offset is known */
	uint64_t offset;	/* address at which the kernel runs, less the linked address */
	struct range_map code;	/* from code to an index of @units */
	struct unit *units;
	size_t nr_units;
	bool read;		/* @units and @code are complete */
	char *tree;		/* directory of the source, with the slash, or NULL */
	void *cache;		/* tree of struct found, by address */
};

bool source_lines_built_in(void)
{
	return true;
}

static int open_file(struct source_lines *l, const char *path)
{
	const void *id;
	struct stat st;
	ssize_t n;

	l->path = strdup(path);
	l->fd = l->path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	if (l->fd < 0 || fstat(l->fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -ENOEXEC;
	elf_version(EV_CURRENT);
	l->elf = elf_begin(l->fd, ELF_C_READ_MMAP, NULL);
	if (!l->elf || elf_kind(l->elf) != ELF_K_ELF)
		return -ENOEXEC;
	n = dwelf_elf_gnu_build_id(l->elf, &id);
	if (n > 0)
		build_id_format(id, n, l->build_id);
	/* The call fails for a file without sections of debug info. */
	l->dwarf = dwarf_begin_elf(l->elf, DWARF_C_READ, NULL);
	return l->dwarf ? 0 : -ENODATA;
}

int source_lines_open(struct source_lines **lines, const char *path)
{
	struct source_lines *l = calloc(1, sizeof(*l));
	int ret;

	*lines = NULL;
	if (!l)
		return -ENOMEM;
	ret = open_file(l, path);
	if (ret)
		source_lines_close(l);
	else
		*lines = l;
	return ret;
}

const char *source_lines_build_id(const struct source_lines *l)
{
	return l ? l->build_id : "";
}

const char *source_lines_path(const struct source_lines *l)
{
	return l->path;
}

/*
 * Find the next symbol that is defined, from index *@at on, and move *@at behind the symbol.
 * @sym gets the symbol.  Return: the symbol's name, NULL behind the last symbol.
 */
static const char *next_symbol(struct source_lines *l, size_t *at, GElf_Sym *sym)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;
	Elf_Data *data;

	while ((section = elf_nextscn(l->elf, section)))
		if (gelf_getshdr(section, &head) && head.sh_type == SHT_SYMTAB)
			break;
	data = section ? elf_getdata(section, NULL) : NULL;
	while (data && gelf_getsym(data, (*at)++, sym)) {
		const char *name = elf_strptr(l->elf, head.sh_link, sym->st_name);

		if (name && sym->st_shndx != SHN_UNDEF)
			return name;
	}
	return NULL;
}

void source_lines_place(struct source_lines *l, uint64_t text)
{
	const char *name;
	GElf_Sym sym;

	if (!l || !text || l->placed)
		return;
	for (size_t at = 0; (name = next_symbol(l, &at, &sym)); )
		if (!strcmp(name, "_text")) {
			l->offset = text - sym.st_value;
			l->placed = true;
			return;
		}
}

bool source_lines_place_by_names(struct source_lines *l, const struct ksyms *ksyms)
{
	const char *name;
	GElf_Sym sym;

	for (size_t at = 0; l && !l->placed && (name = next_symbol(l, &at, &sym)); ) {
		uint64_t address;

		if (GELF_ST_BIND(sym.st_info) != STB_GLOBAL ||
		    GELF_ST_TYPE(sym.st_info) != STT_FUNC)
			continue;
		address = ksyms_address(ksyms, name);
		/*
		 * Another, static function may have the name, too.  KASLR moves the kernel by whole
		 * pages, so another distance shows a wrong function.
		 */
		if (address && !((address - sym.st_value) & 4095)) {
			l->offset = address - sym.st_value;
			l->placed = true;
		}
	}
	return l && l->placed;
}

/* Map all ranges of code that a DIE names to @what. */
static int add_ranges(struct range_map *to, Dwarf_Die *die, uint64_t what)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t at = 0;
	int ret = 0;

	while (!ret && (at = dwarf_ranges(die, at, &base, &low, &high)) > 0)
		if (low && low < high)	/* 0: the linker has dropped the code */
			ret = range_map_add(to, low, high, what);
	return ret;
}

/*
 * Find the directory of the source by a file that every kernel has, init/main.c (as the kernel's
 * scripts/decode_stacktrace.sh does).
 */
static void find_tree(struct source_lines *l, Dwarf_Die *unit)
{
	static const char known[] = "init/main.c";
	const char *name = dwarf_diename(unit);
	Dwarf_Files *files;
	size_t n;

	if (l->tree || !name || strlen(name) < strlen(known) ||
	    strcmp(name + strlen(name) - strlen(known), known) ||
	    dwarf_getsrcfiles(unit, &files, &n))
		return;
	for (size_t i = 0; i < n && !l->tree; i++) {
		const char *file = dwarf_filesrc(files, i, NULL, NULL);
		size_t length = file ? strlen(file) : 0;

		if (length > strlen(known) && file[length - strlen(known) - 1] == '/' &&
		    !strcmp(file + length - strlen(known), known))
			l->tree = strndup(file, length - strlen(known));
	}
}

/*
 * Map code to units.  The ranges come from the units, because clang writes no .debug_aranges, and
 * reading the units takes no longer.
 */
static int read_units(struct source_lines *l)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	uint8_t type;
	int ret = 0;

	l->read = true;
	while (!ret && !dwarf_get_units(l->dwarf, cu, &cu, NULL, &type, &die, NULL)) {
		if (type != DW_UT_compile && type != DW_UT_partial)
			continue;
		if (array_add(l->units, l->nr_units))
			return -ENOMEM;
		l->units[l->nr_units] = (struct unit){ .die = dwarf_dieoffset(&die) };
		ret = add_ranges(&l->code, &die, l->nr_units++);
		find_tree(l, &die);
	}
	range_map_sort(&l->code);
	return ret;
}

/* Map a unit's code to its functions, once: a walk over all DIEs for each address is too slow. */
static int read_functions(struct unit *unit, Dwarf_Die *die)
{
	Dwarf_Off last = unit->die;
	Dwarf_Die child;
	int ret = 0, more = dwarf_child(die, &child);

	unit->read = true;
	for (; !ret && !more && dwarf_dieoffset(&child) > last;
	     more = dwarf_siblingof(&child, &child)) {
		last = dwarf_dieoffset(&child);
		if (dwarf_tag(&child) == DW_TAG_subprogram)
			ret = add_ranges(&unit->functions, &child, last);
	}
	range_map_sort(&unit->functions);
	return ret;
}

/* Find the block or inlined function directly inside of a DIE that has the code at @pc. */
static bool child_at(Dwarf_Die *die, uint64_t pc, Dwarf_Die *child)
{
	Dwarf_Off last = dwarf_dieoffset(die);
	int more = dwarf_child(die, child);

	for (; !more && dwarf_dieoffset(child) > last; more = dwarf_siblingof(child, child)) {
		int tag = dwarf_tag(child);

		last = dwarf_dieoffset(child);
		if ((tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block) &&
		    dwarf_haspc(child, pc) > 0)
			return true;
	}
	return false;
}

static const char *below_tree(const struct source_lines *l, const char *file)
{
	if (file && l->tree && !strncmp(file, l->tree, strlen(l->tree)))
		file += strlen(l->tree);
	while (file && !strncmp(file, "./", 2))
		file += 2;
	return file;
}

/* Set the file and the line at which a function was inlined. */
static void call_site(const struct source_lines *l, Dwarf_Die *unit, Dwarf_Die *inlined,
		      struct source_frame *frame)
{
	Dwarf_Attribute attribute;
	Dwarf_Word file, line;
	Dwarf_Files *files;
	size_t n;

	if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line))
		frame->line = line;
	if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &file) &&
	    !dwarf_getsrcfiles(unit, &files, &n) && file < n)
		frame->file = below_tree(l, dwarf_filesrc(files, file, NULL, NULL));
}

/* @chain: the function and the functions inlined into it, from the outermost. */
static struct found *make_frames(const struct source_lines *l, Dwarf_Die *unit, Dwarf_Die *chain,
				 size_t n, uint64_t pc)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, pc);
	size_t frames = n ? n : line ? 1 : 0;
	struct found *found = calloc(1, sizeof(*found) + frames * sizeof(*found->frames));

	if (!found)
		return NULL;
	found->n = frames;
	if (line) {
		found->frames[0].file = below_tree(l, dwarf_linesrc(line, NULL, NULL));
		dwarf_lineno(line, &found->frames[0].line);
	}
	for (size_t i = 0; i < n; i++) {
		struct source_frame *frame = &found->frames[i];

		frame->function = dwarf_diename(&chain[n - 1 - i]);
		frame->inlined = i + 1 < n;
		if (i)
			call_site(l, unit, &chain[n - i], frame);
	}
	return found;
}

static struct found *look_up(struct source_lines *l, uint64_t pc)
{
	Dwarf_Die die, chain[MAX_DEPTH], at, child;
	struct unit *unit;
	uint64_t what;
	size_t n = 0;

	if (!l->read && read_units(l))
		return NULL;
	if (!range_map_find(&l->code, pc, &what))
		return calloc(1, sizeof(struct found));
	unit = &l->units[what];
	if (!dwarf_offdie(l->dwarf, unit->die, &die))
		return calloc(1, sizeof(struct found));
	if (!unit->read && read_functions(unit, &die))
		return NULL;
	if (range_map_find(&unit->functions, pc, &what) && dwarf_offdie(l->dwarf, what, &at)) {
		chain[n++] = at;
		while (n < MAX_DEPTH && child_at(&at, pc, &child)) {
			at = child;
			if (dwarf_tag(&at) == DW_TAG_inlined_subroutine)
				chain[n++] = at;
		}
	}
	return make_frames(l, &die, chain, n, pc);
}

static int by_ip(const void *a, const void *b)
{
	uint64_t x = ((const struct found *)a)->ip, y = ((const struct found *)b)->ip;

	return x < y ? -1 : x > y;
}

const struct source_frame *source_lines_find(struct source_lines *l, uint64_t ip, size_t *n)
{
	struct found key = { .ip = ip }, *found, **known;

	*n = 0;
	if (!l || !l->placed || !ip)
		return NULL;
	known = tfind(&key, &l->cache, by_ip);
	if (!known) {
		found = look_up(l, ip - 1 - l->offset);
		if (!found)
			return NULL;
		found->ip = ip;
		known = tsearch(found, &l->cache, by_ip);
		if (!known) {
			free(found);
			return NULL;
		}
	}
	*n = (*known)->n;
	return (*known)->frames;
}

void source_lines_close(struct source_lines *l)
{
	if (!l)
		return;
	tdestroy(l->cache, free);
	for (size_t i = 0; i < l->nr_units; i++)
		range_map_free(&l->units[i].functions);
	free(l->units);
	range_map_free(&l->code);
	free(l->tree);
	free(l->path);
	dwarf_end(l->dwarf);
	elf_end(l->elf);
	if (l->fd >= 0)
		close(l->fd);
	free(l);
}

#endif /* HAVE_LIBDW; without libdw see source_lines_none.c */
