/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Find the bits of thread_info.flags that the lazy MMU mode uses.  They are macros, which BTF
 * lacks.  The text of a few functions shows them, so that nobody has to read all of the kernel's
 * text.
 */
#ifndef BT_LAZY_BITS_H
#define BT_LAZY_BITS_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/generation.h"
#include "kernel/task_layout.h"

/* Bits of thread_info.flags as masks; 0: there is none, or it is not known. */
struct lazy_bits {
	uint64_t pending;	/* TIF_LAZY_MMU_PENDING */
	uint64_t lazy;		/* TIF_LAZY_MMU; 0 since 7.0 */
	enum generation generation;	/* that the functions have; unknown without any */
};

/**
 * typedef function_text_fn - read the text of a function of the kernel.
 * @name: of the function
 * @address: result, of the first instruction
 * @insn: result, valid until the next call
 * @n: result, number of instructions
 *
 * Return: 0, or a negative errno: there is no such function, or it may not be read.
 */
typedef int (*function_text_fn)(void *arg, const char *name, uint64_t *address,
				const uint32_t **insn, size_t *n);

/**
 * lazy_bits_find() - look for the bits in functions that open and close sections.
 * @bits: result; masks of bits that no function shows are 0
 * @layout: fields of task_struct
 *
 * Functions that contradict each other show nothing.
 *
 * Return: 0 or -ENOMEM.
 */
int lazy_bits_find(struct lazy_bits *bits, const struct task_layout *layout,
		   function_text_fn read, void *arg);

#endif /* BT_LAZY_BITS_H */
