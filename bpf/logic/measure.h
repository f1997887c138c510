/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sizes and times of a task's spans.  The code is compiled twice: into the BPF programs of `hist`,
 * and into user space for recordings and tests.  The caller gives the events of a task in their
 * order.  Each event may end spans, which become samples:
 *
 * batch	from a first deferral to its flush: the number of deferrals, first and again.
 * window	the time of a batch.
 * section	the time from the outermost enable to its end.  On G3 the disable that takes the
 *		count to zero is the end.  Pause, resume and nested sections are inside; an enable
 *		or disable during a pause does nothing.  Before G3 the mode does not count: it
 *		begins with the first enter and ends with the first leave, and a leave after that
 *		ends nothing.
 * run		consecutive `emitted` events of a task at one site: their number.  Any other queue
 *		or flush event of the task ends the run, and so does another site.  An empty flush
 *		does, too, because a section around the run would have been flushed there.  Other
 *		events (direct, enable, disable, pause, resume) do not.  The end of the task ends
 *		the run, and so does the end of measuring: the runs add up to the number of
 *		emitted events.
 *
 * In interrupt, which is the kernel's in_interrupt() and so also with BH disabled:
 *
 * - `emitted` neither extends nor ends the task's own run.  It belongs to a run of interrupts,
 *   which ends with another site, with any other queue or flush event in interrupt, and with the
 *   task's next queue or flush event outside.  Where one interrupt ends and another begins without
 *   such an event in between, the two cannot be told apart.
 * - enable, disable, pause and resume do nothing from G2 on, and nothing here.  On G1 they change
 *   the interrupted task's mode, and so its section.
 * - A deferral or a flush (on G1, or by mistake) belongs to the task's batch: PENDING is the
 *   task's, and the task's flush covers both.
 *
 * A span without its beginning or its end is `partial` and no sample.  This is so for a span that
 * was open when measuring began, or is open when measuring or the task ends.  It is also so for a
 * span that a later event shows to have ended unseen.  Before G3 an enable that is the first event
 * of its task may have been a nested one; it is taken for the outermost.
 *
 * By kprobes some events are derived and not observed (shared/probe_points.h).  A batch and its
 * window are derived if one of the deferrals or the flush is, a run if one of its events is.
 *
 * A sample belongs to its first event: to the name, the cgroup and the CPU that the task had at
 * that time, and to the event's level and site.  A partial span whose first event was not seen
 * belongs to the event that ended the span.
 */
#ifndef BT_MEASURE_H
#define BT_MEASURE_H

#include "shared/event.h"
#include "shared/hist.h"

enum bt_span {
	BT_SPAN_BATCH,
	BT_SPAN_SECTION,
	BT_SPAN_RUN,
	BT_SPAN_RUN_IRQ,	/* a run in interrupt */
	BT_NR_SPANS,
};

enum bt_measure_flag {
	BT_MEASURE_KNOWN	= 1,	/* BT_MEASURE_SECTION is what the task's events show */
	BT_MEASURE_SECTION	= 2,	/* a section is open */
	BT_MEASURE_SECTION_SEEN	= 4,	/* the beginning of the open section was seen */
	BT_MEASURE_BATCH	= 8,	/* a batch is open */
	BT_MEASURE_BATCH_SEEN	= 16,	/* the beginning of the open batch was seen */
	BT_MEASURE_BATCH_DERIVED = 32,	/* an event of the open batch was derived */
};

/* Open spans of a task.  All zero: nothing is known. */
struct bt_measure {
	__u64	first_ns;	/* time of the batch's first deferral, on the caller's clock */
	__u64	section_ns;	/* time of the section's beginning, on the caller's clock */
	__u64	batch;		/* deferrals of the open batch */
	/*
	 * Runs of the task and of interrupts: length, BT_RUN_DERIVED, and the key in the upper 16
	 * bits.  One word, because an interrupt may add to run[1] while the task's own event takes
	 * it.
	 */
	__u64	run[2];
	__u64	run_ip[2];
	__u16	batch_key, section_key;
	__u8	flags;
	__u8	unused[3];
};

/* Result of one event.  In the arrays only elements are set that the bits name. */
struct bt_step {
	__u8	ended;		/* bits: spans that became samples */
	__u8	partial;	/* bits: spans that ended, or were given up, and are no samples */
	__u8	begun;		/* bits: spans that wait for bt_measure_book() */
	__u8	derived;	/* bits: ended spans with a derived event */
	__u64	value[BT_NR_SPANS];
	__u64	window;		/* ns, at the end of a batch */
	__u32	key[BT_NR_SPANS];	/* keys of ended and of partial spans */
};

#define BT_RUN_MASK	((1ull << 47) - 1)
#define BT_RUN_DERIVED	(1ull << 47)

