/* SPDX-License-Identifier: GPL-2.0 */
/* Written by bpf/protocol/generate from the files beside it. */
#ifndef BT_PROTOCOL_TABLES_H
#define BT_PROTOCOL_TABLES_H

enum bt_state {
	BT_STATE_IDLE = 0,
	BT_STATE_LAZY = 1,
	BT_STATE_PENDING = 2,
	BT_STATE_PAUSED = 3,
	BT_NR_STATES = 4,
};

enum bt_input {
	BT_INPUT_ENTER = 0,
	BT_INPUT_ENTER_NESTED = 1,
	BT_INPUT_LEAVE = 2,
	BT_INPUT_LEAVE_NESTED = 3,
	BT_INPUT_PAUSE = 4,
	BT_INPUT_RESUME = 5,
	BT_INPUT_DEFER_FIRST = 6,
	BT_INPUT_DEFER_AGAIN = 7,
	BT_INPUT_DEFER_IRQ = 8,
	BT_INPUT_EMIT = 9,
	BT_INPUT_EMIT_IRQ = 10,
	BT_INPUT_DIRECT = 11,
	BT_INPUT_FLUSH = 12,
	BT_INPUT_FLUSH_EMPTY = 13,
	BT_INPUT_NO_EFFECT = 14,
	BT_INPUT_TO_USER = 15,
	BT_INPUT_WORK_END = 16,
	BT_INPUT_TASK_END = 17,
	BT_INPUT_FORK = 18,
	BT_NR_INPUTS = 19,
};

enum bt_invariant {
	BT_I1_DEFERRED_OUTSIDE = 1,
	BT_I2_EMITTED_INSIDE = 2,
	BT_I3_DEFERRED_NOT_PENDING = 3,
	BT_I4_FLUSHED_STILL_PENDING = 4,
	BT_I5_NO_ALTERNATION = 5,
	BT_I6_LEFT_PENDING = 6,
	BT_I7_NESTED_UNFLUSHED = 7,
	BT_I8_ENTERED_PENDING = 8,
	BT_I9_SECTIONS_UNBALANCED = 9,
	BT_I10_PAUSES_UNBALANCED = 10,
	BT_I11_STRADDLES_INTERRUPT = 11,
	BT_I12_TO_USER_INSIDE = 12,
	BT_I13_ENDED_INSIDE = 13,
	BT_I14_FORKED_INSIDE = 14,
	BT_I15_WORK_ENDED_INSIDE = 15,
	BT_I17_SLEPT_INSIDE = 17,
	BT_I18_PENDING_OUTSIDE = 18,
	BT_I19_FLUSHED_LATE = 19,
	BT_I20_UNEXPECTED_DEFERRER = 20,
	BT_I21_FAULT_ON_MAPPED = 21,
	BT_I22_FLUSH_WITHOUT_BARRIERS = 22,
	BT_I23_STORE_WITHOUT_BARRIERS = 23,
	BT_I24_USED_BEFORE_BARRIERS = 24,
	BT_I25_STORE_UNASKED = 25,
	BT_I26_RESTS_WRONGLY = 26,
	BT_NR_INVARIANTS = 27,
};

#define BT_STEP_BROKEN 0x80	/* with the number of the invariant */
#define BT_TABLE_SIZE 128	/* states in rows of 32 inputs: an index by shift and or */

/* Next state, or the broken invariant, by generation (1 to 3), state and input */
#define BT_PROTOCOL_TABLES { \
	{ \
		1, 0x89, 0, 0x89, 0x8a, 0x8a, 0x81, 0x81, 0x81, 0, 0, 0, 0x85, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0x89, 0x89, 0, 0x89, 0x8a, 0x8a, 2, 0x85, 0x81, 0x82, 1, 1, 0x85, 1, 1, 0x8c, \
		0x8f, 0x8d, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0x89, 0x89, 0x86, 0x87, 0x87, 0x8a, 0x85, 2, 0x81, 0x82, 2, 2, 1, 0x85, 2, 0x8c, \
		0x8f, 0x8d, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
	}, \
	{ \
		1, 0x89, 0, 0x89, 0x8a, 0x8a, 0x81, 0x81, 0x81, 0, 0, 0, 0x85, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		1, 0x89, 0, 0x89, 0x8a, 0x8a, 2, 0x85, 0x81, 0x82, 1, 1, 0x85, 1, 1, 0x8c, \
		0x8f, 0x8d, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		2, 0x89, 0x86, 0x87, 0x87, 0x8a, 0x85, 2, 0x81, 0x82, 2, 2, 1, 0x85, 2, 0x8c, \
		0x8f, 0x8d, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
	}, \
	{ \
		1, 0x89, 0x89, 0x89, 0x8a, 0x8a, 0x81, 0x81, 0x81, 0, 0, 0, 0x85, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0x89, 1, 0, 1, 3, 0x8a, 2, 0x85, 0x81, 0x82, 1, 1, 0x85, 1, 1, 0x8c, \
		0x8f, 0x8d, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0x89, 2, 0x86, 0x87, 0x87, 0x8a, 0x85, 2, 0x81, 0x82, 2, 2, 1, 0x85, 2, 0x8c, \
		0x8f, 0x8d, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0x89, 0x89, 0x89, 0x89, 0x8a, 1, 0x81, 0x81, 0x81, 3, 3, 3, 0x85, 3, 3, 0x8c, \
		0x8f, 0x8d, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
	}, \
}

