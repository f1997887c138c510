// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/array.h"
#include "base/address_set.h"
#include "base/log.h"
#include "recording/byte_order.h"

/* Elements of one type that wait until their chunk is written. */
struct pending {
	enum chunk_type type;
	__u32 element, size;		/* bytes: of an element, of the content */
	unsigned char *content;		/* owned: CHUNK_MAX bytes */
};

/* A chunk of events that a flight recorder keeps. */
struct kept {
	struct kept *next;
	__u32 size;
	unsigned char content[];
};

struct rec_writer {
	struct rec_writer_opts opts;
	char *part;			/* name while incomplete, NULL for standard output */
	int fd;
	int failed;			/* the first negative errno of a write, or 0 */
	uint64_t written;		/* bytes of tasks, stacks, events: also if they wait */
	struct pending tasks, stacks, events;
	struct address_set addresses;
	/* stacks so far, owned, by hash; room is a power of two */
	struct rec_stack **known;
	size_t nr_known, room_known;
	/* a flight recorder keeps meta, all tasks and stacks, and events up to max_size */
	struct kept *oldest, **newest;
	uint64_t kept_bytes, dropped;	/* bytes of kept events; number of dropped ones */
	char *meta;
	struct pending *all;		/* chunks of tasks and stacks */
	size_t nr_all;
};

static int write_all(struct rec_writer *w, const void *data, size_t size)
{
	const char *p = data;

	while (size && !w->failed) {
		ssize_t n = write(w->fd, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			w->failed = n ? -errno : -EIO;
			err("cannot write %s: %s", w->part ? w->part : "standard output",
			    strerror(-w->failed));
			break;
		}
		p += n;
		size -= n;
	}
	return w->failed;
}

static int write_chunk(struct rec_writer *w, enum chunk_type type, __u32 element,
		       const void *content, __u32 size)
{
	struct chunk_head head = { .type = type, .element = element, .size = size };
	uLong crc;

	rec_order_chunk(&head);
	crc = crc32(0, (const Bytef *)&head, offsetof(struct chunk_head, crc));
	head.crc = htole32(crc32(crc, content, size));
	write_all(w, &head, sizeof(head));
	return write_all(w, content, size);
}

static int keep_events(struct rec_writer *w, const struct pending *p)
{
	struct kept *k = malloc(sizeof(*k) + p->size);

	if (!k)
		return -ENOMEM;
	k->next = NULL;
	k->size = p->size;
	memcpy(k->content, p->content, p->size);
	*w->newest = k;
	w->newest = &k->next;
	w->kept_bytes += k->size;
	while (w->kept_bytes > w->opts.max_size && w->oldest->next) {
		k = w->oldest;
		w->oldest = k->next;
		w->kept_bytes -= k->size;
		w->dropped += k->size / sizeof(struct bt_event);
		free(k);
	}
	return 0;
}

static int keep_all(struct rec_writer *w, const struct pending *p)
{
	struct pending *kept;

	if (array_add(w->all, w->nr_all))
		return -ENOMEM;
	kept = &w->all[w->nr_all];
	*kept = *p;
	kept->content = malloc(p->size);
	if (!kept->content)
		return -ENOMEM;
	memcpy(kept->content, p->content, p->size);
	w->nr_all++;
	return 0;
}

static int flush_one(struct rec_writer *w, struct pending *p)
{
	int ret = 0;

	if (!p->size)
		return w->failed;
	if (!w->opts.ring)
		ret = write_chunk(w, p->type, p->element, p->content, p->size);
	else if (p == &w->events)
		ret = keep_events(w, p);
	else
		ret = keep_all(w, p);
	p->size = 0;
	return ret;
}

/* Write tasks and stacks first: events refer to them. */
int rec_writer_flush(struct rec_writer *w)
{
	int ret = flush_one(w, &w->tasks);

	if (!ret)
		ret = flush_one(w, &w->stacks);
	return ret ? ret : flush_one(w, &w->events);
}

/*
 * Make room for one more element, which the caller fills in.  The elements before are in the byte
 * order of the file: they may be written now.
 */
static void *append(struct rec_writer *w, struct pending *p, int *ret)
{
	void *to;

	*ret = 0;
	if (p->size + p->element > CHUNK_MAX)
		*ret = rec_writer_flush(w);
	if (*ret)
		return NULL;
	to = p->content + p->size;
	p->size += p->element;
	w->written += p->element;
	return to;
}