/**
 * bt_measure_book() - book a span that has begun.
 * @span: enum bt_span
 * @key: number of 16 bits that bt_step::key gives back when the span ends; see BT_KEY_NONE
 */
static inline __attribute__((always_inline))
void bt_measure_book(struct bt_measure *m, __u32 span, __u32 key)
{
	switch (span) {
	case BT_SPAN_BATCH:
		m->batch_key = key;
		break;
	case BT_SPAN_SECTION:
		m->section_key = key;
		break;
	case BT_SPAN_RUN:
		m->run[0] |= (__u64)key << 48;
		break;
	case BT_SPAN_RUN_IRQ:
		m->run[1] |= (__u64)key << 48;
		break;
	}
}

static inline __attribute__((always_inline))
void bt_step_partial(struct bt_step *step, __u32 span, __u32 key)
{
	step->partial |= 1 << span;
	step->key[span] = key;
}

/* End a run.  @irq: a constant, 0 for the task's own run, 1 for the interrupts' run */
static inline __attribute__((always_inline))
void bt_measure_end_run(struct bt_measure *m, __u32 irq, struct bt_step *step)
{
	__u64 run;

	if (!m->run[irq])
		return;
	run = __sync_lock_test_and_set(&m->run[irq], 0);
	step->ended |= 1 << (BT_SPAN_RUN + irq);
	step->derived |= !!(run & BT_RUN_DERIVED) << (BT_SPAN_RUN + irq);
	step->value[BT_SPAN_RUN + irq] = run & BT_RUN_MASK;
	step->key[BT_SPAN_RUN + irq] = run >> 48;
}

static inline __attribute__((always_inline))
void bt_measure_emitted(struct bt_measure *m, __u32 irq, __u64 ip, struct bt_step *step)
{
	if (m->run[irq] && m->run_ip[irq] == ip) {
		m->run[irq]++;
		return;
	}
	bt_measure_end_run(m, irq, step);
	m->run_ip[irq] = ip;
	m->run[irq] = 1;
	step->begun |= 1 << (BT_SPAN_RUN + irq);
}

static inline __attribute__((always_inline))
void bt_measure_runs(struct bt_measure *m, __u32 kind, bool irq, __u64 ip, struct bt_step *step)
{
	if (kind > BT_KIND_FLUSH_EMPTY)
		return;
	if (kind == BT_KIND_EMITTED && irq) {
		bt_measure_emitted(m, 1, ip, step);
		return;
	}
	bt_measure_end_run(m, 1, step);
	if (irq)
		return;
	if (kind == BT_KIND_EMITTED)
		bt_measure_emitted(m, 0, ip, step);
	else
		bt_measure_end_run(m, 0, step);
}

static inline __attribute__((always_inline))
void bt_measure_batch(struct bt_measure *m, __u32 kind, __u64 time_ns, struct bt_step *step)
{
	bool open = m->flags & BT_MEASURE_BATCH;

	switch (kind) {
	case BT_KIND_FIRST:
		if (open)
			bt_step_partial(step, BT_SPAN_BATCH, m->batch_key);
		m->flags |= BT_MEASURE_BATCH | BT_MEASURE_BATCH_SEEN;
		m->flags &= ~BT_MEASURE_BATCH_DERIVED;
		m->first_ns = time_ns;
		m->batch = 1;
		step->begun |= 1 << BT_SPAN_BATCH;
		break;
	case BT_KIND_AGAIN:
		m->batch++;
		if (open)
			break;
		m->flags |= BT_MEASURE_BATCH;
		step->begun |= 1 << BT_SPAN_BATCH;
		break;
	case BT_KIND_FLUSH:
		if (m->flags & BT_MEASURE_BATCH_SEEN) {
			step->ended |= 1 << BT_SPAN_BATCH;
			step->derived |= !!(m->flags & BT_MEASURE_BATCH_DERIVED) << BT_SPAN_BATCH;
			step->value[BT_SPAN_BATCH] = m->batch;
			step->window = time_ns - m->first_ns;
			step->key[BT_SPAN_BATCH] = m->batch_key;
		} else {
			bt_step_partial(step, BT_SPAN_BATCH, open ? m->batch_key : BT_KEY_HERE);
		}
		m->flags &= ~(BT_MEASURE_BATCH | BT_MEASURE_BATCH_SEEN | BT_MEASURE_BATCH_DERIVED);
		break;
	}
}

