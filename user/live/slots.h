/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The per-task slots of a BPF object that includes slots.bpf.h, by mmap: nothing here
 * makes a system call.
 */
#ifndef BT_SLOTS_H
#define BT_SLOTS_H

#include <stdint.h>

#include "shared/slot.h"

/* Where they are: members of a skeleton's .bss, which must outlive this. */
struct slots {
	struct bt_table *table;
	uint32_t *used;
	uint32_t *closed, *closed_head, closed_tail;
	uint32_t *free, *free_tail;
};

/* Of a skeleton's struct NAME__bss. */
#define SLOTS_OF(bss)								\
	((struct slots){ &(bss)->bt, &(bss)->bt_used, (bss)->bt_closed,		\
			 &(bss)->bt_closed_head, 0, (bss)->bt_free, &(bss)->bt_free_tail })

/** slots_begin() - once the object is loaded: slot 0 is nobody's. */
static inline void slots_begin(struct slots *s)
{
	s->table->slots[0].key = BT_NO_KEY;
}

typedef int (*slot_fn)(const struct bt_slot *slot, uint32_t index, void *arg);

/**
 * slots_take_closed() - hand each slot that is finished to @fn, and free it.
 *
 * To be called every few ten ms while counting, or slots run out.  What else is kept by
 * @index must be cleared by @fn: the slot is another task's from then on.
 *
 * Return: 0 or what @fn returned.
 */
int slots_take_closed(struct slots *s, slot_fn fn, void *arg);

/**
 * slots_closed_so_far() - for slots_take_closed_until().
 */
uint32_t slots_closed_so_far(const struct slots *s);

/**
 * slots_take_closed_until() - slots_take_closed(), but only those that were closed when
 * slots_closed_so_far() returned @head: for who has to see something else first.
 */
int slots_take_closed_until(struct slots *s, uint32_t head, slot_fn fn, void *arg);

/**
 * slots_each_live() - hand a copy of each slot that is still counting to @fn.
 *
 * A copy is consistent in itself even while its task goes on.
 *
 * Return: 0 or what @fn returned.
 */
int slots_each_live(struct slots *s, slot_fn fn, void *arg);

#endif /* BT_SLOTS_H */
