/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mistakes, one or more for each invariant.  First come mistakes of code that uses the lazy MMU
 * mode.  Then come mistakes of the logic itself: these functions do the work of the inlines
 * wrongly, and report events as the inlines do.  Where possible the state is mended afterwards.
 */
#ifndef BARRIER_LOAD_MISTAKES_H
#define BARRIER_LOAD_MISTAKES_H

/* End a section that was never begun. */
static void run_underflow(void)
{
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable();
}

static void run_resume_only(void)
{
#ifdef CONFIG_ARCH_HAS_LAZY_MMU_MODE
	lazy_mmu_mode_resume();
	lazy_mmu_mode_pause();
#endif
}

/* Begin a section with BH on, and end it with BH off, where the end has no effect. */
static void run_straddle(void)
{
	lazy_mmu_mode_enable();
	local_bh_disable();
	lazy_mmu_mode_disable();
	local_bh_enable();
	lazy_mmu_mode_disable();
}

/* Begin a section with BH off, and end it with BH on: that ends the outer section. */
static void run_straddle_back(void)
{
	lazy_mmu_mode_enable();
	local_bh_disable();
	lazy_mmu_mode_enable();
	local_bh_enable();
	lazy_mmu_mode_disable();
}

static void run_sleep(void)
{
	lazy_mmu_mode_enable();
	schedule_timeout_uninterruptible(1);
	lazy_mmu_mode_disable();
}

/* End a section once too often: the count stays below zero. */
static void run_double_disable(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_disable();
	lazy_mmu_mode_disable();
}

static void run_pause_leak(void)
{
	lazy_mmu_mode_pause();
}

/* A callback pauses, fails, and does not resume: the end of its caller's section has no effect. */
static void run_pause_fails(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_pause();
	lazy_mmu_mode_disable();
}

/* Begin a section in a pause, where that has no effect, and end it after the pause. */
static void run_pause_across(void)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	lazy_mmu_mode_enable();
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
}

/* These two store in a section that they know nothing of. */
static noinline void store_deep(void)
{
	store_pte();
}

static noinline void innocent(void)
{
	store_deep();
	barrier();	/* no tail call */
}

static void run_innocent(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	innocent();
	lazy_mmu_mode_disable();
}

/* Leave a section open, and call somebody who stores before the system call returns. */
static void run_leak_calls(void)
{
	lazy_mmu_mode_enable();
	innocent();
}

static void run_pending_lost(void)
{
	lazy_mmu_mode_enable();
	store_pte();
#ifdef TIF_LAZY_MMU_PENDING
	clear_thread_flag(TIF_LAZY_MMU_PENDING);
#endif
	lazy_mmu_mode_disable();
}

static void run_pending_stray(void)
{
#ifdef TIF_LAZY_MMU_PENDING
	set_thread_flag(TIF_LAZY_MMU_PENDING);
#endif
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
}

static void enter_only(struct work_struct *work)
{
	lazy_mmu_mode_enable();
}

static void run_work_leak(void)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, enter_only);
	schedule_work(&work);
	flush_work(&work);
	destroy_work_on_stack(&work);
}

struct leak {
	struct completion started;
	pte_t *ptep, pte;	/* the entry to store, if ptep is not NULL */
};

static int enter_and_end(void *arg)
{
	struct leak *leak = arg;

	lazy_mmu_mode_enable();
	if (leak->ptep)
		__set_pte(leak->ptep, leak->pte);
	complete(&leak->started);
	return 0;
}

/* Let a thread leak a section, and return when its end has been reported. */
static int thread_leaks(struct leak *leak, int (*function)(void *arg))
{
	struct task_struct *task;

	init_completion(&leak->started);
	task = kthread_create(function, leak, "bl:leak");
	if (IS_ERR(task))
		return PTR_ERR(task);
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&leak->started);
	kthread_stop(task);
	/* The thread ends a little later: delayed_put_task_struct() reports that, and puts it. */
	while (refcount_read(&task->usage) > 1)
		schedule_timeout_uninterruptible(1);
	put_task_struct(task);
	return 0;
}

static int kthread_leaks(struct leak *leak)
{
	return thread_leaks(leak, enter_and_end);
}

static noinline void enter_and_return(void)
{
	lazy_mmu_mode_enable();
}

/* Leave a section open, and go on as a thread that never returns to user mode does. */
static int enter_and_sleep(void *arg)
{
	struct leak *leak = arg;
	int i;

	enter_and_return();
	for (i = 0; i < 20; i++)
		schedule_timeout_uninterruptible(1);
	complete(&leak->started);
	return 0;
}

static int run_kthread_leak(void)
{
	struct leak leak = { };

	return kthread_leaks(&leak);
}

static int run_kthread_sleeps(void)
{
	struct leak leak = { };

	return thread_leaks(&leak, enter_and_sleep);
}

