/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write and read the file of a recording, see barrier-trace-recording(5).  The file is a header,
 * then chunks.  All numbers are little-endian.  A reader needs one pass from the beginning to the
 * end.
 */
#ifndef BT_RECORDING_H
#define BT_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/record.h"

#define RECORDING_DEFAULT	"barrier-trace.data"
/* 8 bytes without a NUL.  A transfer in text mode changes the last two. */
#define RECORDING_MAGIC		{ 'B', 'T', 'R', 'A', 'C', 'E', '\r', '\n' }
#define RECORDING_MAJOR		1	/* a reader rejects any other */
#define RECORDING_MINOR		2	/* additions: an older reader skips them, or see below */
/*
 * META of a recording by probes has needs_minor=2: a reader that does not know bit 13 of an event
 * would take what is derived for observed.
 */
#define RECORDING_NEEDS		"needs_minor"
#define RECORDING_NEEDS_PROBES	2
#define RECORDING_INCOMPLETE	1u	/* flag: the file is being written, or was not finished */
#define CHUNK_MAX		(1u << 20)	/* bytes of a chunk, without its head */

struct recording_head {
	char	magic[8];
	__u16	major, minor;
	__u32	flags;
};

/* A chunk's head.  The checksum is crc32() of zlib, over type, element, size and content. */
struct chunk_head {
	__u32	type;		/* enum chunk_type */
	__u32	element;	/* bytes of an element, of which a reader may skip some; 1: text */
	__u32	size;		/* bytes of the content */
	__u32	crc;
};

#define CHUNK_TYPE(a, b, c, d)	((a) | (b) << 8 | (c) << 16 | (__u32)(d) << 24)

enum chunk_type {
	/* text, name=value lines: the first chunk */
	CHUNK_META	= CHUNK_TYPE('M', 'E', 'T', 'A'),
	/* struct rec_task, before the events of the task */
	CHUNK_TASK	= CHUNK_TYPE('T', 'A', 'S', 'K'),
	/* struct rec_stack, before the events that have the stack */
	CHUNK_STACK	= CHUNK_TYPE('S', 'T', 'C', 'K'),
	/* struct bt_event, in order */
	CHUNK_EVENT	= CHUNK_TYPE('E', 'V', 'N', 'T'),
	/* text: functions as in /proc/kallsyms */
	CHUNK_NAME	= CHUNK_TYPE('N', 'A', 'M', 'E'),
	/* text: modules that came or went while recording, see module_history_parse() */
	CHUNK_MODULE	= CHUNK_TYPE('M', 'O', 'D', 'S'),
	/* text: id=path lines */
	CHUNK_CGROUP	= CHUNK_TYPE('C', 'G', 'R', 'P'),
	/* text, name=value lines: the last chunk */
	CHUNK_END	= CHUNK_TYPE('D', 'O', 'N', 'E'),
};

enum rec_task_flag {
	REC_TASK_KTHREAD	= 1,
	REC_TASK_BORN		= 2,	/* the recording has the task from its birth */
	REC_TASK_IN_CGROUP	= 4,	/* below the cgroup that was followed */
	REC_TASK_CUT		= 8,	/* earlier events of the task were not recorded */
	REC_TASK_CPU_SHIFT	= 16,	/* bits above: CPU of an idle task; tid and start are 0 */
};

/* A task, or the part of its life that had one name and one cgroup. */
struct rec_task {
	__u32	id;			/* number, from 1 */
	__u32	tid, tgid;
	__u32	flags;			/* enum rec_task_flag */
	__u64	start, leader_start;	/* ns, CLOCK_BOOTTIME; @start is unique with @tid */
	__u64	cgroup;			/* id, 0 if nobody asked for cgroups */
	char	comm[BT_COMM_LEN];
};

/* A stack of calls, once for all events that have it. */
struct rec_stack {
	__u32	id;		/* number, from 1 */
	__u32	n;		/* addresses */
	__u64	address[BT_STACK_DEPTH];
};

_Static_assert(sizeof(struct recording_head) == 16, "is a file's");
_Static_assert(sizeof(struct chunk_head) == 16, "is a file's");
_Static_assert(sizeof(struct rec_task) == 56, "is a file's");
_Static_assert(sizeof(struct rec_stack) == 264, "is a file's");

