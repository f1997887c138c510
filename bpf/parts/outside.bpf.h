/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Judge a task where it has to be outside of any section: on its return to user mode, at its end,
 * when it forks, and when it sleeps.  For check.bpf.c, behind its judgement of events.
 */
#ifndef BT_OUTSIDE_BPF_H
#define BT_OUTSIDE_BPF_H

/* Take the shadow from the task's own state, where probes show no sections to follow. */
static __always_inline void seed_from_task(struct task_struct *task, struct bt_shadow *shadow)
{
	const struct bt_probing *g = probing();
	struct probed_state state;

	if (!g)
		return;
	look_at(task, g, &state);
	struct bt_snapshot s = SNAPSHOT_OF(&state);

	if (shadow->flags & BT_SHADOW_BORN && (s.enable_count || s.pause_count)) {
		shadow->flags |= BT_SHADOW_HEIR;
		bt_shadow_told(shadow, s.enable_count, s.pause_count);
	}
	shadow->flags = BT_SHADOW_KNOWN | (shadow->flags & (BT_SHADOW_TOLD | BT_SHADOW_HEIR));
	shadow->state = bt_state_of(&s);
	shadow->enable_count = s.enable_count;
	shadow->pause_count = s.pause_count;
	if (shadow->state == BT_STATE_IDLE)
		shadow->marks = 0;
}

static __always_inline void count_look(__u32 what)
{
	__sync_fetch_and_add(&bt_looks[bpf_get_smp_processor_id() & (BT_NR_IDLE - 1)].n[what], 1);
}

/* The verifier checks this function once, for all places that look. */
__noinline int validate_end(__u32 index, __u32 input)
{
	return bt_validate_end(&checked_at(index)->shadow, bt_protocol, input);
}

/* Judge a task where it has to be outside of any section.  Return its index, or 0. */
static __always_inline __u32 look(void *ctx, struct task_struct *task, __u32 what, __u32 input)
{
	__u32 index, broken;
	struct bt_shadow before;
	bool born;

	if (!bt.enabled)
		return 0;
	count_look(what);
	index = slot_find(task);
	if (!index)
		return 0;
	born = checked_at(index)->shadow.flags & BT_SHADOW_BORN;
	if (bt_probed)
		seed_from_task(task, &checked_at(index)->shadow);
	before = checked_at(index)->shadow;
	born = bt_probed && born && before.flags & BT_SHADOW_HEIR;
	broken = validate_end(index, input);
	if (broken || born) {
		struct found f = {
			.type = BT_REPORT_STATE, .invariant = broken, .index = index,
			.kind = input, .level = BT_LEVEL_NONE, .before = before,
		};

		if (born)
			inherits(task, &f);
		report(ctx, task, &f);
	}
	return index;
}

/* A child inherits its parent's state.  An unknown mistake of the parent is reported once, here. */
static __always_inline void forks(void *ctx, struct task_struct *parent, __u32 inside)
{
	__u32 index = look(ctx, parent, BT_LOOK_FORK, BT_INPUT_FORK);
	struct bt_checked *checked = checked_at(index);

	if (!bt.enabled)
		return;
	if (inside || checked->shadow.flags & BT_SHADOW_TOLD || slot_at(index)->pending)
		bt_forked_inside = 1;
	if (inside && !(checked->shadow.flags & BT_SHADOW_TOLD)) {
		struct found f = {
			.type = BT_REPORT_STATE, .invariant = BT_I14_FORKED_INSIDE,
			.index = index, .kind = BT_INPUT_FORK, .level = BT_LEVEL_NONE,
		};

		if (index)
			bt_shadow_told(&checked->shadow, inside, inside >> 8);
		report(ctx, parent, &f);
	}
}

/*
 * Judge a task that leaves its CPU: it must not sleep inside a section.  A section whose leak was
 * reported is not reported again, nor is a second sleep in a section.  A preemption is noted for
 * bt_shadow_resumed().
 */
static __always_inline void leaves_cpu(void *ctx, struct task_struct *prev, bool preempt,
				       bool sleeps)
{
	struct bt_shadow *shadow;
	__u32 index;

	if (!bt.enabled || (!preempt && !sleeps))
		return;
	if (!preempt)
		count_look(BT_LOOK_SLEEP);
	index = slot_find(prev);
	if (!index)
		return;
	shadow = &checked_at(index)->shadow;
	if (preempt) {
		shadow->preempted = 1;
		return;
	}
	if (bt_probed)
		seed_from_task(prev, shadow);
	bt_shadow_outside(shadow);
	if ((shadow->flags & (BT_SHADOW_KNOWN | BT_SHADOW_TOLD)) == BT_SHADOW_KNOWN &&
	    !(shadow->marks & BT_MARK_SLEPT) &&
	    (shadow->state == BT_STATE_LAZY || shadow->state == BT_STATE_PENDING)) {
		struct found f = {
			.type = BT_REPORT_STATE, .invariant = BT_I17_SLEPT_INSIDE,
			.index = index, .kind = BT_INPUT_SLEEP, .level = BT_LEVEL_NONE,
			.before = *shadow,
		};

		shadow->marks |= BT_MARK_SLEPT;
		report(ctx, prev, &f);
	}
}

#endif /* BT_OUTSIDE_BPF_H */
