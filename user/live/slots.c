// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "live/slots.h"

uint32_t slots_closed_so_far(const struct slots *s)
{
	return __atomic_load_n(s->closed_head, __ATOMIC_ACQUIRE);
}

int slots_take_closed_until(struct slots *s, uint32_t head, slot_fn fn, void *arg)
{
	int ret = 0;

	for (; s->closed_tail != head && !ret; s->closed_tail++) {
		uint32_t *entry = &s->closed[s->closed_tail & (BT_NR_SLOTS - 1)];
		uint32_t index = __atomic_load_n(entry, __ATOMIC_ACQUIRE);
		struct bt_slot *slot;

		if (!index)	/* a program is about to write it: next time */
			break;
		__atomic_store_n(entry, 0, __ATOMIC_RELAXED);
		slot = &s->table->slots[index & (BT_NR_SLOTS - 1)];
		ret = fn(slot, index, arg);
		memset(slot->count, 0, sizeof(slot->count));
		slot->pending = 0;
		slot->in_cgroup = 0;
		slot->state = BT_SLOT_FREE;
		s->free[*s->free_tail & (BT_NR_SLOTS - 1)] = index;
		__atomic_store_n(s->free_tail, *s->free_tail + 1, __ATOMIC_RELEASE);
	}
	return ret;
}

int slots_take_closed(struct slots *s, slot_fn fn, void *arg)
{
	return slots_take_closed_until(s, slots_closed_so_far(s), fn, arg);
}

/* Copy until two copies are equal: a task adds to its slot step by step, so these are one state. */
static void copy_slot(struct bt_slot *to, const struct bt_slot *from)
{
	struct bt_slot again;

	do {
		memcpy(to, from, sizeof(*to));
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		memcpy(&again, from, sizeof(again));
	} while (memcmp(to, &again, sizeof(again)));
}

int slots_each_live(struct slots *s, slot_fn fn, void *arg)
{
	uint32_t used = __atomic_load_n(s->used, __ATOMIC_ACQUIRE);
	struct bt_slot slot;
	int ret = 0;

	if (used > BT_NR_SLOTS - 1)
		used = BT_NR_SLOTS - 1;
	for (uint32_t i = 1; i <= used && !ret; i++) {
		const struct bt_slot *from = &s->table->slots[i];

		if (__atomic_load_n(&from->state, __ATOMIC_ACQUIRE) == BT_SLOT_FREE)
			continue;
		copy_slot(&slot, from);
		ret = fn(&slot, i, arg);
	}
	return ret;
}
