// SPDX-License-Identifier: GPL-2.0
#include <bpf/libbpf.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "live/module_watch.h"
#include "shared/module_piece.h"

#define NR_PARTS	BT_MODULE_COMPLETE

/* A module whose pieces are coming. */
struct coming {
	uint64_t module;
	struct past_module past;
	bool goes;
	struct {
		char *v;	/* owned */
		size_t room, n;	/* bytes; n: up to the end of the last piece */
		bool cut;	/* a piece is missing */
	} parts[NR_PARTS];
};

struct module_watch {
	struct ring_buffer *ring;
	struct module_history *history;	/* borrowed */
	struct coming *v;	/* owned */
	size_t n;
};

static void free_coming(struct coming *c)
{
	for (int i = 0; i < NR_PARTS; i++)
		free(c->parts[i].v);
	free(c->past.text[0].words);
	free(c->past.text[1].words);
	ksyms_free(c->past.ksyms);
}

static int begin(struct module_watch *w, const struct bt_module_piece *p)
{
	struct bt_module_head head;
	struct coming *c;

	if (p->size < sizeof(head))
		return 0;
	memcpy(&head, p->bytes, sizeof(head));
	head.name[sizeof(head.name) - 1] = '\0';
	if (array_add(w->v, w->n))
		return -ENOMEM;
	c = &w->v[w->n++];
	*c = (struct coming){
		.module = p->module, .goes = p->part == BT_MODULE_GOES,
		.past = {
			.from_ns = p->part == BT_MODULE_GOES ? 0 : p->time_ns,
			.to_ns = p->part == BT_MODULE_GOES ? p->time_ns : UINT64_MAX,
			.text = { { head.text, head.text_size, NULL },
				  { head.init, head.init_size, NULL } },
		},
	};
	memcpy(c->past.name, head.name, sizeof(c->past.name));
	return 0;
}

static int add_piece(struct coming *c, const struct bt_module_piece *p)
{
	size_t end = (size_t)p->offset + p->size;

	if (p->offset != c->parts[p->part].n || !p->size) {
		c->parts[p->part].cut = true;
		return 0;
	}
	if (array_reach(c->parts[p->part].v, c->parts[p->part].room, end))
		return -ENOMEM;
	memcpy(c->parts[p->part].v + p->offset, p->bytes, p->size);
	c->parts[p->part].n = end;
	return 0;
}

static void take_text(struct coming *c, int part, struct module_text *text)
{
	if (c->parts[part].cut || c->parts[part].n != text->size || !text->size)
		return;
	text->words = (uint32_t *)c->parts[part].v;
	c->parts[part].v = NULL;
}

/* A module goes: note when, and keep the names that were taken when it came. */
static bool end_of_known(struct module_history *h, const struct past_module *gone)
{
	for (size_t i = h->n; i-- > 0;) {
		struct past_module *m = &h->v[i];

		if (m->to_ns != UINT64_MAX || m->text[0].start != gone->text[0].start ||
		    strcmp(m->name, gone->name))
			continue;
		m->to_ns = gone->to_ns;
		return true;
	}
	return false;
}

static int complete(struct module_watch *w, struct coming *c)
{
	struct module_history *h = w->history;
	int ret;

	if (c->goes && end_of_known(h, &c->past))
		return 0;
	ret = module_history_names(&c->past, c->parts[BT_MODULE_SYMBOLS].v,
				   c->parts[BT_MODULE_SYMBOLS].n / sizeof(Elf64_Sym),
				   c->parts[BT_MODULE_STRINGS].v, c->parts[BT_MODULE_STRINGS].n);
	if (ret || !c->past.ksyms)
		return ret;
	take_text(c, BT_MODULE_TEXT, &c->past.text[0]);
	take_text(c, BT_MODULE_INIT_TEXT, &c->past.text[1]);
	if (array_add(h->v, h->n))
		return -ENOMEM;
	h->v[h->n++] = c->past;
	c->past = (struct past_module){ .ksyms = NULL };
	return 0;
}

static int take_piece(void *arg, void *data, size_t size)
{
	const struct bt_module_piece *p = data;
	struct module_watch *w = arg;
	int ret = 0;

	if (size < sizeof(*p) || p->size > BT_MODULE_PIECE || p->part > BT_MODULE_COMPLETE)
		return 0;
	if (p->part == BT_MODULE_LOADED || p->part == BT_MODULE_GOES)
		return begin(w, p);
	for (size_t i = w->n; i-- > 0;) {
		struct coming *c = &w->v[i];

		if (c->module != p->module)
			continue;
		if (p->part < BT_MODULE_COMPLETE)
			return add_piece(c, p);
		ret = complete(w, c);
		free_coming(c);
		*c = w->v[--w->n];
		break;
	}
	return ret;
}

int module_watch_open(struct module_watch **watch, struct live_object *o,
		      struct module_history *history)
{
	int fd = bpf_object__find_map_fd_by_name(*o->skeleton->obj, "bt_modules"), ret;
	struct module_watch *w;

	*watch = NULL;
	if (fd < 0)
		return 0;
	w = calloc(1, sizeof(*w));
	if (!w)
		return -ENOMEM;
	w->history = history;
	w->ring = ring_buffer__new(fd, take_piece, w, NULL);
	if (w->ring) {
		*watch = w;
		return 0;
	}
	ret = -errno;
	err("cannot map the buffer of module names: %s", strerror(-ret));
	free(w);
	return ret;
}

int module_watch_take(struct module_watch *w)
{
	int ret = w ? ring_buffer__consume(w->ring) : 0;

	return ret < 0 ? ret : 0;
}

void module_watch_close(struct module_watch *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++)
		free_coming(&w->v[i]);
	free(w->v);
	ring_buffer__free(w->ring);
	free(w);
}
