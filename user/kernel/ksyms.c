// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/ksyms.h"
#include "base/array.h"

/* A function's symbol, or a place where the function before it ends. */
struct ksym {
	uint64_t address;
	char *name;	/* "function" or "function\t[module]", owned; NULL for an end */
};

struct ksyms {
	struct ksym *v;		/* by address, owned */
	size_t n;
	/* The kernel's own code and its jump table; 0: not known. */
	uint64_t text, text_end, init_end, jumps, jumps_end;
	struct ksyms_past past;	/* all NULL if there is none */
};

/* Replace unprintable bytes: any user may have made a recording, and its names are printed. */
static void only_print(char *name)
{
	for (; *name; name++)
		if (*name != '\t' && (*name <= ' ' || *name > '~'))
			*name = '?';
}

static int add(struct ksyms *k, uint64_t address, const char *name, const char *module)
{
	struct ksym *v;

	if (array_add(k->v, k->n))
		return -ENOMEM;
	v = &k->v[k->n];
	v->address = address;
	if (*module) {
		if (asprintf(&v->name, "%s\t%s", name, module) < 0)
			return -ENOMEM;
	} else {
		v->name = strdup(name);
		if (!v->name)
			return -ENOMEM;
	}
	only_print(v->name);
	k->n++;
	return 0;
}

int ksyms_add_end(struct ksyms *k, uint64_t address)
{
	if (!address)
		return 0;
	if (array_add(k->v, k->n))
		return -ENOMEM;
	k->v[k->n++] = (struct ksym){ address, NULL };
	return 0;
}

/* An end comes before the symbols that begin there. */
static int by_address(const void *a, const void *b)
{
	const struct ksym *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (!x->name || !y->name)
		return !!x->name - !!y->name;
	return strcmp(x->name, y->name);	/* so that a choice among aliases never changes */
}

/* The kernel's own symbols come in order. */
static bool is_sorted(const struct ksyms *k)
{
	for (size_t i = 1; i < k->n; i++)
		if (by_address(&k->v[i - 1], &k->v[i]) > 0)
			return false;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* End the word at *@at, skip the blanks behind it, and return it; NULL at the end of the line. */
static const char *next_word(char **at)
{
	char *word = *at, *end = word;

	while (*end && !is_blank(*end))
		end++;
	for (*at = end; is_blank(**at); ++*at)
		;
	*end = '\0';
	return end > word ? word : NULL;
}

/* Read a hexadecimal number, and move *@at behind it; false where there is none. */
static bool parse_hex(char **at, uint64_t *value)
{
	char *digit = *at;

	for (*value = 0; isxdigit((unsigned char)*digit); digit++)
		*value = *value << 4 | (*digit <= '9' ? *digit - '0' : (*digit & 15) + 9);
	if (digit == *at)
		return false;
	*at = digit;
	return true;
}

/*
 * Take apart a line "ffff800080010000 T _stext", in a module also "\t[name]".  The results point
 * into @line.  The code is by hand because a kernel has 200,000 lines: strtoull() and strtok() take
 * over a thousand instructions for each, and sscanf() more.
 */
static bool parse_line(char *line, uint64_t *address, char *type, const char **name,
		       const char **module)
{
	char *rest = line;

	if (!parse_hex(&rest, address) || rest[0] != ' ' || !rest[1] || rest[2] != ' ')
		return false;
	*type = rest[1];
	rest += 3;
	*name = next_word(&rest);
	*module = *name ? next_word(&rest) : NULL;
	if (!*module)
		*module = "";
	return *name;
}

/*
 * Note the address of a symbol that bounds the text or the jump table.  The symbol's type does not
 * matter: _etext is no function, and the linker decides which type it gets.
 */
static void note_place(struct ksyms *k, uint64_t address, const char *name)
{
	static const struct {
		const char *name;
		size_t at;
	} places[] = {
		{ "_stext", offsetof(struct ksyms, text) },
		{ "_etext", offsetof(struct ksyms, text_end) },
		{ "_einittext", offsetof(struct ksyms, init_end) },
		{ "__start___jump_table", offsetof(struct ksyms, jumps) },
		{ "__stop___jump_table", offsetof(struct ksyms, jumps_end) },
	};

	if (*name != '_')
		return;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		uint64_t *place = (uint64_t *)((char *)k + places[i].at);

		if (!*place && !strcmp(name, places[i].name))
			*place = address;
	}
}

