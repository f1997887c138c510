/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The life of a BPF object, which is the same for every session: open, choose programs, load,
 * attach, enable, disable, count losses, close.
 *
 * Between bpf_object_enable() and bpf_object_disable() no session makes a map system call.  Such a
 * call causes events of its own.  While it runs, the kernel skips classic programs on its CPU
 * (kernel/trace/bpf_trace.c, trace_call_bpf()).
 */
#ifndef BT_BPF_OBJECT_H
#define BT_BPF_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/losses.h"
#include "live/backend.h"
#include "live/slots.h"
#include "shared/slot.h"

struct bpf_object_skeleton;
struct bpf_program;
struct kernel;
struct live_object_ops;

/* First member of the options of each session */
struct live_opts {
	struct backend_opts backend;
	int cgroup_fd;		/* cgroup v2 directory to follow, borrowed; -1: none */
};

/* A cause of losses, and where its count is: in a program, in a counter, else in the probes */
struct loss_source {
	enum bt_loss cause;
	const struct bpf_program *prog;
	const __u64 *count;
	uint64_t before, after;	/* programs, probes: count when enabled, losses when disabled */
};

/* First member of each session, which may read all of this */
struct live_object {
	const struct live_object_ops *ops;
	struct backend backend;
	struct bpf_object_skeleton *skeleton;	/* owned by the session */
	struct slots slots;
	__u64 *enabled_at;	/* CLOCK_BOOTTIME, ns, read by the programs; NULL: not needed */
	bool is_disabled;
	struct loss_source sources[MAX_LOSS_CAUSES];
	size_t nr_sources;
};

/* One kind of session. */
struct live_object_ops {
	size_t size;	/* of the session, bytes; its first member is struct live_object */
	/**
	 * @open: open the skeleton, pass it to BPF_OBJECT_OPENED(), set constants, choose programs
	 * and add the causes of losses
	 * @opts: first member of the session's options
	 */
	int (*open)(struct live_object *o, const struct live_opts *opts);
	int (*loaded)(struct live_object *o);	/* map the data that user space reads; or NULL */
	void (*disabled)(struct live_object *o);	/* end open spans and the like; or NULL */
	void (*free)(struct live_object *o);	/* destroy the skeleton; open() may have failed */
};

/**
 * BPF_OBJECT_OPENED() - take over a skeleton, right after NAME_bpf__open(); say why that failed.
 * @skel: evaluated several times; NULL when opening has failed
 *
 * Return: 0; errors as kernel_explain().
 */
#define BPF_OBJECT_OPENED(o, skel)						\
	((skel) ? ((o)->skeleton = (skel)->skeleton,				\
		   (o)->slots = SLOTS_OF((skel)->bss), 0) :			\
		  backend_explain(&(o)->backend, "open the BPF object", -errno))

/**
 * bpf_object_open() - load the programs of a session and attach them; they count nothing yet.
 * @kernel: examined; must outlive @object
 * @opts: first member of the options that @ops take
 *
 * Says why it failed, with a hint.
 *
 * Return: 0 and @object, to be closed with bpf_object_close(); -EPERM when the user may not,
 * -EOPNOTSUPP when the kernel cannot be traced, or another negative errno.
 */
int bpf_object_open(struct live_object **object, const struct live_object_ops *ops,
		    struct kernel *kernel, const struct live_opts *opts);

/** bpf_object_close() - detach and free; NULL is fine. */
void bpf_object_close(struct live_object *o);

/* Bits of lazy_mmu events: queue, flush, flush_empty, emit, enable, disable, pause, resume. */
#define EVENTS_ALL		0xffu
#define EVENTS_COUNTED		0x0fu
#define EVENTS_QUEUE_AND_FLUSH	0x07u

/**
 * bpf_object_choose_events() - load the events' programs that fit the backend, and no others; add
 * their losses.
 * @events: EVENTS_ALL and the like; probes see queue, flush and direct events in any case
 * @split: load the programs that keep a task's slots apart, where the object has two kinds
 */
void bpf_object_choose_events(struct live_object *o, unsigned int events, bool split);

/**
 * bpf_object_choose_rename() - load one of two programs that follow renames; add its losses.
 *
 * The classic program is preferred: it runs with preemption off, and so misses no rename.
 */
void bpf_object_choose_rename(struct live_object *o);

/** bpf_object_choose_cgroups() - load the cgroup programs that fit this kernel, or none of them. */
void bpf_object_choose_cgroups(struct live_object *o, bool wanted);

/**
 * bpf_object_add_program() - add a cause of losses: events for which the kernel skips a program.
 * @prog: NULL: there is no such program, and no loss
 */
void bpf_object_add_program(struct live_object *o, enum bt_loss cause,
			    const struct bpf_program *prog);

/**
 * bpf_object_add_counter() - add a cause of losses that a counter keeps.
 * @count: must live as long as @o; libbpf loads .bss to where it was when the skeleton was opened
 */
void bpf_object_add_counter(struct live_object *o, enum bt_loss cause, const __u64 *count);

/** bpf_object_enable() - begin to count, at one instant for all programs. */
void bpf_object_enable(struct live_object *o);

/**
 * bpf_object_disable() - stop counting, and wait until no program is in the middle of an event.
 *
 * After this neither slots nor the losses of programs change any more.
 */
void bpf_object_disable(struct live_object *o);

/** bpf_object_losses() - read what was lost since bpf_object_enable(). */
void bpf_object_losses(const struct live_object *o, struct losses *l);

/**
 * bpf_object_read_text() - copy BT_TEXT_SIZE bytes of the kernel's memory to bt_text[].
 * @prog: read_text of bpf/parts/faults.bpf.h
 * @at: bt_text_address of the same object
 * @address: to copy from
 *
 * Return: 0 or a negative errno; -EFAULT when not all of the memory is mapped.
 */
int bpf_object_read_text(const struct bpf_program *prog, __u64 *at, uint64_t address);

#endif /* BT_BPF_OBJECT_H */
