/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Leave states behind that cannot be, in tasks that stay.  No event shows them: a look at all tasks
 * does.  The threads end, and mend their state, when the module is unloaded, or at SC_STAYS_END.
 */
#ifndef BARRIER_LOAD_STAYS_H
#define BARRIER_LOAD_STAYS_H

#include <linux/smp.h>

#define MAX_STAYS 16

struct stay {
	struct task_struct *task;
	struct completion done;	/* the mistake is made */
	void (*make)(void);
	bool spins;		/* the thread runs until it is stopped; else it sleeps */
};

static struct stay stays[MAX_STAYS];
static int nr_stays;
static struct task_struct *idle_left;	/* idle task that was left in a section, or NULL */

static void stay_inside(void)
{
	lazy_mmu_mode_enable();
}

static void stay_paused(void)
{
#ifdef CONFIG_ARCH_HAS_LAZY_MMU_MODE
	lazy_mmu_mode_pause();
#endif
}

static void stay_owing(void)
{
#ifdef TIF_LAZY_MMU_PENDING
	set_thread_flag(TIF_LAZY_MMU_PENDING);
#endif
}

/* A pause may be there for a function that sleeps. */
static void stay_paused_inside(void)
{
	stay_inside();
	stay_paused();
}

static void stay_owing_paused(void)
{
	stay_owing();
	stay_paused();
}

/* Make the state of a task plain again, without an event. */
static void mend(struct task_struct *task)
{
#ifdef CONFIG_ARCH_HAS_LAZY_MMU_MODE
	task->lazy_mmu_state.enable_count = 0;
	task->lazy_mmu_state.pause_count = 0;
#elif defined(TIF_LAZY_MMU)
	clear_tsk_thread_flag(task, TIF_LAZY_MMU);
#endif
#ifdef TIF_LAZY_MMU_PENDING
	clear_tsk_thread_flag(task, TIF_LAZY_MMU_PENDING);
#endif
}

static int stay(void *arg)
{
	struct stay *s = arg;

	s->make();
	complete(&s->done);
	while (!kthread_should_stop()) {
		if (s->spins)
			cond_resched();
		else
			schedule_timeout_idle(HZ);
	}
	mend(current);
	return 0;
}

/* Start a thread that makes a mistake, and return when the thread sleeps, or spins. */
static int stays_start(const char *name, void (*make)(void), bool spins)
{
	struct stay *s = &stays[nr_stays];

	if (nr_stays == MAX_STAYS)
		return -ENOSPC;
	s->make = make;
	s->spins = spins;
	init_completion(&s->done);
	s->task = kthread_create(stay, s, "bl:%s", name);
	if (IS_ERR(s->task))
		return PTR_ERR(s->task);
	nr_stays++;
	wake_up_process(s->task);
	wait_for_completion(&s->done);
	while (!spins && (READ_ONCE(s->task->on_rq) || READ_ONCE(s->task->on_cpu)))
		schedule_timeout_uninterruptible(1);
	return 0;
}

static void enter_in_idle(void *unused)
{
	if (!is_idle_task(current) || idle_left)
		return;
#ifdef CONFIG_ARCH_HAS_LAZY_MMU_MODE
	current->lazy_mmu_state.enable_count++;
#elif defined(TIF_LAZY_MMU)
	set_thread_flag(TIF_LAZY_MMU);
#endif
	idle_left = current;
}

/* Leave an idle task in a section: of any CPU that is idle. */
static int run_idle_stays(void)
{
	int cpu, tries;

	for (tries = 0; tries < 1000 && !idle_left; tries++) {
		for_each_online_cpu(cpu)
			smp_call_function_single(cpu, enter_in_idle, NULL, 1);
		schedule_timeout_uninterruptible(1);
	}
	return idle_left ? 0 : -EBUSY;
}

static void stays_end(void)
{
	while (nr_stays)
		kthread_stop(stays[--nr_stays].task);
	if (idle_left)
		mend(idle_left);
	idle_left = NULL;
}

static int run_stays(enum scenario what)
{
	switch (what) {
	case SC_SECTION_STAYS:
		return stays_start("section", stay_inside, false);
	case SC_PAUSE_STAYS:
		return stays_start("pause", stay_paused, false);
	case SC_OWING_STAYS:
		return stays_start("owing", stay_owing, false);
	case SC_OWING_PAUSED_STAYS:
		return stays_start("owing-paused", stay_owing_paused, false);
	case SC_PAUSED_SECTION_STAYS:
		return stays_start("may-be", stay_paused_inside, false);
	case SC_SPIN_STAYS:
		return stays_start("spin", stay_inside, true);
	case SC_IDLE_STAYS:
		return run_idle_stays();
	default:
		stays_end();
		return 0;
	}
}

#endif