/* These are no functions, whatever type the linker has given them. */
static bool is_end(const char *name)
{
	return !strcmp(name, "_etext") || !strcmp(name, "_einittext");
}

void ksyms_sort(struct ksyms *k)
{
	if (!is_sorted(k))
		qsort(k->v, k->n, sizeof(*k->v), by_address);
}

static int parse(struct ksyms **ksyms, FILE *f)
{
	struct ksyms *k = calloc(1, sizeof(*k));
	char line[1024];
	int ret = k ? 0 : -ENOMEM;

	while (!ret && fgets(line, sizeof(line), f)) {
		const char *name, *module;
		uint64_t address;
		char type;

		if (!parse_line(line, &address, &type, &name, &module))
			continue;
		if (!*module)
			note_place(k, address, name);
		if (address && type == KSYMS_END)
			ret = ksyms_add_end(k, address);
		else if (address && strchr("tTwW", type) && !is_end(name))
			ret = add(k, address, name, module);
	}
	if (!ret && ferror(f))
		ret = -EIO;
	if (!ret)
		ret = ksyms_add_end(k, k->text_end);
	if (!ret)
		ret = ksyms_add_end(k, k->init_end);
	if (!ret && !k->n)
		ret = -ENOENT;
	if (ret) {
		ksyms_free(k);
		return ret;
	}
	ksyms_sort(k);
	*ksyms = k;
	return 0;
}

int ksyms_load(struct ksyms **ksyms, const char *path)
{
	FILE *f = fopen(path, "re");
	int ret;

	*ksyms = NULL;
	if (!f)
		return -errno;
	ret = parse(ksyms, f);
	fclose(f);
	return ret;
}

uint64_t ksyms_first(const char *path, const char *name)
{
	const char *found, *module;
	char line[1024], type;
	FILE *f = fopen(path, "re");
	uint64_t address = 0, result = 0;
	bool there = false;

	while (f && !there && fgets(line, sizeof(line), f))
		there = parse_line(line, &address, &type, &found, &module) && !strcmp(found, name);
	if (there)
		result = address;
	if (f)
		fclose(f);
	return result;
}

int ksyms_parse(struct ksyms **ksyms, const char *text)
{
	FILE *f;
	int ret;

	*ksyms = NULL;
	if (!*text)
		return -ENOENT;
	f = fmemopen((void *)text, strlen(text), "r");
	if (!f)
		return -errno;
	ret = parse(ksyms, f);
	fclose(f);
	return ret;
}

uint64_t ksyms_range(const char *path, const char *name, uint64_t *size)
{
	const char *found, *module;
	char line[1024], type;
	FILE *f = fopen(path, "re");
	uint64_t address, start = 0;
	size_t length = strlen(name);

	*size = 0;
	while (f && !*size && fgets(line, sizeof(line), f)) {
		if (!parse_line(line, &address, &type, &found, &module))
			continue;
		if (start)
			*size = address > start ? address - start : 0;
		else if (strchr("tT", type) && !strncmp(found, name, length) &&
			 (!found[length] || found[length] == '.') && !strstr(found, ".cold"))
			start = address;
	}
	if (f)
		fclose(f);
	return *size ? start : 0;
}

void ksyms_free(struct ksyms *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->n; i++)
		free(k->v[i].name);
	free(k->v);
	free(k);
}

