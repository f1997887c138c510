/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mistakes that code outside of the inlines can make: one for each invariant that it can
 * break.  What can be put right again afterwards is.
 */
#ifndef BARRIER_LOAD_MISTAKES_H
#define BARRIER_LOAD_MISTAKES_H

/* A section that is ended but was never begun. */
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

/* Begun with BH on and ended with BH off, where the end has no effect. */
static void run_straddle(void)
{
	lazy_mmu_mode_enable();
	local_bh_disable();
	lazy_mmu_mode_disable();
	local_bh_enable();
	lazy_mmu_mode_disable();
}

/* The other way round: it is somebody else's section that ends. */
static void run_straddle_back(void)
{
	lazy_mmu_mode_enable();
	local_bh_disable();
	lazy_mmu_mode_enable();
	local_bh_enable();
	lazy_mmu_mode_disable();
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

static int enter_and_end(void *started)
{
	lazy_mmu_mode_enable();
	complete(started);
	return 0;
}

/* Returns when the thread is gone, and all have been told of it. */
static int run_kthread_leak(void)
{
	DECLARE_COMPLETION_ONSTACK(started);
	struct task_struct *task = kthread_create(enter_and_end, &started, "bl:leak");

	if (IS_ERR(task))
		return PTR_ERR(task);
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&started);
	kthread_stop_put(task);
	rcu_barrier();
	return 0;
}

#endif
