// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "kernel/module_history.h"

static const struct module_text *text_of(const struct past_module *m, uint64_t address)
{
	for (size_t i = 0; i < ARRAY_SIZE(m->text); i++)
		if (address - m->text[i].start < m->text[i].size)
			return &m->text[i];
	return NULL;
}

static bool was_there(const struct past_module *m, uint64_t address, uint64_t time_ns)
{
	return text_of(m, address) && (!time_ns || (time_ns >= m->from_ns && time_ns <= m->to_ns));
}

const struct past_module *module_history_find(const struct module_history *h, uint64_t address,
					      uint64_t time_ns)
{
	for (size_t i = h ? h->n : 0; i-- > 0;)
		if (was_there(&h->v[i], address, time_ns))
			return &h->v[i];
	return NULL;
}

int module_history_name(const struct module_history *h, uint64_t ip, uint64_t time_ns, char *buf,
			size_t size)
{
	char other[256];
	int found = 0;

	for (size_t i = 0; h && i < h->n; i++) {
		/* A call may be the last instruction of the module. */
		if (!was_there(&h->v[i], ip - 4, time_ns))
			continue;
		ksyms_site(h->v[i].ksyms, found ? other : buf, found ? sizeof(other) : size, ip);
		if (found && strcmp(buf, other))
			return -1;
		found = 1;
	}
	return found;
}

static int name_past(const void *arg, uint64_t ip, uint64_t time_ns, char *buf, size_t size)
{
	return module_history_name(arg, ip, time_ns, buf, size);
}

static bool bounds_past(const void *arg, uint64_t ip, uint64_t *start, uint64_t *end)
{
	const struct past_module *m = module_history_find(arg, ip - 4, 0);

	return m && ksyms_bounds(m->ksyms, ip, start, end);
}

void module_history_attach(const struct module_history *h, struct ksyms *ksyms)
{
	const struct ksyms_past past = { name_past, bounds_past, h };

	if (ksyms)
		ksyms_set_past(ksyms, &past);
}

size_t module_history_read(const struct module_history *h, uint64_t address, uint64_t time_ns,
			   uint32_t *words, size_t n)
{
	const struct past_module *m = module_history_find(h, address, time_ns);
	const struct module_text *text = m ? text_of(m, address) : NULL;
	uint64_t at;

	if (!text || !text->words)
		return 0;
	at = (address - text->start) / 4;
	if (n > text->size / 4 - at)
		n = text->size / 4 - at;
	memcpy(words, text->words + at, 4 * n);
	return n;
}

/* Leave out mapping symbols and local labels, as the kernel does (kernel/module/kallsyms.c). */
static bool is_function(const struct past_module *m, const Elf64_Sym *s, const char *name)
{
	return *name && *name != '$' && strncmp(name, ".L", 2) && s->st_shndx != SHN_UNDEF &&
	       text_of(m, s->st_value);
}

int module_history_names(struct past_module *m, const void *symbols, size_t nr, const char *strings,
			 size_t size)
{
	char *text = NULL;
	size_t length;
	FILE *f = open_memstream(&text, &length);
	int ret;

	if (!f)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++) {
		Elf64_Sym s;

		memcpy(&s, (const char *)symbols + i * sizeof(s), sizeof(s));
		if (s.st_name >= size || !memchr(strings + s.st_name, '\0', size - s.st_name) ||
		    !is_function(m, &s, strings + s.st_name))
			continue;
		fprintf(f, "%016" PRIx64 " t %s\t[%s]\n", (uint64_t)s.st_value, strings + s.st_name,
			m->name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(m->text); i++)
		if (m->text[i].size)
			fprintf(f, "%016" PRIx64 " %c -\n", m->text[i].start + m->text[i].size,
				KSYMS_END);
	ret = fclose(f) ? -ENOMEM : ksyms_parse(&m->ksyms, text);
	free(text);
	return ret == -ENOENT ? 0 : ret;
}

static int parse_names(struct module_history *h, const char *names)
{
	int ret = h->n ? ksyms_parse(&h->v[h->n - 1].ksyms, names) : 0;

	return ret == -ENOMEM ? ret : 0;
}

/* Begin a module, if @line is the first one of a module. */
static int begin_module(struct module_history *h, const char *line, bool *begins)
{
	struct past_module m = { 0 };

	*begins = sscanf(line, "module %55s %" SCNx64 " %" SCNu64 " %" SCNx64 " %" SCNu64 " %" SCNu64
			 " %" SCNu64, m.name, &m.text[0].start, &m.text[0].size, &m.text[1].start,
			 &m.text[1].size, &m.from_ns, &m.to_ns) == 7;
	if (!*begins)
		return 0;
	if (array_add(h->v, h->n))
		return -ENOMEM;
	h->v[h->n++] = m;
	return 0;
}

int module_history_parse(struct module_history *h, char *text)
{
	char *names = text, *end = text, *next;
	bool begins;
	int ret = 0;

	/* The names of a module are moved together, at the place where its first line was. */
	for (char *line = text; !ret && *line; line = next) {
		size_t length = strcspn(line, "\n");

		next = line + length + (line[length] == '\n');
		line[length] = '\0';
		ret = begin_module(h, line, &begins);
		if (ret)
			break;
		if (!begins) {
			line[length] = '\n';
			memmove(end, line, next - line);
			end += next - line;
			continue;
		}
		if (h->n > 1) {
			struct module_history before = { h->v, h->n - 1 };
			char last = *end;

			*end = '\0';
			ret = parse_names(&before, names);
			*end = last;
		}
		names = end = line;
	}
	*end = '\0';
	return ret ? ret : parse_names(h, names);
}

void module_history_free(struct module_history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		ksyms_free(h->v[i].ksyms);
		free(h->v[i].text[0].words);
		free(h->v[i].text[1].words);
	}
	free(h->v);
	*h = (struct module_history){ 0 };
}
