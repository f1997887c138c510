// SPDX-License-Identifier: GPL-2.0
/*
 * Cause known numbers of lazy_mmu events, through the kernel's own inlines, in the context of the
 * thread that writes "SCENARIO ITERATIONS" to /sys/kernel/debug/barrier_load/run.  The expected
 * numbers are in ../barrier-load.c.
 *
 * The entries are variables on the stack, so that no live table is touched, but set_pte() and the
 * like run as for a live table.
 */
#include <linux/debugfs.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include <trace/events/lazy_mmu.h>

#include "scenarios.h"

/*
 * Before 7.0 the architecture implements the mode, without a pause: code leaves and enters again
 * instead, as KASAN does in 6.17.
 */
#ifndef CONFIG_ARCH_HAS_LAZY_MMU_MODE
#define lazy_mmu_mode_enable	arch_enter_lazy_mmu_mode
#define lazy_mmu_mode_disable	arch_leave_lazy_mmu_mode
#define lazy_mmu_mode_pause	arch_leave_lazy_mmu_mode
#define lazy_mmu_mode_resume	arch_enter_lazy_mmu_mode
#endif

static int generation = LOGIC_GENERATION;
module_param(generation, int, 0444);
MODULE_PARM_DESC(generation, "generation of the kernel's logic, 0 to 3 (read only)");

/*
 * set_p4d() tests whether it writes to the kernel's own root table, by symbols that vmlinux does
 * not export.  Any page serves as that table: the entries below are in none.
 */
pgd_t swapper_pg_dir[PTRS_PER_PGD] __aligned(PAGE_SIZE);

void set_swapper_pgd(pgd_t *pgdp, pgd_t pgd)
{
	WARN_ONCE(1, "barrier_load: an entry on the stack taken for a root table");
}

static unsigned long hotplug_start;
module_param(hotplug_start, ulong, 0444);
MODULE_PARM_DESC(hotplug_start, "physical address of memory that the kernel does not use");

static unsigned long hotplug_size;
module_param(hotplug_size, ulong, 0444);
MODULE_PARM_DESC(hotplug_size, "size of that memory, in bytes");

static unsigned long init_mm_at;
module_param(init_mm_at, ulong, 0444);
MODULE_PARM_DESC(init_mm_at, "address of init_mm, which is not exported: for premature.h");

static unsigned long ioremap_start;
module_param(ioremap_start, ulong, 0444);
MODULE_PARM_DESC(ioremap_start, "physical address of a device of 2 MiB that may be read");

static struct dentry *dir;

static __always_inline void store_pte(void)
{
	pte_t entry;

	__set_pte(&entry, pfn_pte(0, PAGE_KERNEL));
}

static __always_inline void store_pmd(void)
{
	pmd_t entry;

	set_pmd(&entry, __pmd(PMD_TYPE_TABLE));
}

static __always_inline void store_pud(void)
{
	pud_t entry;

	set_pud(&entry, __pud(PUD_TYPE_TABLE));
}

static __always_inline void store_p4d(void)
{
#if CONFIG_PGTABLE_LEVELS > 3
	p4d_t entry;

	set_p4d(&entry, __p4d(P4D_TYPE_TABLE));
#else
	queue_pte_barriers(PGTABLE_LEVEL_P4D);
#endif
}

static __always_inline void store_pgd(void)
{
#if CONFIG_PGTABLE_LEVELS > 4
	pgd_t entry;

	set_pgd(&entry, __pgd(PGD_TYPE_TABLE));
#else
	/* This configuration has no such table, so only the queue is called. */
	queue_pte_barriers(PGTABLE_LEVEL_PGD);
#endif
}

struct irq_store {
	struct irq_work work;
	bool section;
	bool done;
};

static void store_in_irq(struct irq_work *work)
{
	struct irq_store *s = container_of(work, struct irq_store, work);

	if (s->section)
		lazy_mmu_mode_enable();
	store_pte();
	if (s->section)
		lazy_mmu_mode_disable();
	WRITE_ONCE(s->done, true);
}

/*
 * Take an interrupt on this CPU, while this task is the current one.
 * @handler: sets irq_store::done at its end
 * @section: store_in_irq() makes its store in a section of its own
 */
static void interrupt_here(void (*handler)(struct irq_work *work), bool section)
{
	struct irq_store s = {
		.work = IRQ_WORK_INIT_HARD(handler),
		.section = section,
	};

	preempt_disable();
	irq_work_queue(&s.work);
	/* irq_work_sync() may sleep, and a probe calls this function, too. */
	while (!READ_ONCE(s.done) || irq_work_is_busy(&s.work))
		cpu_relax();
	preempt_enable();
}

/*
 * The event of a flush is the only place between the flush and the end of a section where a module
 * can run code.
 */