static inline __attribute__((always_inline))
void bt_measure_section(struct bt_measure *m, __u32 generation, __u32 kind,
			const struct bt_snapshot *s, __u64 time_ns, struct bt_step *step)
{
	bool open = m->flags & BT_MEASURE_SECTION;

	/* A flush comes between a change of the counts and the event that reports it. */
	if (kind == BT_KIND_FLUSH || kind == BT_KIND_FLUSH_EMPTY)
		return;
	if (kind == BT_KIND_ENABLE && s->enable_count == 1 && !s->pause_count &&
	    (generation >= 3 || !open)) {
		if (open)
			bt_step_partial(step, BT_SPAN_SECTION, m->section_key);
		m->flags |= BT_MEASURE_KNOWN | BT_MEASURE_SECTION | BT_MEASURE_SECTION_SEEN;
		m->section_ns = time_ns;
		step->begun |= 1 << BT_SPAN_SECTION;
		return;
	}
	if (s->enable_count) {
		m->flags |= BT_MEASURE_KNOWN | BT_MEASURE_SECTION;
		if (!open)
			step->begun |= 1 << BT_SPAN_SECTION;
		return;
	}
	if (kind == BT_KIND_DISABLE && m->flags & BT_MEASURE_SECTION_SEEN) {
		step->ended |= 1 << BT_SPAN_SECTION;
		step->value[BT_SPAN_SECTION] = time_ns - m->section_ns;
		step->key[BT_SPAN_SECTION] = m->section_key;
	} else if (open) {
		bt_step_partial(step, BT_SPAN_SECTION, m->section_key);
	} else if (kind == BT_KIND_DISABLE && !s->pause_count && !(m->flags & BT_MEASURE_KNOWN)) {
		bt_step_partial(step, BT_SPAN_SECTION, BT_KEY_HERE);
	}
	m->flags |= BT_MEASURE_KNOWN;
	m->flags &= ~(BT_MEASURE_SECTION | BT_MEASURE_SECTION_SEEN);
}

/**
 * bt_measure_timed() - tell whether bt_measure_event() reads @time_ns for events of this @kind.
 *
 * To get the time costs more than the rest of most events.
 */
static inline __attribute__((always_inline))
bool bt_measure_timed(__u32 kind)
{
	return kind == BT_KIND_FIRST || kind == BT_KIND_FLUSH || kind == BT_KIND_ENABLE ||
	       kind == BT_KIND_DISABLE;
}

/**
 * bt_measure_event() - take an event of a task.
 * @m: spans of the task that the event belongs to: in interrupt, the interrupted task
 * @generation: of the logic, 0 to 3
 * @kind: enum bt_kind
 * @ip: site of the event
 * @s: the state after the event
 * @time_ns: on a clock that does not go back
 * @step: result; for each bit of bt_step::begun the caller calls bt_measure_book()
 */
static inline __attribute__((always_inline))
void bt_measure_event(struct bt_measure *m, __u32 generation, __u32 kind, __u64 ip,
		      const struct bt_snapshot *s, __u64 time_ns, struct bt_step *step)
{
	step->ended = 0;
	step->partial = 0;
	step->begun = 0;
	step->derived = 0;
	bt_measure_runs(m, kind, s->in_interrupt, ip, step);
	bt_measure_batch(m, kind, time_ns, step);
	if (!s->in_interrupt || generation == 1)
		bt_measure_section(m, generation, kind, s, time_ns, step);
}

/**
 * bt_measure_derived() - mark the spans of a derived event as derived.
 * @kind: enum bt_kind
 * @irq: the event was in interrupt
 * @step: what bt_measure_event() has just returned for the event
 */
static inline __attribute__((always_inline))
void bt_measure_derived(struct bt_measure *m, __u32 kind, bool irq, struct bt_step *step)
{
	switch (kind) {
	case BT_KIND_EMITTED:
		if (irq)
			m->run[1] |= BT_RUN_DERIVED;
		else
			m->run[0] |= BT_RUN_DERIVED;
		break;
	case BT_KIND_FIRST:
	case BT_KIND_AGAIN:
		m->flags |= BT_MEASURE_BATCH_DERIVED;
		break;
	case BT_KIND_FLUSH:
		step->derived |= step->ended & 1 << BT_SPAN_BATCH;
		break;
	}
}

/**
 * bt_measure_end() - end the spans that are open when a task or measuring ends.
 * @m: all zero afterwards
 * @step: result
 */
static inline __attribute__((always_inline))
void bt_measure_end(struct bt_measure *m, struct bt_step *step)
{
	step->ended = 0;
	step->partial = 0;
	step->begun = 0;
	step->derived = 0;
	bt_measure_end_run(m, 0, step);
	bt_measure_end_run(m, 1, step);
	if (m->flags & BT_MEASURE_BATCH)
		bt_step_partial(step, BT_SPAN_BATCH, m->batch_key);
	if (m->flags & BT_MEASURE_SECTION)
		bt_step_partial(step, BT_SPAN_SECTION, m->section_key);
	*m = (struct bt_measure){ 0 };
}

#endif /* BT_MEASURE_H */
