// SPDX-License-Identifier: GPL-2.0
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/build_id.h"

#define NOTES	"/sys/kernel/notes"

void build_id_format(const void *id, size_t n, char text[BUILD_ID_SIZE])
{
	const unsigned char *byte = id;

	*text = '\0';
	if (n > (BUILD_ID_SIZE - 1) / 2)
		return;
	for (size_t i = 0; i < n; i++)
		sprintf(text + 2 * i, "%02x", byte[i]);
}

/* Return: the bytes that a name or a descriptor of @size bytes takes in the file. */
static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

int build_id_of_notes(const void *notes, size_t size, char text[BUILD_ID_SIZE])
{
	const char *at = notes, *end = at + size;
	Elf64_Nhdr head;	/* Elf32_Nhdr has the same layout */

	*text = '\0';
	while ((size_t)(end - at) >= sizeof(head)) {
		const char *name = at + sizeof(head), *id;

		memcpy(&head, at, sizeof(head));
		if (padded(head.n_namesz) > (size_t)(end - name))
			break;
		id = name + padded(head.n_namesz);
		if (head.n_descsz > (size_t)(end - id))
			break;
		if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == sizeof("GNU") &&
		    !memcmp(name, "GNU", sizeof("GNU")))
			build_id_format(id, head.n_descsz, text);
		if (*text)
			return 0;
		if (padded(head.n_descsz) > (size_t)(end - id))
			break;
		at = id + padded(head.n_descsz);
	}
	return -ENOENT;
}

int build_id_of_kernel(char text[BUILD_ID_SIZE])
{
	char notes[4096];
	FILE *f = fopen(NOTES, "re");
	size_t n;

	*text = '\0';
	if (!f)
		return -errno;
	n = fread(notes, 1, sizeof(notes), f);
	fclose(f);
	return build_id_of_notes(notes, n, text);
}
