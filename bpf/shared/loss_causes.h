/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Causes of loss, in one table:
 *
 *	X(CAUSE, name, is_event, commands, help)
 *
 * @name stands in outputs and recordings, and so it never changes.  Where @is_event is false the
 * cause is a lapse that costs no event.  protocol/generate writes user/man/losses.txt from the
 * rest: which commands have the cause, and what the manual pages say.
 */
#ifndef BT_LOSS_CAUSES_H
#define BT_LOSS_CAUSES_H

#ifndef __VMLINUX_H__
#include <stdbool.h>
#endif

#define BT_LOSS_CAUSES(X) \
	X(MISSED_QUEUE, "missed_queue", true, "stat hist sites check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_FLUSH, "missed_flush", true, "stat hist sites check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_FLUSH_EMPTY, "missed_flush_empty", true, "stat hist sites check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_EMIT, "missed_emit", true, "stat hist sites check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_ENABLE, "missed_enable", true, "hist check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_DISABLE, "missed_disable", true, "hist check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_PAUSE, "missed_pause", true, "hist check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_RESUME, "missed_resume", true, "hist check record", \
	  "events that a BPF program did not see (recursion_misses)") \
	X(MISSED_PROBES, "missed_probes", true, "stat hist sites check record", \
	  "hits that kprobes could not serve, or that the kernel does not count") \
	X(MISSED_PREMATURE, "missed_premature", true, "check", \
	  "reports of a strict kernel that a BPF program did not see") \
	X(MISSED_UNASKED, "missed_unasked", true, "check", \
	  "reports of a strict kernel that a BPF program did not see") \
	X(NO_SLOT, "no_slot", true, "stat hist sites check record", \
	  "events of tasks for which there was no room: 131071 at once") \
	X(NO_ROOM, "no_room", true, "record", \
	  "events for which the buffer had no room") \
	X(NO_HISTOGRAM, "no_histogram", true, "hist", \
	  "samples for which there was no room: 1023 rows at once, without those of dead tasks") \
	X(NO_SITE, "no_site", true, "sites", \
	  "events whose stack had no room (``--max-stacks``)") \
	X(GAPS, "gaps", true, "report", \
	  "events that have a number, but are not in the file") \
	X(MISSED_RENAME, "missed_rename", false, "stat record", \
	  "new names of tasks: events are booked under an earlier one") \
	X(MISSED_EXIT, "missed_exit", false, "stat", \
	  "ends of tasks, whose room is not used again") \
	X(MISSED_TASK_END, "missed_task_end", false, "hist sites check record", \
	  "ends of tasks, whose room is not used again") \
	X(MISSED_TO_USER, "missed_to_user", false, "sites check record", \
	  "returns to user space that were not seen") \
	X(MISSED_WORK_END, "missed_work_end", false, "sites check record", \
	  "ends of work items that were not seen") \
	X(MISSED_FORK, "missed_fork", false, "check record", \
	  "forks that were not seen") \
	X(MISSED_SLEEP, "missed_sleep", false, "check record", \
	  "sleeps that were not seen") \
	X(MISSED_FAULT, "missed_fault", false, "check record", \
	  "messages of the console, which may have told of a fault, that were not seen") \
	X(NO_NAME, "no_name", false, "record", \
	  "new names of tasks for which the buffer had no room") \
	X(NO_EXTREME, "no_extreme", false, "hist", \
	  "smallest or largest values that were not kept: a min or max may be off") \
	X(NO_STACK, "no_stack", false, "sites", \
	  "events whose stack was not found: they count at their site")

enum bt_loss {
#define BT_LOSS_CAUSE(cause, ...)	BT_LOSS_##cause,
	BT_LOSS_CAUSES(BT_LOSS_CAUSE)
#undef BT_LOSS_CAUSE
	BT_NR_LOSSES,
};

#endif /* BT_LOSS_CAUSES_H */
