/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copy the names of each module that comes or goes, and its text if @bt_module_text is set.  User
 * space cannot read them in time: an init function may run for a microsecond, and fail.
 *
 * The events come before a module's first instruction and after its last one (kernel/module/main.c,
 * load_module() and free_module()), in a task that may sleep.  A module's memory stays meanwhile.
 */
#ifndef MODULES_BPF_H
#define MODULES_BPF_H

#include "shared/module_piece.h"

/* include/linux/module.h, enum mod_mem_type */
#define MODULE_TEXT		0
#define MODULE_INIT_TEXT	4
#define SYMBOL_SIZE		24	/* Elf64_Sym */

const volatile bool bt_module_text = false;
__u64 bt_modules_cut;	/* pieces for which the ring buffer had no room */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 22);
} bt_modules SEC(".maps");

/* A part of a module to be copied. */
struct module_copy {
	__u64	module, from, size;
	__u32	part;
};

static __always_inline struct bt_module_piece *new_piece(__u64 module, __u32 part)
{
	struct bt_module_piece *p = bpf_ringbuf_reserve(&bt_modules, sizeof(*p), 0);

	if (!p) {
		__sync_fetch_and_add(&bt_modules_cut, 1);
		return NULL;
	}
	p->module = module;
	p->time_ns = bpf_ktime_get_ns();
	p->part = part;
	p->offset = p->size = p->unused = 0;
	return p;
}

static long copy_piece(__u32 i, void *arg)
{
	struct module_copy *c = arg;
	__u64 offset = (__u64)i * BT_MODULE_PIECE, size = c->size - offset;
	struct bt_module_piece *p;

	if (offset >= c->size)
		return 1;
	p = new_piece(c->module, c->part);
	if (!p)
		return 1;
	if (size > BT_MODULE_PIECE)
		size = BT_MODULE_PIECE;
	p->offset = offset;
	p->size = size;
	if (bpf_probe_read_kernel(p->bytes, size, (void *)(c->from + offset)))
		p->size = 0;
	bpf_ringbuf_submit(p, 0);
	return 0;
}

static __always_inline void copy_part(__u64 module, __u32 part, __u64 from, __u64 size)
{
	struct module_copy c = { .module = module, .from = from, .size = size, .part = part };

	if (size && size <= BT_MODULE_MAX)
		bpf_loop((size + BT_MODULE_PIECE - 1) / BT_MODULE_PIECE, copy_piece, &c, 0);
}

static __always_inline int take_module(struct module *mod, __u32 part)
{
	__u64 module = (__u64)mod;
	struct bt_module_head *head;
	struct bt_module_piece *p;
	struct mod_kallsyms *names;
	__u64 text, init, strings;
	__u32 text_size, init_size;

	if (!bpf_core_field_exists(mod->kallsyms) || !bpf_core_field_exists(mod->mem))
		return 0;
	p = new_piece(module, part);
	if (!p)
		return 0;
	text = (__u64)BPF_CORE_READ(mod, mem[MODULE_TEXT].base);
	text_size = BPF_CORE_READ(mod, mem[MODULE_TEXT].size);
	init = (__u64)BPF_CORE_READ(mod, mem[MODULE_INIT_TEXT].base);
	init_size = BPF_CORE_READ(mod, mem[MODULE_INIT_TEXT].size);
	head = (struct bt_module_head *)p->bytes;
	bpf_core_read_str(head->name, sizeof(head->name), &mod->name);
	head->text = text;
	head->text_size = text_size;
	head->init = init;
	head->init_size = init_size;
	p->size = sizeof(*head);
	bpf_ringbuf_submit(p, 0);
	names = BPF_CORE_READ(mod, kallsyms);
	strings = (__u64)BPF_CORE_READ(names, strtab);
	copy_part(module, BT_MODULE_SYMBOLS, (__u64)BPF_CORE_READ(names, symtab),
		  (__u64)BPF_CORE_READ(names, num_symtab) * SYMBOL_SIZE);
	/* The types stand behind the strings (kernel/module/kallsyms.c, layout_symtab()). */
	copy_part(module, BT_MODULE_STRINGS, strings,
		  (__u64)BPF_CORE_READ(names, typetab) - strings);
	if (bt_module_text) {
		copy_part(module, BT_MODULE_TEXT, text, text_size);
		copy_part(module, BT_MODULE_INIT_TEXT, init, init_size);
	}
	p = new_piece(module, BT_MODULE_COMPLETE);
	if (p)
		bpf_ringbuf_submit(p, 0);
	return 0;
}

SEC("raw_tp/module_load")
int raw_module_load(__u64 *args)
{
	return take_module((struct module *)args[0], BT_MODULE_LOADED);
}

SEC("raw_tp/module_free")
int raw_module_free(__u64 *args)
{
	return take_module((struct module *)args[0], BT_MODULE_GOES);
}

#endif /* MODULES_BPF_H */