static int open_file(struct rec_writer *w)
{
	if (!strcmp(w->opts.path, "-")) {
		w->fd = STDOUT_FILENO;
		return 0;
	}
	if (asprintf(&w->part, "%s.part", w->opts.path) < 0) {
		w->part = NULL;
		return -ENOMEM;
	}
	w->fd = open(w->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (w->fd < 0) {
		int ret = -errno;

		err("cannot write %s: %s", w->part, strerror(-ret));
		return ret;
	}
	return 0;
}

static int write_head(struct rec_writer *w, __u32 flags)
{
	struct recording_head head = {
		.magic = RECORDING_MAGIC, .major = RECORDING_MAJOR, .minor = RECORDING_MINOR,
		.flags = flags,
	};

	rec_order_head(&head);
	return write_all(w, &head, sizeof(head));
}

static bool init_pending(struct pending *p, enum chunk_type type, __u32 element)
{
	*p = (struct pending){ .type = type, .element = element, .content = malloc(CHUNK_MAX) };
	return p->content;
}

static void free_writer(struct rec_writer *w)
{
	if (w->part && w->fd >= 0)
		close(w->fd);
	while (w->oldest) {
		struct kept *k = w->oldest;

		w->oldest = k->next;
		free(k);
	}
	for (size_t i = 0; i < w->nr_all; i++)
		free(w->all[i].content);
	for (size_t i = 0; i < w->room_known; i++)
		free(w->known[i]);
	address_set_free(&w->addresses);
	free(w->known);
	free(w->all);
	free(w->meta);
	free(w->part);
	free(w->tasks.content);
	free(w->stacks.content);
	free(w->events.content);
	free(w);
}

int rec_writer_open(struct rec_writer **writer, const struct rec_writer_opts *opts,
		    const char *meta)
{
	struct rec_writer *w = calloc(1, sizeof(*w));
	int ret = -ENOMEM;

	if (!w)
		return -ENOMEM;
	w->opts = *opts;
	w->fd = -1;
	w->newest = &w->oldest;
	w->meta = strdup(meta);
	if (!init_pending(&w->tasks, CHUNK_TASK, sizeof(struct rec_task)) ||
	    !init_pending(&w->stacks, CHUNK_STACK, sizeof(struct rec_stack)) ||
	    !init_pending(&w->events, CHUNK_EVENT, sizeof(struct bt_event)) || !w->meta)
		goto out;
	ret = open_file(w);
	if (!ret && !opts->ring) {
		write_head(w, RECORDING_INCOMPLETE);
		ret = write_chunk(w, CHUNK_META, 1, meta, strlen(meta));
	}
	if (!ret) {
		*writer = w;
		return 0;
	}
	if (w->part && w->fd >= 0)
		unlink(w->part);
out:
	free_writer(w);
	return ret;
}

int rec_writer_task(struct rec_writer *w, const struct rec_task *task)
{
	struct rec_task *to;
	int ret;

	to = append(w, &w->tasks, &ret);
	if (!to)
		return ret;
	*to = *task;
	rec_order_task(to);
	return 0;
}

static size_t place_of(struct rec_stack *const *known, size_t room, const __u64 *address,
		       uint32_t n)
{
	size_t size = n * sizeof(*address);
	size_t at = crc32(0, (const Bytef *)address, size) & (room - 1);

	while (known[at] && (known[at]->n != n || memcmp(known[at]->address, address, size)))
		at = (at + 1) & (room - 1);
	return at;
}

static int grow_known(struct rec_writer *w)
{
	size_t room = w->room_known ? w->room_known * 2 : 256;
	struct rec_stack **v = calloc(room, sizeof(struct rec_stack *));

	if (!v)
		return -ENOMEM;
	for (size_t i = 0; i < w->room_known; i++)
		if (w->known[i])
			v[place_of(v, room, w->known[i]->address, w->known[i]->n)] = w->known[i];
	free(w->known);
	w->known = v;
	w->room_known = room;
	return 0;
}

int64_t rec_writer_stack(struct rec_writer *w, const __u64 *address, uint32_t n)
{
	struct rec_stack *to, *s;
	size_t at;
	int ret;

	if (n > BT_STACK_DEPTH)
		n = BT_STACK_DEPTH;
	if (2 * w->nr_known >= w->room_known && grow_known(w))
		return -ENOMEM;
	at = place_of(w->known, w->room_known, address, n);
	if (w->known[at])
		return w->known[at]->id;
	s = calloc(1, sizeof(*s));
	to = s ? append(w, &w->stacks, &ret) : NULL;
	if (!to) {
		free(s);
		return s ? ret : -ENOMEM;
	}
	s->id = ++w->nr_known;
	s->n = n;
	memcpy(s->address, address, n * sizeof(*address));
	w->known[at] = s;
	*to = *s;
	rec_order_stack(to);
	for (uint32_t i = 0; i < n; i++)
		if (address_set_add(&w->addresses, address[i]) < 0)
			return -ENOMEM;
	return s->id;
}

int rec_writer_event(struct rec_writer *w, const struct bt_event *e)
{
	struct bt_event *to;
	int ret;

	if (w->opts.max_size && !w->opts.ring && w->written + sizeof(*e) > w->opts.max_size)
		return -EFBIG;
	to = append(w, &w->events, &ret);
	if (!to)
		return ret;
	*to = *e;
	rec_order_event(to);
	if (e->type == BT_EVENT_LAZY_MMU && address_set_add(&w->addresses, e->ip) < 0)
		return -ENOMEM;
	return 0;
}

int rec_writer_text(struct rec_writer *w, enum chunk_type type, const char *text)
{
	size_t left = strlen(text), n;
	int ret = rec_writer_flush(w);

	while (!ret && left) {
		n = left;
		if (n > CHUNK_MAX) {
			n = CHUNK_MAX;
			while (n && text[n - 1] != '\n')
				n--;
			n = n ? n : CHUNK_MAX;
		}
		ret = write_chunk(w, type, 1, text, n);
		text += n;
		left -= n;
	}
	return ret;
}

void rec_writer_each_address(struct rec_writer *w, void (*fn)(uint64_t address, void *arg),
			     void *arg)
{
	for (size_t i = 0; i < w->addresses.room; i++)
		if (w->addresses.v[i])
			fn(w->addresses.v[i], arg);
}

uint64_t rec_writer_dropped(const struct rec_writer *w)
{
	return w->dropped;
}

/* Write all that a flight recorder has kept, in the order of any other recording. */
int rec_writer_dump(struct rec_writer *w)
{
	char dropped[64];
	int ret = rec_writer_flush(w);

	if (ret || !w->opts.ring)
		return ret;
	w->opts.ring = false;
	snprintf(dropped, sizeof(dropped), "dropped=%llu\n", (unsigned long long)w->dropped);
	write_head(w, RECORDING_INCOMPLETE);
	write_chunk(w, CHUNK_META, 1, w->meta, strlen(w->meta));
	write_chunk(w, CHUNK_META, 1, dropped, strlen(dropped));
	for (size_t i = 0; i < w->nr_all; i++)
		write_chunk(w, w->all[i].type, w->all[i].element, w->all[i].content,
			    w->all[i].size);
	for (struct kept *k = w->oldest; k; k = k->next)
		write_chunk(w, CHUNK_EVENT, sizeof(struct bt_event), k->content, k->size);
	return w->failed;
}

/* Clear RECORDING_INCOMPLETE and rename the file, after all of the content is on the disk. */
static int complete(struct rec_writer *w)
{
	struct recording_head head = {
		.magic = RECORDING_MAGIC, .major = RECORDING_MAJOR, .minor = RECORDING_MINOR,
	};

	if (!w->part)
		return 0;
	rec_order_head(&head);
	if (fsync(w->fd) || pwrite(w->fd, &head, sizeof(head), 0) != sizeof(head) || fsync(w->fd) ||
	    rename(w->part, w->opts.path)) {
		int ret = -errno;

		err("cannot finish %s: %s", w->opts.path, strerror(-ret));
		return ret;
	}
	return 0;
}

int rec_writer_close(struct rec_writer *w, const char *end)
{
	int ret;

	if (!w)
		return 0;
	/* A file without tasks and events is of no use. */
	if (!end && w->part && !w->written) {
		unlink(w->part);
		free_writer(w);
		return 0;
	}
	ret = rec_writer_dump(w);
	if (!ret && end)
		ret = write_chunk(w, CHUNK_END, 1, end, strlen(end));
	if (!ret && end)
		ret = complete(w);
	free_writer(w);
	return ret;
}
