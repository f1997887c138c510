/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file of a recording: barrier-trace-recording(5).  A header, then chunks; all numbers
 * little-endian, all of it to be read from the beginning to the end, in one pass.
 */
#ifndef BT_RECORDING_H
#define BT_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/record.h"

#define RECORDING_DEFAULT	"barrier-trace.data"
/* Not a string: 8 bytes without an end.  A transfer in text mode changes the last two. */
#define RECORDING_MAGIC		{ 'B', 'T', 'R', 'A', 'C', 'E', '\r', '\n' }
#define RECORDING_MAJOR		1	/* what a reader of another cannot read */
#define RECORDING_MINOR		1	/* additions that an older reader skips */
#define RECORDING_INCOMPLETE	1u	/* flag: still being written, or left so */
#define CHUNK_MAX		(1u << 20)	/* bytes of a chunk, without its head */

struct recording_head {
	char	magic[8];
	__u16	major, minor;
	__u32	flags;
};

/* A chunk's head.  The checksum is crc32() of zlib, over type, element, size and content. */
struct chunk_head {
	__u32	type;		/* enum chunk_type */
	__u32	element;	/* bytes of an element: more than is known here are skipped; 1: text */
	__u32	size;		/* bytes of the content */
	__u32	crc;
};

#define CHUNK_TYPE(a, b, c, d)	((a) | (b) << 8 | (c) << 16 | (__u32)(d) << 24)

enum chunk_type {
	CHUNK_META	= CHUNK_TYPE('M', 'E', 'T', 'A'),	/* text: name=value lines; the first one */
	CHUNK_TASK	= CHUNK_TYPE('T', 'A', 'S', 'K'),	/* struct rec_task, before its events */
	CHUNK_STACK	= CHUNK_TYPE('S', 'T', 'C', 'K'),	/* struct rec_stack, before its events */
	CHUNK_EVENT	= CHUNK_TYPE('E', 'V', 'N', 'T'),	/* struct bt_event, in order */
	CHUNK_NAME	= CHUNK_TYPE('N', 'A', 'M', 'E'),	/* text: functions as in /proc/kallsyms */
	CHUNK_CGROUP	= CHUNK_TYPE('C', 'G', 'R', 'P'),	/* text: id=path lines */
	CHUNK_END	= CHUNK_TYPE('D', 'O', 'N', 'E'),	/* text: name=value lines; the last one */
};

enum rec_task_flag {
	REC_TASK_KTHREAD	= 1,
	REC_TASK_BORN		= 2,	/* the recording has it from its birth */
	REC_TASK_IN_CGROUP	= 4,	/* below the cgroup that was followed */
	REC_TASK_CUT		= 8,	/* earlier events of it were not recorded */
	REC_TASK_CPU_SHIFT	= 16,	/* above: the CPU, of idle tasks, which are all (0, 0) */
};

/* A task, or the part of its life that had one name and one cgroup.  Numbers begin with 1. */
struct rec_task {
	__u32	id;
	__u32	tid, tgid;
	__u32	flags;
	__u64	start, leader_start;	/* ns, CLOCK_BOOTTIME; with @tid unique */
	__u64	cgroup;			/* id, 0 where it was not asked for */
	char	comm[BT_COMM_LEN];
};

struct rec_stack {
	__u32	id;		/* from 1 */
	__u32	n;
	__u64	address[BT_STACK_DEPTH];
};

_Static_assert(sizeof(struct recording_head) == 16, "is a file's");
_Static_assert(sizeof(struct chunk_head) == 16, "is a file's");
_Static_assert(sizeof(struct rec_task) == 56, "is a file's");
_Static_assert(sizeof(struct rec_stack) == 264, "is a file's");

/* ---- writing ---- */

struct rec_writer;

struct rec_writer_opts {
	const char *path;	/* "-": standard output */
	uint64_t max_size;	/* bytes; 0: as many as there are */
	bool ring;		/* keep the last @max_size bytes in memory, write them at the end */
};

/**
 * rec_writer_open() - begin a recording, in a file that has the name PATH.part until it is
 * complete.
 * @meta: name=value lines
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_open(struct rec_writer **w, const struct rec_writer_opts *opts, const char *meta);

/** rec_writer_task() - before its first event. */
int rec_writer_task(struct rec_writer *w, const struct rec_task *task);

/**
 * rec_writer_stack() - the number of a stack, for bt_event::stack.
 *
 * Return: from 1, or a negative errno.
 */
int64_t rec_writer_stack(struct rec_writer *w, const __u64 *address, uint32_t n);

/**
 * rec_writer_event() - append it.
 *
 * Return: 0, -EFBIG when it is one more than @max_size allows, or another negative errno.
 */
int rec_writer_event(struct rec_writer *w, const struct bt_event *e);

/**
 * rec_writer_dump() - what a flight recorder has kept goes to the file now, and from now on it
 * is a recording as any other.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_dump(struct rec_writer *w);

/** rec_writer_text() - append a chunk of text; long ones are cut between lines. */
int rec_writer_text(struct rec_writer *w, enum chunk_type type, const char *text);

/** rec_writer_flush() - what was appended so far is in the file then. */
int rec_writer_flush(struct rec_writer *w);

/**
 * rec_writer_each_address() - call @fn for each address that events and stacks have named,
 * once for each; those of functions, not what a fault accessed.
 */
void rec_writer_each_address(struct rec_writer *w, void (*fn)(uint64_t address, void *arg), void *arg);

/** rec_writer_dropped() - events of the beginning that @ring has dropped so far. */
uint64_t rec_writer_dropped(const struct rec_writer *w);

/**
 * rec_writer_close() - finish the file, give it its name, and free @w; NULL is fine.
 * @end: name=value lines; NULL: leave it incomplete, under the name that it has
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_close(struct rec_writer *w, const char *end);

/* ---- reading ---- */

/* What is in a recording, as it comes.  Each may be NULL; what one returns ends the reading. */
struct rec_visitor {
	int (*text)(enum chunk_type type, const char *text, void *arg);	/* META, NAME, CGROUP, END */
	int (*task)(const struct rec_task *task, void *arg);	/* comm is terminated */
	int (*stack)(const struct rec_stack *stack, void *arg);
	int (*event)(const struct bt_event *e, void *arg);
};

/* How far it could be read. */
struct rec_extent {
	bool complete;		/* flag and last chunk say so */
	char damage[128];	/* what is wrong, "" for nothing */
	uint64_t offset;	/* in bytes, where that is */
	uint64_t events;
};

/**
 * rec_read() - read a recording.
 * @path: "-" for standard input
 * @extent: result, also when it could be read in part only
 *
 * Nothing in the file is believed: what @visitor gets is within the bounds of its type, and
 * an event's task and stack are such that have been handed out before.
 *
 * Says why when it is not a recording at all.
 *
 * Return: 0, also for one that is damaged or incomplete, as @extent says; -EINVAL when it is
 * none, or one of another version; what a visitor returned; or another negative errno.
 */
int rec_read(const char *path, const struct rec_visitor *visitor, void *arg,
	     struct rec_extent *extent);


#endif /* BT_RECORDING_H */