/* ---- writing ---- */

struct rec_writer;

struct rec_writer_opts {
	const char *path;	/* borrowed; "-": standard output */
	uint64_t max_size;	/* bytes; 0: no limit */
	bool ring;		/* keep the last @max_size bytes in memory, write them at the end */
};

/**
 * rec_writer_open() - begin a recording, and print why that failed.
 * @w: result, to be freed with rec_writer_close()
 * @meta: name=value lines
 *
 * The file has the name PATH.part until it is complete.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_open(struct rec_writer **w, const struct rec_writer_opts *opts, const char *meta);

/**
 * rec_writer_task() - append a task, before its first event.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_task(struct rec_writer *w, const struct rec_task *task);

/**
 * rec_writer_stack() - append a stack if it is new, and return its number for bt_event::stack.
 * @n: number of addresses; those above BT_STACK_DEPTH are cut off
 *
 * Return: the number, from 1, or a negative errno.
 */
int64_t rec_writer_stack(struct rec_writer *w, const __u64 *address, uint32_t n);

/**
 * rec_writer_event() - append an event.
 *
 * Return: 0, -EFBIG when @max_size allows no more events, or another negative errno.
 */
int rec_writer_event(struct rec_writer *w, const struct bt_event *e);

/**
 * rec_writer_dump() - write what a flight recorder has kept to the file.
 *
 * From then on the recording is as any other.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_dump(struct rec_writer *w);

/**
 * rec_writer_text() - append a chunk of text.  Long text is cut between lines.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_text(struct rec_writer *w, enum chunk_type type, const char *text);

/**
 * rec_writer_flush() - write to the file what was appended so far.
 *
 * A flight recorder keeps the content in memory instead.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_flush(struct rec_writer *w);

/**
 * rec_writer_each_address() - call @fn once for each address that events and stacks have.
 *
 * These are addresses of functions; the address that a fault accessed is not among them.
 */
void rec_writer_each_address(struct rec_writer *w, void (*fn)(uint64_t address, void *arg),
			     void *arg);

/** rec_writer_dropped() - return the number of early events that @ring has dropped so far. */
uint64_t rec_writer_dropped(const struct rec_writer *w);

/**
 * rec_writer_close() - finish the file, rename it to its final name, and print why that failed.
 * @w: freed in any case; NULL is fine
 * @end: name=value lines; NULL: leave the file incomplete, under the name PATH.part
 *
 * With @end NULL, a file without any task or event is removed.
 *
 * Return: 0 or a negative errno.
 */
int rec_writer_close(struct rec_writer *w, const char *end);

/* ---- reading ---- */

/*
 * Functions that take the content of a recording, in the order of the file.  Each may be NULL, and
 * ends the reading if it returns another value than 0.
 */
struct rec_visitor {
	/* text of META, NAME, MODULE, CGROUP and END, terminated */
	int (*text)(enum chunk_type type, const char *text, void *arg);
	int (*task)(const struct rec_task *task, void *arg);	/* comm is terminated */
	int (*stack)(const struct rec_stack *stack, void *arg);
	int (*event)(const struct bt_event *e, void *arg);
};

/* The part of a recording that could be read. */
struct rec_extent {
	bool complete;		/* the last chunk was read */
	char damage[128];	/* message, "" for none */
	uint64_t offset;	/* bytes before the damage, or in all */
	uint64_t events;
};

/**
 * rec_read() - read a recording.
 * @path: "-" for standard input
 * @arg: for the functions of @visitor
 * @extent: result, also when only a part could be read
 *
 * The reader trusts nothing in the file.  All that @visitor gets is within the bounds of its type,
 * and the task and the stack of an event have been handed out before.
 *
 * The function prints why a file is not a recording at all.
 *
 * Return: 0, also for a damaged or incomplete recording, which @extent tells; -EINVAL for a file
 * that is no recording, or has another version; what a visitor returned; or another negative
 * errno.
 */
int rec_read(const char *path, const struct rec_visitor *visitor, void *arg,
	     struct rec_extent *extent);


#endif /* BT_RECORDING_H */
