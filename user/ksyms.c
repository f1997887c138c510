// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ksyms.h"
#include "log.h"

struct ksym {
	uint64_t address;
	char *name;	/* with the module, as it is printed */
};

struct ksyms {
	struct ksym *v;
	size_t n, room;
};

static int add(struct ksyms *k, uint64_t address, const char *name, const char *module)
{
	struct ksym *v;

	if (k->n == k->room) {
		v = reallocarray(k->v, k->room ? k->room * 2 : 65536, sizeof(*v));
		if (!v)
			return -ENOMEM;
		k->v = v;
		k->room = k->room ? k->room * 2 : 65536;
	}
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
	k->n++;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct ksym *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return strcmp(x->name, y->name);	/* aliases: always the same one */
}

int ksyms_load(struct ksyms **ksyms, const char *path)
{
	struct ksyms *k = calloc(1, sizeof(*k));
	FILE *f = fopen(path, "re");
	char line[1024];
	int ret = 0;

	*ksyms = NULL;
	if (!k || !f) {
		ret = f ? -ENOMEM : -errno;
		goto out;
	}
	while (!ret && fgets(line, sizeof(line), f)) {
		char type, name[512], module[128] = "";
		uint64_t address;

		/* "ffff800080010000 T _stext", in a module also "\t[name]" */
		if (sscanf(line, "%" SCNx64 " %c %511s %127s", &address, &type, name, module) < 3)
			continue;
		if (address && strchr("tTwW", type))
			ret = add(k, address, name, module);
	}
	if (!ret && ferror(f))
		ret = -EIO;
	if (!ret && !k->n)
		ret = -ENOENT;
	if (ret)
		goto out;
	qsort(k->v, k->n, sizeof(*k->v), by_address);
	*ksyms = k;
	k = NULL;
out:
	if (f)
		fclose(f);
	ksyms_free(k);
	return ret;
}

struct ksyms *ksyms_of_kernel(const char *what)
{
	struct ksyms *k;
	int ret = ksyms_load(&k, "/proc/kallsyms");

	if (ret)
		warn("no names for %s: /proc/kallsyms: %s%s", what, strerror(-ret),
		     ret == -ENOENT ? " (hidden by kernel.kptr_restrict?)" : "");
	return k;
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

/* The first symbol above the call. */
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

	if (!at)
		return false;
	*start = k->v[at - 1].address;
	*end = at < k->n ? k->v[at].address : UINT64_MAX;
	return true;
}

char *ksyms_site(const struct ksyms *k, char *buf, size_t size, uint64_t ip)
{
	size_t low = above(k, ip), length;
	const struct ksym *s;

	if (!low) {
		snprintf(buf, size, "0x%" PRIx64, ip);
		return buf;
	}
	s = &k->v[low - 1];
	while (low > 1 && k->v[low - 2].address == s->address)
		s = &k->v[--low - 1];
	length = strcspn(s->name, "\t");
	snprintf(buf, size, "%.*s+0x%" PRIx64 "%s%s", (int)length, s->name, ip - s->address,
		 s->name[length] ? " " : "", s->name[length] ? s->name + length + 1 : "");
	return buf;
}

uint64_t ksyms_address(const struct ksyms *k, const char *name)
{
	for (size_t i = 0; k && i < k->n; i++)
		if (!strcmp(k->v[i].name, name))
			return k->v[i].address;
	return 0;
}
