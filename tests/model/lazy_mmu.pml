/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Model the barriers of kernel page-table stores in lazy MMU mode, for an exhaustive search.
 *
 * Two tasks run on one CPU; preemption and interrupts come at any step.  Each task does what the
 * rules of <linux/pgtable.h> allow, in every order: stores in and outside of sections, sections
 * within sections, pauses, BH-disabled parts, and a fork at the end.
 *
 * The search proves that no entry is used before its barrier.  A store may be used
 *  - at once, if its author is in no section, in a pause, or in interrupt;
 *  - after the end of the innermost section around it, otherwise,
 * and a barrier on this CPU completes all stores before it.  The search also proves that no task
 * ends, or forks, with a barrier owed or a section open.
 *
 * GEN:  1 v3 of the batching, 2 as merged in 6.16, 3 since 7.0
 * MUT:  the mistake to make, by the names below; 0 for none
 *
 * The model leaves out, on the safe side: TLB invalidations, which complete stores, too; the dsb
 * of __switch_to(), which has no isb; and that an exception return synchronises the context.
 */
#ifndef GEN
#define GEN 3
#endif
#ifndef MUT
#define MUT 0
#endif
#define NO_IRQ_GUARD	1	/* in_interrupt() is not tested */
#define FLUSH_RACE	2	/* the flush executes the barriers, then clears PENDING */
#define SKIP_LEAVE	3	/* an error path returns without ending its section */
#define NESTED_NO_FLUSH	4	/* only the end of the outermost section flushes */
#define EMIT_AGAIN	5	/* with PENDING set the next store emits: no batching */
#define PENDING_LOST	6	/* PENDING is overwritten by a plain store of the flags */
#define PENDING_STAYS	7	/* the flush does not clear PENDING */
#define LEAK_COUNT	8	/* one more section is opened than ended, and inherited */
#define UNDERFLOW	9	/* one more section is ended than opened */
#define STRADDLE_BH	10	/* opened with BH on, ended with BH off */
#define UNBRACKETED	11	/* a store for use at once, inside a section of a caller */
#define NO_BARRIER	12	/* a store that never asks for its barrier */
#define FLUSH_SILENT	13	/* the flush executes nothing */

#ifndef OPS
#define OPS	5	/* operations of each task */
#endif
#define IRQS	2	/* interrupts in all */
#define DEPTH	2	/* sections within each other */
#define IRQ	2	/* index of the interrupt; tasks have 0 and 1 */

bool pending[2], lazy[2];	/* TIF_LAZY_MMU_PENDING; TIF_LAZY_MMU before 7.0 */
byte en[2], pa[2];	/* lazy_mmu_state since 7.0 */
byte bh[2];			/* BH disabled: an interrupt for in_interrupt() */
bool in_irq;
byte current;			/* task on the CPU */
byte irqs, switches;
bool made;			/* the mistake has been made */

/*
 * A store that no barrier has completed, by author and by the number of sections that the author
 * has open around the store.  Stores at [0] may be used at once.
 */
typedef stores { bool at[3] };
stores incomplete[3];

inline barrier()
{
	d_step {
		incomplete[0].at[0] = false; incomplete[0].at[1] = false; incomplete[0].at[2] = false;
		incomplete[1].at[0] = false; incomplete[1].at[1] = false; incomplete[1].at[2] = false;
		incomplete[2].at[0] = false; incomplete[2].at[1] = false; incomplete[2].at[2] = false
	}
}

#if MUT == NO_IRQ_GUARD || GEN == 1
#define in_interrupt(t)	(false)
#else
#define in_interrupt(t)	(in_irq || bh[t] > 0)
#endif

#if GEN == 3
#define active(t)	(!in_interrupt(t) && en[t] > 0 && pa[t] == 0)
#else
#define active(t)	(!in_interrupt(t) && lazy[t])
#endif

/* queue_pte_barriers(), for the flags of task @t. A ":" is where an interrupt may come. */
inline queue(t)
{
	if
	:: active(t) ->
		if
#if MUT == EMIT_AGAIN
		:: pending[t] -> barrier()
#else
		:: pending[t] -> skip
#endif
		:: !pending[t] -> pending[t] = true
		fi
	:: else -> barrier()
	fi
}

inline store(t, au, lv)
{
	incomplete[au].at[lv] = true;
#if MUT == NO_BARRIER
	if
	:: made -> queue(t)
	:: !made -> made = true
	:: queue(t)
	fi
#else
	queue(t)
#endif
}

/* arch_flush_lazy_mmu_mode(): test_and_clear is one step */
inline flush(t)
{
#if MUT == FLUSH_RACE
	if
	:: pending[t] -> barrier(); pending[t] = false
	:: else -> skip
	fi
#elif MUT == PENDING_STAYS
	if
	:: pending[t] -> barrier()
	:: else -> skip
	fi
#elif MUT == FLUSH_SILENT
	pending[t] = false
#else
	if
	:: atomic { pending[t] -> pending[t] = false }; barrier()
	:: else -> skip
	fi
#endif
}