/* NUMBER, generations as text, title, sentence, where to look next */
#define BT_INVARIANTS(X) \
	X(1, "123", "deferred outside of lazy MMU mode", \
	  "A barrier is deferred only by a task that is in lazy MMU mode, not paused and not in interrupt.", \
	  "in_interrupt=1: the guard of is_lazy_mmu_mode_active() is missing, and the interrupted task owes a barrier that it knows nothing of.") \
	X(2, "123", "emitted inside lazy MMU mode", \
	  "A task in lazy MMU mode defers every barrier, also when PENDING is set already.", \
	  "Nothing is unsafe, batching is lost: look at the condition in queue_pte_barriers().") \
	X(3, "123", "deferred, and PENDING is not set", \
	  "After a barrier was deferred PENDING is set.", \
	  "The barrier is lost: something overwrote thread_info::flags, or the deferral does not set the bit.") \
	X(4, "123", "flushed, and PENDING is still set", \
	  "A flush that executed the barriers has cleared PENDING.", \
	  "On G1 an interrupt may have deferred in between; elsewhere the flush does not clear the bit.") \
	X(5, "123", "deferrals and flushes do not alternate", \
	  "PENDING changes from clear to set only with a first deferral, and back only with a flush.", \
	  "PENDING went away without its barriers, or came from elsewhere: look for plain stores to thread_info::flags.") \
	X(6, "123", "left with PENDING set", \
	  "When the outermost section has ended no barrier is owed.", \
	  "The end of the section did not flush, or an interrupt deferred after it did.") \
	X(7, "3", "a nested end or a pause did not flush", \
	  "Every lazy_mmu_mode_disable() and the first lazy_mmu_mode_pause() flush, at any depth.", \
	  "Its caller may use what it mapped at once: look at the branch that is not the outermost.") \
	X(8, "123", "entered with PENDING set", \
	  "An outermost section begins with no barrier owed.", \
	  "Some earlier section, of this task or of the one that it was forked from, did not flush.") \
	X(9, "123", "sections are not balanced", \
	  "Each section that is entered is left once, and the count of open ones never passes zero.", \
	  "Look for a return, a goto or a break between enable and disable.") \
	X(10, "3", "pauses are not balanced", \
	  "Each pause has its resume, and no section is opened before and closed after an end of it.", \
	  "Look at callbacks that pause, as KASAN's do: at a return between pause and resume, and at a section that is not wholly inside or outside of the pause.") \
	X(11, "23", "a section straddles interrupt context", \
	  "A section's beginning and end see the same in_interrupt(), or one of them has no effect.", \
	  "Look for local_bh_disable() or a spinlock with _bh inside the section, and released outside of it.") \
	X(12, "123", "returned to user mode inside a section", \
	  "A system call returns with no section open and no barrier owed.", \
	  "The section leaked: look for a return, a goto or a break between enable and disable in the function that entered it.") \
	X(13, "123", "ended inside a section", \
	  "A task ends with no section open and no barrier owed.", \
	  "The section leaked: look for a return, a goto or a break between enable and disable in the function that entered it.") \
	X(14, "123", "forked inside a section", \
	  "A new task has no section open, is not paused and owes no barrier.", \
	  "fork() copies the state: the parent leaked a section before this check began, look at the parent.") \
	X(15, "123", "a work item ended inside a section", \
	  "A worker ends its item with no section open and no barrier owed.", \
	  "The work function leaked the section.") \
	X(17, "123", "slept inside a section", \
	  "A task in lazy MMU mode does not sleep, but where the linear map is split.", \
	  "Somebody may wait for what it has mapped: look for allocations and locks between enable and disable.") \
	X(18, "12", "PENDING outside of lazy MMU mode", \
	  "PENDING is set only while LAZY is.", \
	  "An interrupt deferred between the flush and the end of the mode.") \
	X(19, "123", "waited too long for a flush", \
	  "With --max-window: no batch waits longer than that for its flush.", \
	  "Nothing is wrong yet; the history shows what the task did meanwhile.") \
	X(20, "123", "deferred by an unexpected caller", \
	  "Barriers are deferred by the functions that open a section themselves, by setters that these call, and by callbacks of their walks over tables.", \
	  "Some caller up the stack is in lazy MMU mode, and this one may expect its store to take effect at once.") \
	X(21, "123", "the CPU faulted on memory that is mapped", \
	  "The kernel takes no translation fault, of data or of instructions, on an address whose entry is valid.", \
	  "A barrier came too late or never, of this task or of another.  The same line has other known causes: an erratum of the CPU, a hypervisor or an emulator that keeps old translations.  If the log has a pte= line that shows the entry absent, nothing was mapped.") \
	X(22, "123", "a flush does not execute dsb ishst; isb", \
	  "In the kernel's text the barriers come before the event that reports them.", \
	  "Disassemble the function: what runs differs from what is reported.") \
	X(23, "123", "a store that is not deferred does not execute dsb ishst; isb", \
	  "In the kernel's text a store that emits at once, and one by ptep_try_set(), has its barriers behind it.", \
	  "The entry may be used before it is visible: disassemble the function, and see what comes between its store and the event.") \
	X(24, "3", "used before its barriers", \
	  "On a strict kernel: nobody uses a mapping between the store of its entry and the barriers.", \
	  "On hardware this is a fault that comes once in a while: the user must wait for the flush, or the store must not be deferred.") \
	X(25, "3", "stored, and no barriers asked for", \
	  "On a strict kernel: the store of a valid entry is followed by the request for its barriers.", \
	  "The store goes around set_pte() or its like, or PENDING was lost on the way to the flush.") \
	X(26, "123", "a task rests in a state that cannot be", \
	  "A task that sleeps, has ended or idles is in no section and no pause, and owes no barriers.", \
	  "No event shows how the state came: it was so before check began, or no other rule saw it. 'barrier-trace check --now' shows all such tasks.")

#endif /* BT_PROTOCOL_TABLES_H */
