// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/log.h"
#include "recording/byte_order.h"

/* The state of rec_read(). */
struct reader {
	const struct rec_visitor *visitor;
	void *arg;			/* for @visitor */
	struct rec_extent *extent;	/* the result */
	int fd;
	const char *path;		/* for messages, borrowed */
	__u32 tasks, stacks;		/* highest number of a task, of a stack so far */
	unsigned char *content;		/* owned, for a chunk: CHUNK_MAX bytes, and a NUL */
};

/* End the reading: the rest of the file cannot be trusted.  Content before the damage stays. */
static int damaged(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->extent->damage, sizeof(r->extent->damage), fmt, ap);
	va_end(ap);
	return 1;
}

/* Read @size bytes, or as many as there are.  Return: their number, or a negative errno. */
static ssize_t read_up_to(int fd, void *to, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = read(fd, (char *)to + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		done += n;
	}
	return done;
}

static int visit_task(struct reader *r, const void *from)
{
	struct rec_task task;

	memcpy(&task, from, sizeof(task));
	rec_order_task(&task);
	if (task.id != r->tasks + 1)
		return damaged(r, "task %u comes after task %u", task.id, r->tasks);
	r->tasks++;
	task.comm[BT_COMM_LEN - 1] = '\0';
	return r->visitor->task ? r->visitor->task(&task, r->arg) : 0;
}

static int visit_stack(struct reader *r, const void *from)
{
	struct rec_stack stack;

	memcpy(&stack, from, sizeof(stack));
	rec_order_stack(&stack);
	if (stack.id != r->stacks + 1 || stack.n > BT_STACK_DEPTH)
		return damaged(r, "stack %u of %u entries comes after stack %u", stack.id, stack.n,
			       r->stacks);
	r->stacks++;
	return r->visitor->stack ? r->visitor->stack(&stack, r->arg) : 0;
}

/* Does bt_event::what have a meaning for an event of this type? */
static bool is_known(const struct bt_event *e)
{
	switch (e->type) {
	case BT_EVENT_LAZY_MMU:
		return (e->what & 15) < BT_NR_KINDS && (e->what >> 4 & 7) <= BT_LEVEL_NONE;
	case BT_EVENT_LOOK:
		return (e->what & ~BT_LOOK_CHILD) >= BT_INPUT_TO_USER &&
		       (e->what & ~BT_LOOK_CHILD) <= BT_INPUT_SLEEP;
	case BT_EVENT_FAULT:
		return e->what < BT_NR_FAULTS;
	default:
		return false;
	}
}

static int visit_event(struct reader *r, const void *from)
{
	struct bt_event e;

	memcpy(&e, from, sizeof(e));
	rec_order_event(&e);
	if (e.type >= BT_NR_EVENT_TYPES)	/* from a later minor version */
		return 0;
	if (!is_known(&e))
		return damaged(r, "event %llu makes no sense",
			       (unsigned long long)r->extent->events);
	if (!e.task || e.task > r->tasks || e.stack > r->stacks)
		return damaged(r, "event %llu is of task %u and stack %u, which are not there",
			       (unsigned long long)r->extent->events, e.task, e.stack);
	r->extent->events++;
	return r->visitor->event ? r->visitor->event(&e, r->arg) : 0;
}

static int visit_elements(struct reader *r, const struct chunk_head *head, size_t known,
			  int (*visit)(struct reader *r, const void *from))
{
	int ret = 0;

	if (head->element < known || head->size % head->element)
		return damaged(r, "a chunk of %u bytes in elements of %u", head->size,
			       head->element);
	for (__u32 at = 0; !ret && at < head->size; at += head->element)
		ret = visit(r, r->content + at);
	return ret;
}

/* Refuse a recording whose events mean more than this reader knows. */
static int check_needs(struct reader *r, const char *meta)
{
	static const char name[] = "\n" RECORDING_NEEDS "=";
	const char *at = strstr(meta, name);
	unsigned long needs = at ? strtoul(at + strlen(name), NULL, 10) : 0;

	if (needs <= RECORDING_MINOR)
		return 0;
	err("cannot read %s: it needs a reader of version %u.%lu, and this tool reads %u.%u", r->path,
	    RECORDING_MAJOR, needs, RECORDING_MAJOR, RECORDING_MINOR);
	hint("use the barrier-trace that has written it, or a later one");
	return -EINVAL;
}

