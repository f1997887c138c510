/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs for the reports of a strict kernel (kernel-patch/strict/).  Its entries are absent until
 * their barriers, and so it catches whoever uses an entry before.  User space loads these programs
 * only where the kernel has the events.
 */
#ifndef STRICT_BPF_H
#define STRICT_BPF_H

static __always_inline void put_stack(struct bt_store *store, const unsigned long *stack,
				      __u32 depth)
{
	store->depth = depth < BT_STORE_DEPTH ? depth : BT_STORE_DEPTH;
	bpf_probe_read_kernel(store->stack, sizeof(store->stack), stack);
}

/* The report has the history of the task whose barriers the access did not wait for. */
SEC("tp_btf/lazy_mmu_premature_access")
int BPF_PROG(btf_premature, const struct lazy_mmu_premature *p)
{
	struct found f = {
		.type = BT_REPORT_PREMATURE, .invariant = BT_I24_USED_BEFORE_BARRIERS,
		.level = p->level & 7, .kind = p->access, .ip = p->ip, .address = p->address,
	};
	struct bt_report *r;

	if (!bt.enabled)
		return 0;
	count_violation(BT_I24_USED_BEFORE_BARRIERS);
	f.index = slot_of_tid(p->owner_pid);
	f.before = checked_at(f.index)->shadow;
	if (f.index && p->deferred)
		checked_at(f.index)->premature = 1;
	r = new_report(ctx, bpf_get_current_task_btf(), &f);
	if (!r)
		return 0;
	put_stack(&r->store, p->stack, p->nr_frames);
	r->store.pending_ns = p->pending_ns;
	r->store.area = p->area;
	r->store.area_size = p->area_size;
	r->store.area_caller = p->area_caller;
	r->store.late_ns = 0;
	r->store.late_ip = 0;
	r->store.entries = p->batch;
	r->store.tid = p->owner_pid;
	r->store.cpu = p->owner_cpu;
	bpf_probe_read_kernel(r->store.comm, sizeof(r->store.comm), p->owner_comm);
	r->store.deferred = p->deferred;
	r->store.fixup = p->fixup;
	r->store.in_interrupt = p->in_interrupt;
	r->store.user = p->pid;
	bpf_ringbuf_submit(r, 0);
	return 0;
}

/* The task that stored reports this, where the barriers should have been. */
SEC("tp_btf/lazy_mmu_unasked_store")
int BPF_PROG(btf_unasked, const struct lazy_mmu_unasked *u)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct found f = {
		.type = BT_REPORT_UNASKED, .invariant = BT_I25_STORE_UNASKED,
		.level = u->level & 7, .address = u->entry,
	};
	struct bt_report *r;

	if (!bt.enabled)
		return 0;
	count_violation(BT_I25_STORE_UNASKED);
	f.index = slot_find(task);
	f.before = checked_at(f.index)->shadow;
	r = new_report(ctx, task, &f);
	if (!r)
		return 0;
	put_stack(&r->store, u->stack, u->nr_frames);
	r->store.pending_ns = u->pending_ns;
	r->store.area = 0;
	r->store.late_ns = 0;
	r->store.late_ip = 0;
	r->store.entries = u->nr;
	r->store.tid = task->pid;
	r->store.cpu = -1;
	__builtin_memcpy(r->store.comm, r->comm, sizeof(r->store.comm));
	r->store.deferred = u->deferred;
	r->store.fixup = 0;
	r->store.in_interrupt = 0;
	r->store.user = task->pid;
	bpf_ringbuf_submit(r, 0);
	return 0;
}

#endif /* STRICT_BPF_H */
