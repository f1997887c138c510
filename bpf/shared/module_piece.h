/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pieces of modules that come or go during a run, from the programs to user space: names, and for
 * `check` the text.  Fixed-width types, no pointers.
 */
#ifndef BT_MODULE_PIECE_H
#define BT_MODULE_PIECE_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define BT_MODULE_PIECE	4096u		/* bytes of memory in a piece */
#define BT_MODULE_MAX	(1u << 20)	/* bytes of one kind that are copied of a module */

enum bt_module_part {
	BT_MODULE_LOADED,	/* struct bt_module_head: before the module's first instruction */
	BT_MODULE_GOES,		/* struct bt_module_head: after its last one */
	BT_MODULE_SYMBOLS,	/* Elf64_Sym */
	BT_MODULE_STRINGS,	/* names of the symbols */
	BT_MODULE_TEXT,
	BT_MODULE_INIT_TEXT,
	BT_MODULE_COMPLETE,	/* all pieces have come */
};

/* Names and places of a module, without its symbols and text */
struct bt_module_head {
	char	name[56];
	__u64	text, text_size;	/* address, bytes */
	__u64	init, init_size;	/* text that is freed once the module is loaded */
};

struct bt_module_piece {
	__u64	module;		/* the same for all pieces of a module */
	__u64	time_ns;	/* CLOCK_MONOTONIC; LOADED and GOES */
	__u32	part;		/* enum bt_module_part */
	__u32	offset, size;	/* bytes: in the part, of this piece */
	__u32	unused;
	char	bytes[BT_MODULE_PIECE];
};

#endif /* BT_MODULE_PIECE_H */