inline enable(t)
{
#if GEN == 1
	lazy[t] = true
#elif GEN == 2
	if
	:: in_interrupt(t) -> skip
	:: else -> lazy[t] = true
	fi
#else
	if
	:: in_interrupt(t) || pa[t] > 0 -> skip
	:: else -> en[t]++
	fi
#endif
}

inline disable(t)
{
#if GEN == 1
	flush(t);
	lazy[t] = false
#elif GEN == 2
	if
	:: in_interrupt(t) -> skip
	:: else -> flush(t); lazy[t] = false
	fi
#else
	if
	:: in_interrupt(t) || pa[t] > 0 -> skip
	:: else ->
		en[t]--;
#if MUT == NESTED_NO_FLUSH
		if
		:: en[t] == 0 -> flush(t)
		:: else -> skip
		fi
#else
		flush(t)
#endif
	fi
#endif
}

/* Before 7.0 there is no pause: code leaves and enters again. */
inline pause(t)
{
#if GEN == 3
	if
	:: in_interrupt(t) -> skip
	:: else ->
		pa[t]++;
		if
		:: pa[t] == 1 && en[t] > 0 -> flush(t)
		:: else -> skip
		fi
	fi
#else
	disable(t)
#endif
}

inline resume(t)
{
#if GEN == 3
	if
	:: in_interrupt(t) -> skip
	:: else -> pa[t]--
	fi
#else
	enable(t)
#endif
}

#define clean(t)	(!pending[t] && !lazy[t] && en[t] == 0 && pa[t] == 0)

/*
 * @depth: sections that the author has open; @below: how many of them were open when BH was
 * disabled or the pause began: they must not end before the BH-disabled part or the pause ends.
 */
proctype task(byte me) provided (current == _pid - 1 && !in_irq)	/* init is 0 */
{
	byte depth = 0, below = 0, ops = 0;
	bool resting = false;

	do
	:: ops < OPS ->
		ops++;
		if
		/* A store, used at once if this very context has no section open. */
		:: depth > below || (depth > 0 && !resting && bh[me] == 0) ->
			store(me, me, depth)
		:: depth == below && (depth == 0 || resting || bh[me] > 0) ->
			store(me, me, 0);
			assert(!incomplete[me].at[0])
		:: depth < DEPTH -> enable(me); depth++
		:: depth > below ->
			disable(me);
			/* The end of a section: stores in it are used. */
			assert(!incomplete[me].at[depth]);
			depth--
		:: GEN > 1 && !resting && bh[me] == 0 && depth == 1 ->
			pause(me);
			assert(!incomplete[me].at[depth]);
			resting = true;
			below = depth
		:: resting && depth == below -> resume(me); resting = false; below = 0
		:: GEN > 1 && !resting && bh[me] == 0 -> bh[me]++; below = depth
		:: bh[me] > 0 && depth == below -> bh[me]--; below = 0
#if MUT == SKIP_LEAVE
		:: !made && depth > below -> made = true; incomplete[me].at[depth] = false; depth--
#elif MUT == PENDING_LOST
		:: !made -> made = true; pending[me] = false
#elif MUT == LEAK_COUNT
		:: !made -> made = true; enable(me)
#elif MUT == UNDERFLOW
		:: !made -> made = true; disable(me)
#elif MUT == STRADDLE_BH
		:: !made && depth == 1 && bh[me] == 0 && !resting ->
			made = true; bh[me]++; disable(me); bh[me]--;
			assert(!incomplete[me].at[1]);
			depth--
#elif MUT == UNBRACKETED
		:: !made && depth > 0 -> made = true;
			store(me, me, 0);
			assert(!incomplete[me].at[0])
#endif
		fi
	:: ops == OPS ->
		/* Every program ends what it began. */
		if
		:: depth > below ->
			disable(me);
			assert(!incomplete[me].at[depth]);
			depth--
		:: depth == below && resting -> resume(me); resting = false; below = 0
		:: depth == below && bh[me] > 0 -> bh[me]--; below = 0
		:: depth == 0 && !resting && bh[me] == 0 -> break
		fi
	od;
	/* A child would start with these. */
	assert(clean(me));
	current = 1 - me;
	(false)	/* wait for ever, so that the other task can run to its end */
}

/* An interrupt runs to its end before the task goes on, with the task's flags. */
proctype interrupt()
{
	do
	:: atomic {
		irqs < IRQS && !in_irq ->
		irqs++;
		in_irq = true;
		if
		:: store(current, IRQ, 0);	/* unbracketed, as GHES through its fixmap */
		   assert(!incomplete[IRQ].at[0])
		:: enable(current);		/* bracketed, as KFENCE from RCU's softirq */
		   store(current, IRQ, 1);
		   disable(current);
		   assert(!incomplete[IRQ].at[1])
		fi;
		in_irq = false
	}
	od
}

/* Preemption: never inside an interrupt, nor with BH disabled. */
proctype scheduler()
{
	do
	:: atomic { switches < 3 && !in_irq && bh[current] == 0 -> switches++; current = 1 - current }
	od
}

init { atomic { run task(0); run task(1); run interrupt(); run scheduler() } }
