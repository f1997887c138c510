/* SPDX-License-Identifier: GPL-2.0 */
/* Causes events of the tool's own, to see that they come. */
#ifndef BT_VMALLOC_H
#define BT_VMALLOC_H

#define VMALLOC_SIZE	(1u << 20)

/**
 * own_events_once() - have the kernel map VMALLOC_SIZE bytes of its memory, and unmap them.
 * @name: of the BPF map that needs the memory
 *
 * The kernel stores the entries in lazy MMU mode, and holds no lock meanwhile.
 *
 * Return: 0 or a negative errno.
 */
int own_events_once(const char *name);

#endif /* BT_VMALLOC_H */