static void interrupt_after_flush(void *data, const struct lazy_mmu_snapshot *snap,
				  unsigned long ip)
{
	if (within_module(ip, THIS_MODULE) && !snap->in_interrupt)
		interrupt_here(store_in_irq, false);
}

static void run_irq_in_leave(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_disable();
	/*
	 * If that left PENDING set, flush. With BH off this has no effect on other kernels,
	 * and causes no second interrupt.
	 */
	local_bh_disable();
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
	local_bh_enable();
}

static void run_nested(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_disable();
	store_pte();
	lazy_mmu_mode_disable();
}

static void run_paused(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_pause();
	store_pte();
	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_disable();
	lazy_mmu_mode_resume();
	store_pte();
	lazy_mmu_mode_disable();
}

static void run_paused_twice(void)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	lazy_mmu_mode_pause();
	store_pte();
	lazy_mmu_mode_resume();
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
}

static void run_bh(void)
{
	lazy_mmu_mode_enable();
	store_pte();
	local_bh_disable();
	store_pte();
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
	local_bh_enable();
	lazy_mmu_mode_disable();
}

/* Two call sites and two levels in turn, without a section */
static void run_alternate(void)
{
	int i;

	for (i = 0; i < SC_MANY / 2; i++) {
		store_pte();
		barrier();
		store_pmd();
	}
}

static void run_paused_many(void)
{
	int i;

	lazy_mmu_mode_enable();
	store_pte();
	lazy_mmu_mode_pause();
	for (i = 0; i < SC_MANY; i++)
		store_pte();
	lazy_mmu_mode_resume();
	store_pte();
	lazy_mmu_mode_disable();
}

static void run_bh_many(void)
{
	int i;

	local_bh_disable();
	for (i = 0; i < SC_MANY; i++)
		store_pte();
	local_bh_enable();
}

static void run_invalid(void)
{
	pte_t entry;

	lazy_mmu_mode_enable();
	__set_pte(&entry, __pte(0));
	__set_pte(&entry, pfn_pte(0, PAGE_READONLY));	/* a user entry needs no barrier */
	lazy_mmu_mode_disable();
}

static void run_direct(void)
{
#ifdef ptep_try_set
	pte_t entry = __pte(0);

	ptep_try_set(&entry, pfn_pte(0, PAGE_KERNEL));
#endif
}

/*
 * Not inlined: in a case of a switch, the compiler may pass the scenario's number on as the event's
 * action where both are equal.  `check` cannot decide such a site.
 */
static noinline void run_emit_pmd(void)
{
	store_pmd();
}

static noinline void run_emit_pud(void)
{
	store_pud();
}

/* Execute barriers that an observer of the CPU has to tell apart, without store or event. */
static void run_barriers(void)
{
	int i;

	for (i = 0; i < SC_PAIRS; i++)
		asm volatile("dsb ishst\n\tisb" ::: "memory");
	/* The nop keeps the last of these from making a pair with the isb behind it. */
	for (i = 0; i < SC_LONE_DSB; i++)
		asm volatile("dsb ishst\n\tnop" ::: "memory");
	for (i = 0; i < SC_LONE_ISB; i++)
		asm volatile("isb" ::: "memory");
	for (i = 0; i < SC_APART; i++)
		asm volatile("dsb ishst\n\tnop\n\tisb" ::: "memory");
	for (i = 0; i < SC_OTHER; i++)
		asm volatile("dsb ish\n\tisb" ::: "memory");
}

/* Unregister only a registered probe: kernel/tracepoint.c warns otherwise. */
static int arm(bool wanted)
{
	static bool armed;
	int ret = 0;

	if (wanted != armed)
		ret = wanted ? register_trace_lazy_mmu_flush(interrupt_after_flush, NULL) :
			       unregister_trace_lazy_mmu_flush(interrupt_after_flush, NULL);
	if (!ret)
		armed = wanted;
	return ret;
}

static int run_hotplug(void)
{
	int ret;

	if (!hotplug_size)
		return -ENXIO;
	ret = add_memory_driver_managed(0, hotplug_start, hotplug_size,
					"System RAM (barrier_load)", MHP_NONE);
	return ret ?: offline_and_remove_memory(hotplug_start, hotplug_size);
}

#include "mistakes.h"
#include "premature.h"
#include "stays.h"

