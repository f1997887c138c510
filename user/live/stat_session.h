/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The BPF side from user space: open, load, attach, count, stop.  The only file
 * that knows the skeletons.
 *
 * Between session_enable() and session_disable() it makes no map system call:
 * they have events of their own, and blind classic tracepoint programs on their
 * CPU while they run (kernel/trace/bpf_trace.c, trace_call_bpf()).
 */
#ifndef BT_SESSION_H
#define BT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/slot.h"
#include "live/backend.h"
#include "live/slots.h"

struct session_opts {
	struct backend_opts backend;
	bool by_cpu;	/* keep a task's slots apart by CPU */
	bool by_level;	/* by page-table level */
	bool by_site;	/* by ip of the event */
	bool cgroups;	/* know each slot's cgroup */
	int cgroup_fd;	/* cgroup v2 directory to follow, -1 for none */
};

/* Events that were not counted, by cause; and, last, lapses that cost no event. */
enum loss {
	LOSS_QUEUE,		/* program skipped: recursion_misses of bpf_prog_info */
	LOSS_FLUSH,
	LOSS_FLUSH_EMPTY,
	LOSS_EMIT,
	LOSS_PROBES,		/* hits that kprobes could not serve */
	LOSS_NO_SLOT,		/* more than BT_NR_SLOTS tasks at once */
	LOSS_EVENTS,		/* number of the above */
	LOSS_RENAME = LOSS_EVENTS, /* events went to the name that a task had before */
	LOSS_EXIT,		/* a dead task's slot was not reused */
	LOSS_NR,
};

extern const char *const loss_names[LOSS_NR];

struct losses {
	uint64_t by_cause[LOSS_NR];
};

/** losses_total() - events that the counts are short by. */
uint64_t losses_total(const struct losses *l);

struct session;

/**
 * session_open() - load the programs and attach them; nothing is counted yet.
 * @kernel: examined; must outlive the session
 *
 * Says why it failed, with a hint.
 *
 * Return: 0 and @session, to be closed with session_close(); -EPERM when the user
 * may not, -EOPNOTSUPP when the kernel cannot be traced, or another negative errno.
 */
int session_open(struct session **session, struct kernel *kernel,
		 const struct session_opts *opts);

/** session_close() - detach and free; NULL is fine. */
void session_close(struct session *s);

/** session_backend() - what sees the events; @s keeps it. */
const struct backend *session_backend(const struct session *s);

/** session_enable() - begin to count: at one instant for all programs. */
void session_enable(struct session *s);

/**
 * session_disable() - stop counting, and wait until no program is in the middle.
 *
 * After this the slots do not change any more.
 */
void session_disable(struct session *s);

/** session_take_closed() - slots_take_closed() of this session. */
int session_take_closed(struct session *s, slot_fn fn, void *arg);

/**
 * session_derived() - of a slot's counts those that were derived from the state at a call, and not
 * observed: BT_NR_COUNTERS of them; NULL where all are facts, by tracepoints.
 * @index: as the slot's callback has it, and valid as long
 */
const uint64_t *session_derived(const struct session *s, uint32_t index);

/** session_each_live() - slots_each_live() of this session. */
int session_each_live(struct session *s, slot_fn fn, void *arg);

/** session_losses() - since session_enable(). */
void session_losses(struct session *s, struct losses *l);

struct bpf_map;
struct bpf_program;

/**
 * session_follow() - let the programs know which cgroup is followed.
 * @map: a BPF_MAP_TYPE_CGROUP_ARRAY
 * @cgroup_fd: cgroup v2 directory, or -1 for none
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int session_follow(const struct bpf_map *map, int cgroup_fd);

struct bpf_object;

/**
 * session_choose_rename() - of two programs that follow renames load the one that fits.
 * @classic: preferred, for with preemption off none is missed
 *
 * Return: its program.
 */
const struct bpf_program *session_choose_rename(struct bpf_object *obj, const char *btf,
						const char *classic);

/** session_choose_cgroups() - the same of bpf/parts/cgroups.bpf.h; @wanted: or none. */
void session_choose_cgroups(struct bpf_object *obj, bool wanted);

/**
 * session_enable_from() - begin, and note when.
 * @enabled: the programs' switch
 * @at: result in CLOCK_BOOTTIME: only tasks that start later are watched from their birth
 */
void session_enable_from(__u32 *enabled, uint64_t *at);

/** session_enable_programs() - begin, at one instant; @enabled: the programs' switch */
void session_enable_programs(__u32 *enabled);

/** session_disable_programs() - stop, and wait until no program is in the middle. */
void session_disable_programs(__u32 *enabled);

/**
 * session_read_text() - run read_text of bpf/parts/faults.bpf.h: BT_TEXT_SIZE bytes of the kernel's
 * memory to bt_text[].
 * @at: its bt_text_address
 *
 * Return: 0; a negative errno, -EFAULT when not all of it is mapped.
 */
int session_read_text(const struct bpf_program *prog, uint64_t *at, uint64_t address);

/**
 * session_misses() - runs of a program that were skipped since it was loaded:
 * recursion_misses of struct bpf_prog_info.
 */
uint64_t session_misses(const struct bpf_program *prog);

#endif /* BT_SESSION_H */
