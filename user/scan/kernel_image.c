// SPDX-License-Identifier: GPL-2.0
/* Open a kernel in a file, and read one that is an Image. */
#define _GNU_SOURCE
#include <bpf/btf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "scan/a64.h"
#include "scan/kernel_file.h"

#define IMAGE_MAGIC	"ARM\x64"	/* Documentation/arch/arm64/booting.rst */
#define IMAGE_MAGIC_AT	56

/* The content of a file. */
struct image {
	const uint8_t *data;
	size_t size;
};

/* Does the file have the bytes of addresses @from to @to?  The file begins with @text, _text. */
static bool part(const struct image *image, uint64_t text, uint64_t from, uint64_t to)
{
	return text && from >= text && to > from && to - text <= image->size;
}

static int read_image_text(struct kernel_file *f, const struct image *image, uint64_t text)
{
	uint64_t from, to;

	if (!ksyms_text(f->ksyms, &from, &to) || !part(image, text, from, to) || (from & 3))
		return -EINVAL;
	f->text.base = from;
	f->text.n = (to - from) / 4;
	f->insn = calloc(f->text.n, sizeof(*f->insn));
	if (!f->insn)
		return -ENOMEM;
	f->text.insn = f->insn;
	memcpy(f->insn, image->data + (from - text), 4 * f->text.n);
	for (size_t i = 0; i < f->text.n; i++)
		f->insn[i] = le32toh(f->insn[i]);
	return 0;
}

static int read_image_jumps(struct kernel_file *f, const struct image *image, uint64_t text)
{
	uint64_t from, to;

	if (!ksyms_jumps(f->ksyms, &from, &to) || !part(image, text, from, to))
		return 0;
	return kernel_file_jumps(f, image->data + (from - text), to - from);
}

static int read_image_layout(struct kernel_file *f, const struct image *image, uint64_t text,
			     const char *symbols)
{
	uint64_t from = ksyms_first(symbols, "__start_BTF"),
		 to = ksyms_first(symbols, "__stop_BTF");
	struct btf *btf = NULL;

	if (part(image, text, from, to))
		btf = btf__new(image->data + (from - text), to - from);
	f->has_layout = btf && !task_layout_read(&f->layout, btf);
	btf__free(btf);
	return f->has_layout ? 0 : -ENODATA;
}

static int read_image(struct kernel_file *f, const struct image *image, const char *path,
		      const char *symbols)
{
	uint64_t text;
	int ret;

	if (image->size < 64 || memcmp(image->data + IMAGE_MAGIC_AT, IMAGE_MAGIC, 4)) {
		err("cannot read %s: not an arm64 kernel", path);
		hint("give a vmlinux, or an Image that is not compressed");
		return -ENOEXEC;
	}
	if (!symbols) {
		err("cannot read %s: an Image has no symbols", path);
		hint("add --symbols FILE: System.map, or a copy of /proc/kallsyms");
		return -EINVAL;
	}
	ret = ksyms_load(&f->ksyms, symbols);
	if (ret) {
		err("cannot read %s: %s", symbols,
		    ret == -ENOENT ? "no functions with addresses" : strerror(-ret));
		return ret;
	}
	text = ksyms_first(symbols, "_text");
	ret = read_image_text(f, image, text);
	if (ret == -EINVAL)
		err("cannot use %s: not the symbols of %s", symbols, path);
	if (ret)
		return ret;
	ret = read_image_jumps(f, image, text);
	if (ret)
		return ret;
	f->by_entry = true;
	f->has_ftrace = ksyms_first(symbols, "__start_mcount_loc");
	ret = read_image_layout(f, image, text, symbols);
	if (ret)
		err("cannot read %s: no BTF with struct task_struct where %s says", path, symbols);
	return ret;
}

static int read_open(struct kernel_file *f, const char *path, const char *symbols, int fd)
{
	struct image image;
	struct stat st;
	int ret;

	if (fstat(fd, &st)) {
		ret = -errno;
		err("cannot read %s: %s", path, strerror(-ret));
		return ret;
	}
	if (!S_ISREG(st.st_mode) || st.st_size < 64) {
		err("cannot read %s: not an arm64 kernel", path);
		return -ENOEXEC;
	}
	image.size = st.st_size;
	image.data = mmap(NULL, image.size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image.data == MAP_FAILED) {
		ret = -errno;
		err("cannot read %s: %s", path, strerror(-ret));
		return ret;
	}
	if (!memcmp(image.data, "\177ELF", 4))
		ret = kernel_elf_read(f, path, fd);
	else
		ret = read_image(f, &image, path, symbols);
	munmap((void *)image.data, image.size);
	return ret;
}

int kernel_file_open(struct kernel_file *f, const char *path, const char *symbols)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), ret;

	*f = (struct kernel_file){ 0 };
	if (fd < 0) {
		ret = -errno;
		err("cannot read %s: %s", path, strerror(-ret));
		return ret;
	}
	ret = read_open(f, path, symbols, fd);
	close(fd);
	return ret;
}
