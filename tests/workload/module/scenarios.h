/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers of the scenarios, for the module and its front end. */
#ifndef BARRIER_LOAD_SCENARIOS_H
#define BARRIER_LOAD_SCENARIOS_H

enum scenario {
	SC_EMIT_PTE,
	SC_EMIT_PMD,
	SC_EMIT_PUD,
	SC_EMIT_P4D,
	SC_EMIT_PGD,
	SC_FIRST,
	SC_BATCH,
	SC_LEVELS,
	SC_EMPTY,
	SC_NESTED,
	SC_PAUSED,
	SC_PAUSED_TWICE,
	SC_BH,
	SC_IRQ,
	SC_IRQ_STORE,
	SC_IRQ_IN_LEAVE,
	SC_SCHEDULE,
	SC_INVALID,
	SC_DIRECT,
	SC_LEAVE_PENDING,
	SC_TAKE_PENDING,
	SC_HOTPLUG,
	SC_BARRIERS,
	/* Stores in a row, for advice on where a section would help */
	SC_ALTERNATE,
	SC_PAUSED_MANY,
	SC_BH_MANY,
	/* Mistakes, see mistakes.h */
	SC_UNDERFLOW,
	SC_RESUME_ONLY,
	SC_STRADDLE,
	SC_STRADDLE_BACK,
	SC_PENDING_LOST,
	SC_PENDING_STRAY,
	SC_WORK_LEAK,
	SC_DEFER_IDLE,
	SC_NO_IRQ_GUARD,
	SC_FLUSH_RACE,
	SC_EMIT_AGAIN,
	SC_NO_PENDING,
	SC_PENDING_STAYS,
	SC_FLUSH_TWICE,
	SC_LEAVE_NO_FLUSH,
	SC_NESTED_NO_FLUSH,
	SC_PAUSE_NO_FLUSH,
	SC_COUNT_TWICE,
	SC_SLEEP,
	SC_DOUBLE_DISABLE,
	SC_PAUSE_LEAK,
	SC_PAUSE_FAILS,
	SC_PAUSE_ACROSS,
	SC_SILENT_ENTRY,
	SC_SILENT_FLUSH,
	SC_INNOCENT,
	SC_LEAK_CALLS,
	SC_KTHREAD_LEAK,
	SC_KTHREAD_SLEEPS,
	/* Mistakes that no event shows, see premature.h */
	SC_READ_EARLY,
	SC_READ_EARLY_IN_IRQ,
	SC_READ_EARLY_ON_CPU,
	SC_TRY_SET_ALONE,
	SC_LEAVE_HIDDEN,
	SC_PATCH_IN_SECTION,
	SC_IOREMAP_IN_SECTION,
	/* States that stay, see stays.h */
	SC_SECTION_STAYS,
	SC_PAUSE_STAYS,
	SC_OWING_STAYS,
	SC_OWING_PAUSED_STAYS,
	SC_PAUSED_SECTION_STAYS,
	SC_SPIN_STAYS,
	SC_IDLE_STAYS,
	SC_STAYS_END,	/* no scenario: ends those above */
	SC_ARM_IRQ,	/* no scenario: needed around SC_IRQ_IN_LEAVE */
	SC_DISARM_IRQ,
	SC_NR,
};

#define SC_BATCH_SIZE	16
#define SC_MANY		32	/* stores of SC_ALTERNATE, and those while paused or with BH off */

/* Instructions of one iteration of SC_BARRIERS, without those of the kernel's own inlines */
#define SC_PAIRS	10	/* dsb ishst; isb */
#define SC_LONE_DSB	5	/* dsb ishst */
#define SC_LONE_ISB	3	/* isb */
#define SC_APART	2	/* dsb ishst; nop; isb: no pair */
#define SC_OTHER	1	/* dsb ish; isb: no pair */

#endif
