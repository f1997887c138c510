/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Convert between this machine's byte order and that of a recording, little-endian.  Each function
 * is its own inverse.
 */
#ifndef BT_BYTE_ORDER_H
#define BT_BYTE_ORDER_H

#include <endian.h>

#include "recording/recording.h"

static inline void rec_order_head(struct recording_head *h)
{
	h->major = le16toh(h->major);
	h->minor = le16toh(h->minor);
	h->flags = le32toh(h->flags);
}

static inline void rec_order_chunk(struct chunk_head *h)
{
	h->type = le32toh(h->type);
	h->element = le32toh(h->element);
	h->size = le32toh(h->size);
	h->crc = le32toh(h->crc);
}

static inline void rec_order_task(struct rec_task *t)
{
	t->id = le32toh(t->id);
	t->tid = le32toh(t->tid);
	t->tgid = le32toh(t->tgid);
	t->flags = le32toh(t->flags);
	t->start = le64toh(t->start);
	t->leader_start = le64toh(t->leader_start);
	t->cgroup = le64toh(t->cgroup);
}

static inline void rec_order_stack(struct rec_stack *s)
{
	s->id = le32toh(s->id);
	s->n = le32toh(s->n);
	for (unsigned int i = 0; i < BT_STACK_DEPTH; i++)
		s->address[i] = le64toh(s->address[i]);
}

static inline void rec_order_event(struct bt_event *e)
{
	e->time_ns = le64toh(e->time_ns);
	e->ip = le64toh(e->ip);
	e->what = le32toh(e->what);
	e->seq = le32toh(e->seq);
	e->task = le32toh(e->task);
	e->context = le32toh(e->context);
	e->cpu = le16toh(e->cpu);
	e->type = le16toh(e->type);
	e->stack = le32toh(e->stack);
}

#endif /* BT_BYTE_ORDER_H */