#ifdef TIF_LAZY_MMU_PENDING
/* Change the task as the inlines of the mode do: a count since 7.0, before that a flag. */
static void count(int by)
{
#ifdef CONFIG_ARCH_HAS_LAZY_MMU_MODE
	current->lazy_mmu_state.enable_count += by;
#else
	if (by > 0)
		set_thread_flag(TIF_LAZY_MMU);
	else
		clear_thread_flag(TIF_LAZY_MMU);
#endif
}

static void report_queue(enum lazy_mmu_queue_action action)
{
	if (lazy_mmu_trace_enabled(queue))
		__lazy_mmu_trace_queue(action, PGTABLE_LEVEL_PTE);
}

static void report_disable(void)
{
	if (lazy_mmu_trace_enabled(disable))
		__lazy_mmu_trace_disable();
}

static void defer(void)
{
	set_thread_flag(TIF_LAZY_MMU_PENDING);
	report_queue(LAZY_MMU_QUEUE_FIRST);
}

/* Clear PENDING without an event. */
static void forgive(void)
{
	clear_thread_flag(TIF_LAZY_MMU_PENDING);
}

static void run_defer_idle(void)
{
	defer();
	forgive();
}

static void run_defer_in_irq(struct irq_work *work)
{
	struct irq_store *s = container_of(work, struct irq_store, work);

	defer();
	WRITE_ONCE(s->done, true);
}

static void run_no_irq_guard(void)
{
	lazy_mmu_mode_enable();
	interrupt_here(run_defer_in_irq, false);
	forgive();
	lazy_mmu_mode_disable();
}

/* Between the flush and the end of a section, an interrupt defers. */
static void run_flush_race(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	arch_flush_lazy_mmu_mode();
	interrupt_here(run_defer_in_irq, false);
	count(-1);
	report_disable();
	forgive();
}

static void run_emit_again(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	emit_pte_barriers();
	report_queue(LAZY_MMU_QUEUE_EMITTED);
	lazy_mmu_mode_disable();
}

static void run_no_pending(void)
{
	lazy_mmu_mode_enable();
	report_queue(LAZY_MMU_QUEUE_FIRST);
	lazy_mmu_mode_disable();
}

static void run_pending_stays(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	emit_pte_barriers();
	if (lazy_mmu_trace_enabled(flush))
		__lazy_mmu_trace_flush();
	lazy_mmu_mode_disable();
}

static void run_flush_twice(void)
{
	lazy_mmu_mode_enable();
	emit_pte_barriers();
	if (lazy_mmu_trace_enabled(flush))
		__lazy_mmu_trace_flush();
	lazy_mmu_mode_disable();
}

static void run_leave_no_flush(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	count(-1);
	report_disable();
	forgive();
}

static void run_nested_no_flush(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_enable();
	count(-1);
	report_disable();
	lazy_mmu_mode_disable();
}

static void run_pause_no_flush(void)
{
#ifdef CONFIG_ARCH_HAS_LAZY_MMU_MODE
	lazy_mmu_mode_enable();
	store_pte();
	current->lazy_mmu_state.pause_count++;
	if (lazy_mmu_trace_enabled(pause))
		__lazy_mmu_trace_pause();
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
#endif
}

static void run_count_twice(void)
{
	count(1);
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
	lazy_mmu_mode_disable();
}

/* Enter the mode as an entry does that the events do not know. */
static void run_silent_entry(void)
{
	count(1);
	store_pte();
	lazy_mmu_mode_disable();
}

/* End a section with its barriers, and without the event of the flush. */
static void run_silent_flush(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	count(-1);
	clear_thread_flag(TIF_LAZY_MMU_PENDING);
	emit_pte_barriers();
	report_disable();
}
#else
static void run_defer_idle(void) {}
static void run_no_irq_guard(void) {}
static void run_flush_race(void) {}
static void run_emit_again(void) {}
static void run_no_pending(void) {}
static void run_pending_stays(void) {}
static void run_flush_twice(void) {}
static void run_leave_no_flush(void) {}
static void run_nested_no_flush(void) {}
static void run_pause_no_flush(void) {}
static void run_count_twice(void) {}
static void run_silent_entry(void) {}
static void run_silent_flush(void) {}
#endif

/* Functions in the order of enum scenario, SC_UNDERFLOW to SC_LEAK_CALLS */
static void (*const mistakes[])(void) = {
	run_underflow, run_resume_only, run_straddle, run_straddle_back, run_pending_lost,
	run_pending_stray, run_work_leak, run_defer_idle, run_no_irq_guard, run_flush_race,
	run_emit_again, run_no_pending, run_pending_stays, run_flush_twice, run_leave_no_flush,
	run_nested_no_flush, run_pause_no_flush, run_count_twice,
	run_sleep, run_double_disable, run_pause_leak, run_pause_fails, run_pause_across,
	run_silent_entry, run_silent_flush, run_innocent, run_leak_calls,
};

#endif
