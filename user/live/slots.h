/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read the per-task slots of a BPF object that includes slots.bpf.h, by mmap: no function here
 * makes a system call.
 */
#ifndef BT_SLOTS_H
#define BT_SLOTS_H

#include <stdint.h>

#include "shared/slot.h"

/* The rings and slots in a skeleton's .bss, borrowed */
struct slots {
	struct bt_table *table;
	uint32_t *used;
	uint32_t *closed, *closed_head, closed_tail;
	uint32_t *free, *free_tail;
};

/* Make a struct slots from a skeleton's struct NAME__bss. */
#define SLOTS_OF(bss)								\
	((struct slots){ &(bss)->bt, &(bss)->bt_used, (bss)->bt_closed,		\
			 &(bss)->bt_closed_head, 0, (bss)->bt_free, &(bss)->bt_free_tail })

/** slots_begin() - take slot 0 out of use, because index 0 means "no slot"; once loaded. */
static inline void slots_begin(struct slots *s)
{
	s->table->slots[0].key = BT_NO_KEY;
}

typedef int (*slot_fn)(const struct bt_slot *slot, uint32_t index, void *arg);

/**
 * slots_take_closed() - hand each closed slot to @fn, and free it.
 *
 * To be called every few ten ms while counting, or slots run out.  @fn must clear what else is kept
 * by the slot's index, because another task may get the slot then.
 *
 * Return: 0 or what @fn returned.
 */
int slots_take_closed(struct slots *s, slot_fn fn, void *arg);

/** slots_closed_so_far() - return where the ring of closed slots ends now. */
uint32_t slots_closed_so_far(const struct slots *s);

/**
 * slots_take_closed_until() - call slots_take_closed(), but only for slots that were closed when
 * slots_closed_so_far() returned @head.
 *
 * For a caller that has to read something else in between.
 */
int slots_take_closed_until(struct slots *s, uint32_t head, slot_fn fn, void *arg);

/**
 * slots_each_live() - hand a copy of each slot that is not free to @fn.
 *
 * A copy is consistent in itself, even while the task goes on counting.
 *
 * Return: 0 or what @fn returned.
 */
int slots_each_live(struct slots *s, slot_fn fn, void *arg);

#endif /* BT_SLOTS_H */