/* Return: index of the first symbol at or above @ip, which is above the call before @ip. */
static size_t above(const struct ksyms *k, uint64_t ip)
{
	size_t low = 0, high = k ? k->n : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (k->v[middle].address < ip)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool ksyms_bounds(const struct ksyms *k, uint64_t ip, uint64_t *start, uint64_t *end)
{
	size_t at = above(k, ip);

	if (!at || !k->v[at - 1].name)
		return k && k->past.bounds && k->past.bounds(k->past.arg, ip, start, end);
	*start = k->v[at - 1].address;
	*end = at < k->n ? k->v[at].address : UINT64_MAX;
	return true;
}

/* Return: the first by name of all symbols that have the address of symbol @at. */
static const struct ksym *first_at(const struct ksyms *k, size_t at)
{
	while (at && k->v[at - 1].address == k->v[at].address && k->v[at - 1].name)
		at--;
	return &k->v[at];
}

bool ksyms_line(const struct ksyms *k, uint64_t ip, char *buf, size_t size, uint64_t *end)
{
	size_t at = above(k, ip);
	const struct ksym *s;

	if (!at)
		return false;
	s = first_at(k, at - 1);
	*end = at < k->n ? k->v[at].address : UINT64_MAX;
	return snprintf(buf, size, "%016" PRIx64 " %c %s\n", s->address, s->name ? 't' : KSYMS_END,
			s->name ? s->name : "-") < (int)size;
}

/* Write the name for @ip.  @low: result of above() for an address in the function. */
static char *name_place(const struct ksyms *k, size_t low, char *buf, size_t size, uint64_t ip)
{
	const struct ksym *s;
	size_t length;

	if (!low || !k->v[low - 1].name) {
		snprintf(buf, size, "0x%" PRIx64, ip);
		return buf;
	}
	s = first_at(k, low - 1);
	length = strcspn(s->name, "\t");
	snprintf(buf, size, "%.*s+0x%" PRIx64 "%s%s", (int)length, s->name, ip - s->address,
		 s->name[length] ? " " : "", s->name[length] ? s->name + length + 1 : "");
	return buf;
}

char *ksyms_site_at(const struct ksyms *k, char *buf, size_t size, uint64_t ip, uint64_t time_ns)
{
	size_t low = above(k, ip);
	bool has_name = low && k->v[low - 1].name;
	char past[256];
	int found;

	name_place(k, low, buf, size, ip);
	found = k && k->past.name ?
		k->past.name(k->past.arg, ip, time_ns, past, sizeof(past)) : 0;
	if (found < 0 || (found && !time_ns && has_name && strcmp(past, buf)))
		snprintf(buf, size, "0x%" PRIx64, ip);
	else if (found)
		snprintf(buf, size, "%s", past);
	return buf;
}

char *ksyms_site(const struct ksyms *k, char *buf, size_t size, uint64_t ip)
{
	return ksyms_site_at(k, buf, size, ip, 0);
}

bool ksyms_is_name(const char *site)
{
	return strncmp(site, "0x", 2);
}

void ksyms_set_past(struct ksyms *k, const struct ksyms_past *past)
{
	k->past = *past;
}

char *ksyms_place(const struct ksyms *k, char *buf, size_t size, uint64_t address)
{
	return name_place(k, above(k, address + 4), buf, size, address);
}

char *ksyms_function(const struct ksyms *k, char *buf, size_t size, uint64_t address)
{
	ksyms_place(k, buf, size, address);
	buf[strcspn(buf, "+")] = '\0';
	return buf;
}

const char *ksyms_owner(const struct ksyms *k, uint64_t address)
{
	size_t low = above(k, address + 1);
	const char *name = low ? k->v[low - 1].name : NULL;

	return name && strchr(name, '\t') ? strchr(name, '\t') + 1 : NULL;
}

void ksyms_each(const struct ksyms *k, void (*fn)(uint64_t address, const char *name, uint64_t next,
						  void *arg), void *arg)
{
	for (size_t i = 0, n = k->n; i < n; i++)
		if (k->v[i].name)
			fn(k->v[i].address, k->v[i].name,
			   i + 1 < n ? k->v[i + 1].address : UINT64_MAX, arg);
}

bool ksyms_text(const struct ksyms *k, uint64_t *begin, uint64_t *end)
{
	if (!k || !k->text || k->text_end <= k->text)
		return false;
	*begin = k->text;
	*end = k->text_end;
	return true;
}

bool ksyms_jumps(const struct ksyms *k, uint64_t *begin, uint64_t *end)
{
	if (!k || !k->jumps || k->jumps_end <= k->jumps)
		return false;
	*begin = k->jumps;
	*end = k->jumps_end;
	return true;
}

uint64_t ksyms_address(const struct ksyms *k, const char *name)
{
	for (size_t i = 0; k && i < k->n; i++)
		if (k->v[i].name && !strcmp(k->v[i].name, name))
			return k->v[i].address;
	return 0;
}