static int visit_chunk(struct reader *r, const struct chunk_head *head)
{
	int ret;

	switch (head->type) {
	case CHUNK_TASK:
		return visit_elements(r, head, sizeof(struct rec_task), visit_task);
	case CHUNK_STACK:
		return visit_elements(r, head, sizeof(struct rec_stack), visit_stack);
	case CHUNK_EVENT:
		return visit_elements(r, head, sizeof(struct bt_event), visit_event);
	case CHUNK_END:
		r->extent->complete = true;
		break;
	case CHUNK_META:
	case CHUNK_NAME:
	case CHUNK_MODULE:
	case CHUNK_CGROUP:
		break;
	default:	/* from a later minor version */
		return 0;
	}
	r->content[head->size] = '\0';
	ret = head->type == CHUNK_META ? check_needs(r, (const char *)r->content) : 0;
	if (ret)
		return ret;
	return r->visitor->text ?
		r->visitor->text(head->type, (const char *)r->content, r->arg) : 0;
}

/*
 * Read what is left of a chunk that the file ends in: a cut loses only the element that it hits.
 * There is no checksum to compare, but visitors get no more than an element's type allows.
 */
static int visit_rest(struct reader *r, struct chunk_head head, size_t left)
{
	int ret = 0;

	if (head.element > 1 && head.element <= left) {
		head.size = left - left % head.element;
		ret = visit_chunk(r, &head);
		r->extent->offset += sizeof(head) + head.size;
	}
	return ret ? ret : damaged(r, "ends in the middle of a chunk");
}

/*
 * Read one chunk.  Return: 0; 1 at the end of the file or where the file is damaged; what the
 * visitor returned; or a negative errno.
 */
static int read_chunk(struct reader *r)
{
	struct chunk_head head;
	ssize_t n = read_up_to(r->fd, &head, sizeof(head));
	uLong crc;

	if (n <= 0)
		return n ? n : 1;
	if (r->extent->complete)
		return damaged(r, "something comes after the end");
	if ((size_t)n < sizeof(head))
		return damaged(r, "ends in the middle of a chunk's head");
	crc = crc32(0, (const Bytef *)&head, offsetof(struct chunk_head, crc));
	rec_order_chunk(&head);
	if (head.size > CHUNK_MAX)
		return damaged(r, "a chunk of %u bytes", head.size);
	n = read_up_to(r->fd, r->content, head.size);
	if (n < 0)
		return n;
	if ((size_t)n < head.size)
		return visit_rest(r, head, n);
	if (crc32(crc, r->content, head.size) != head.crc)
		return damaged(r, "a chunk's checksum is wrong");
	n = visit_chunk(r, &head);
	if (!n)
		r->extent->offset += sizeof(head) + head.size;
	return n;
}

static int read_head(struct reader *r, const char *path)
{
	static const char magic[] = RECORDING_MAGIC;
	struct recording_head head = { 0 };
	ssize_t n = read_up_to(r->fd, &head, sizeof(head));

	if (n < 0) {
		err("cannot read %s: %s", path, strerror(-n));
		return n;
	}
	rec_order_head(&head);
	if (n != sizeof(head) || memcmp(head.magic, magic, sizeof(magic))) {
		err("cannot read %s: not a recording", path);
		hint("make a recording with 'barrier-trace record -o FILE'");
		return -EINVAL;
	}
	if (head.major != RECORDING_MAJOR) {
		err("cannot read %s: a recording of version %u.%u, and this tool reads version %u",
		    path, head.major, head.minor, RECORDING_MAJOR);
		hint("use the barrier-trace that has written it, or a later one");
		return -EINVAL;
	}
	r->extent->offset = sizeof(head);
	return 0;
}

int rec_read(const char *path, const struct rec_visitor *visitor, void *arg,
	     struct rec_extent *extent)
{
	bool is_stdin = !strcmp(path, "-");
	struct reader r = { .visitor = visitor, .arg = arg, .extent = extent, .fd = STDIN_FILENO,
			    .path = path };
	int ret;

	*extent = (struct rec_extent){ 0 };
	if (!is_stdin) {
		r.fd = open(path, O_RDONLY | O_CLOEXEC);
		if (r.fd < 0) {
			ret = -errno;
			err("cannot read %s: %s", path, strerror(-ret));
			return ret;
		}
	}
	r.content = malloc(CHUNK_MAX + 1);
	ret = r.content ? read_head(&r, path) : -ENOMEM;
	if (!ret) {
		do
			ret = read_chunk(&r);
		while (!ret);
		if (ret < 0 && ret == -EIO)
			err("cannot read %s: %s", path, strerror(-ret));
		if (ret == 1)
			ret = 0;
	}
	free(r.content);
	if (!is_stdin)
		close(r.fd);
	return ret;
}

