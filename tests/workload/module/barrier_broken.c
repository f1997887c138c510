// SPDX-License-Identifier: GPL-2.0
/*
 * Barriers that are right or wrong, each in functions of its own: one flushes, one stores and emits
 * at once.  All report events as the kernel's inlines do, so only the text tells them apart.
 *
 * "modprobe barrier_broken how=NAME" runs both functions of NAME, or of "all", and then fails: the
 * module is gone before anybody can look at it.
 */
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <trace/events/lazy_mmu.h>

/* Before 7.0 the architecture implements the mode. */
#ifndef CONFIG_ARCH_HAS_LAZY_MMU_MODE
#define lazy_mmu_mode_enable	arch_enter_lazy_mmu_mode
#define lazy_mmu_mode_disable	arch_leave_lazy_mmu_mode
#endif

static char *how = "all";
module_param(how, charp, 0444);
MODULE_PARM_DESC(how, "name of the barriers to execute");

/* Not on the stack: stores to the stack are not what an event is about. */
static pte_t entry;
static int skip;	/* always 0 */

static __always_inline void report_flush(void)
{
	if (lazy_mmu_trace_enabled(flush))
		__lazy_mmu_trace_flush();
}

static __always_inline void report_emitted(void)
{
	if (lazy_mmu_trace_enabled(queue))
		__lazy_mmu_trace_queue(LAZY_MMU_QUEUE_EMITTED, PGTABLE_LEVEL_PTE);
}

/* Make the two functions of NAME.  @body executes the barriers, and calls report(). */
#define BARRIERS(name, body)							\
static noinline void flush_##name(void)						\
{										\
	lazy_mmu_mode_enable();							\
	__set_pte(&entry, pfn_pte(0, PAGE_KERNEL));				\
	if (test_and_clear_thread_flag(TIF_LAZY_MMU_PENDING)) {			\
		body(report_flush)						\
	}									\
	lazy_mmu_mode_disable();						\
}										\
static noinline void emit_##name(void)						\
{										\
	WRITE_ONCE(entry, pfn_pte(0, PAGE_KERNEL));				\
	body(report_emitted)							\
}

#define RUN(name)								\
	do {									\
		if (!strcmp(how, "all") || !strcmp(how, #name)) {		\
			flush_##name();						\
			emit_##name();						\
		}								\
	} while (0)

#define CODE(text)	asm volatile(text ::: "memory")

#define RIGHT(report)		CODE("dsb ishst\n\tisb"); report();
#define STRONG(report)		CODE("dsb ish\n\tisb"); report();
#define SYSTEM(report)		CODE("dsb sy\n\tisb"); report();
#define OUTER(report)		CODE("dsb oshst\n\tnop\n\tisb"); report();
#define NO_ISB(report)		CODE("dsb ishst\n\tnop"); report();
#define NO_DSB(report)		CODE("nop\n\tisb"); report();
#define NSHST(report)		CODE("dsb nshst\n\tisb"); report();
#define LOADS(report)		CODE("dsb ishld\n\tisb"); report();
#define DMB(report)		CODE("dmb ishst\n\tisb"); report();
#define SWAPPED(report)		CODE("isb\n\tdsb ishst"); report();
#define LATE(report)		report(); CODE("dsb ishst\n\tisb");
#define SKIPPED(report)		if (!READ_ONCE(skip)) CODE("dsb ishst\n\tisb"); report();
#define HALF_SKIPPED(report)	CODE("dsb ishst"); if (!READ_ONCE(skip)) CODE("isb"); report();

BARRIERS(right, RIGHT)
BARRIERS(strong, STRONG)
BARRIERS(system, SYSTEM)
BARRIERS(outer, OUTER)
BARRIERS(no_isb, NO_ISB)
BARRIERS(no_dsb, NO_DSB)
BARRIERS(nshst, NSHST)
BARRIERS(loads, LOADS)
BARRIERS(dmb, DMB)
BARRIERS(swapped, SWAPPED)
BARRIERS(late, LATE)
BARRIERS(skipped, SKIPPED)
BARRIERS(half_skipped, HALF_SKIPPED)

/* Which way an indirect branch goes is in no instruction. */
static noinline void emit_jumped(void)
{
	WRITE_ONCE(entry, pfn_pte(0, PAGE_KERNEL));
	asm volatile("adr	x9, 1f\n\t"
		     "br	x9\n"
		     "1:	" __stringify(hint #36) "\n\t"	/* bti j */
		     ::: "x9", "memory");
	report_emitted();
}

static int __init barrier_broken_init(void)
{
	RUN(right);
	RUN(strong);
	RUN(system);
	RUN(outer);
	RUN(no_isb);
	RUN(no_dsb);
	RUN(nshst);
	RUN(loads);
	RUN(dmb);
	RUN(swapped);
	RUN(late);
	RUN(skipped);
	RUN(half_skipped);
	if (!strcmp(how, "jumped"))
		emit_jumped();
	return -EAGAIN;
}
module_init(barrier_broken_init);

MODULE_DESCRIPTION("Right and wrong barriers");
MODULE_LICENSE("GPL");