/* This is inlined, because tests look for run_write() by name. */
static __always_inline int run_once(enum scenario what)
{
	int i;

	switch (what) {
	case SC_EMIT_PTE:
		store_pte();
		break;
	case SC_EMIT_PMD:
		run_emit_pmd();
		break;
	case SC_EMIT_PUD:
		run_emit_pud();
		break;
	case SC_EMIT_P4D:
		store_p4d();
		break;
	case SC_EMIT_PGD:
		store_pgd();
		break;
	case SC_ARM_IRQ:
		return arm(true);
	case SC_DISARM_IRQ:
		return arm(false);
	case SC_IRQ_IN_LEAVE:
		run_irq_in_leave();
		break;
	case SC_FIRST:
		lazy_mmu_mode_enable();
		store_pte();
		lazy_mmu_mode_disable();
		break;
	case SC_BATCH:
		lazy_mmu_mode_enable();
		for (i = 0; i < SC_BATCH_SIZE; i++)
			store_pte();
		lazy_mmu_mode_disable();
		break;
	case SC_LEVELS:
		lazy_mmu_mode_enable();
		store_pte();
		store_pmd();
		store_pud();
		store_p4d();
		store_pgd();
		lazy_mmu_mode_disable();
		break;
	case SC_EMPTY:
		lazy_mmu_mode_enable();
		lazy_mmu_mode_disable();
		break;
	case SC_NESTED:
		run_nested();
		break;
	case SC_PAUSED:
		run_paused();
		break;
	case SC_PAUSED_TWICE:
		run_paused_twice();
		break;
	case SC_BH:
		run_bh();
		break;
	case SC_IRQ:
		lazy_mmu_mode_enable();
		store_pte();
		interrupt_here(store_in_irq, true);
		lazy_mmu_mode_disable();
		break;
	case SC_IRQ_STORE:
		lazy_mmu_mode_enable();
		store_pte();
		interrupt_here(store_in_irq, false);
		lazy_mmu_mode_disable();
		break;
	case SC_SCHEDULE:
		lazy_mmu_mode_enable();
		store_pte();
		yield();
		store_pte();
		lazy_mmu_mode_disable();
		break;
	case SC_INVALID:
		run_invalid();
		break;
	case SC_DIRECT:
		run_direct();
		break;
	case SC_LEAVE_PENDING:
		/* Leave PENDING set, as a missed flush does; see SC_TAKE_PENDING. */
		lazy_mmu_mode_enable();
		store_pte();
		break;
	case SC_TAKE_PENDING:
		lazy_mmu_mode_disable();
		break;
	case SC_BARRIERS:
		run_barriers();
		break;
	case SC_ALTERNATE:
		run_alternate();
		break;
	case SC_PAUSED_MANY:
		run_paused_many();
		break;
	case SC_BH_MANY:
		run_bh_many();
		break;
	case SC_UNDERFLOW ... SC_LEAK_CALLS:
		mistakes[what - SC_UNDERFLOW]();
		break;
	case SC_KTHREAD_LEAK:
		return run_kthread_leak();
	case SC_KTHREAD_SLEEPS:
		return run_kthread_sleeps();
	case SC_HOTPLUG:
		return run_hotplug();
	case SC_READ_EARLY:
		return run_premature(read_mapping, put_back);
	case SC_READ_EARLY_IN_IRQ:
		return run_premature(read_by_interrupt, put_back);
	case SC_READ_EARLY_ON_CPU:
		return run_premature(read_by_another_cpu, put_back);
	case SC_TRY_SET_ALONE:
		return run_try_set_alone();
	case SC_LEAVE_HIDDEN:
		return run_leave_hidden();
	case SC_PATCH_IN_SECTION:
		return run_patch_in_section();
	case SC_IOREMAP_IN_SECTION:
		return run_ioremap_in_section();
	case SC_SECTION_STAYS ... SC_STAYS_END:
		return run_stays(what);
	default:
		return -EINVAL;
	}
	return 0;
}

static ssize_t run_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	unsigned int what, n, i;
	char text[32];
	int ret = 0;

	if (len >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, len))
		return -EFAULT;
	text[len] = '\0';
	if (sscanf(text, "%u %u", &what, &n) != 2)
		return -EINVAL;
	for (i = 0; i < n && !ret; i++) {
		ret = run_once(what);
		cond_resched();
	}
	return ret ?: len;
}

static const struct file_operations run_fops = {
	.owner = THIS_MODULE,
	.write = run_write,
};

/* Write a line into the kernel's log, as the kernel itself does: /dev/kmsg marks a user's lines. */
static ssize_t log_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	char text[200];

	if (len >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, len))
		return -EFAULT;
	text[len] = '\0';
	printk(KERN_DEBUG "%s", text);
	return len;
}

static const struct file_operations log_fops = {
	.owner = THIS_MODULE,
	.write = log_write,
};

static int __init barrier_load_init(void)
{
	dir = debugfs_create_dir("barrier_load", NULL);
	debugfs_create_file("log", 0200, dir, NULL, &log_fops);
	debugfs_create_file("run", 0200, dir, NULL, &run_fops);
	return 0;
}
module_init(barrier_load_init);

static void __exit barrier_load_exit(void)
{
	debugfs_remove(dir);
	stays_end();
	arm(false);
	tracepoint_synchronize_unregister();
	vfree(kept);
}
module_exit(barrier_load_exit);

MODULE_DESCRIPTION("Known numbers of lazy_mmu events");
MODULE_LICENSE("GPL");
