/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Causes of loss, in one table:
 *
 *	X(CAUSE, name, is_event, commands, help)
 *
 * @name: as in outputs and recordings: a name never changes
 * @is_event: false where the cause costs no event, but something else
 * @commands: that have the cause
 * @help: text for the manual pages
 *
 * protocol/generate writes user/man/losses.txt from this table.
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
	  "hits that kprobes could not serve; at least 1 if the kernel does not count them") \
	X(MISSED_PREMATURE, "missed_premature", true, "check", \
	  "reports of a strict kernel that a BPF program did not see") \
	X(MISSED_UNASKED, "missed_unasked", true, "check", \
	  "reports of a strict kernel that a BPF program did not see") \
	X(NO_SLOT, "no_slot", true, "stat hist sites check record", \
	  "events of tasks that found no free slot (131071 at once), or of an action not known here") \
	X(NO_ROOM, "no_room", true, "record", \
	  "events for which the buffer had no room (``--buffer-size``)") \
	X(NO_HISTOGRAM, "no_histogram", true, "hist", \
	  "samples of rows that found no free histograms: 1023 rows at once, dead tasks not counted") \
	X(NO_SITE, "no_site", true, "sites", \
	  "events whose stack had no room (``--max-stacks``)") \
	X(GAPS, "gaps", true, "report", \
	  "events that were given a number, but are not in the file") \
	X(INCOMPLETE, "incomplete", true, "report", \
	  "at least 1, as nobody knows how many: the file is damaged, or has no end") \
	X(MISSED_RENAME, "missed_rename", false, "stat record", \
	  "new names of tasks that were not seen: events count under an earlier name") \
	X(MISSED_EXIT, "missed_exit", false, "stat", \
	  "the same lapse as ``missed_task_end`` of other commands: ends of tasks that were not seen") \
	X(MISSED_TASK_END, "missed_task_end", false, "hist sites check record", \
	  "ends of tasks that were not seen: their slots are not used again") \
	X(MISSED_TO_USER, "missed_to_user", false, "sites check record", \
	  "returns to user space that were not seen") \
	X(MISSED_WORK_END, "missed_work_end", false, "sites check record", \
	  "ends of work items that were not seen") \
	X(MISSED_FORK, "missed_fork", false, "check record", \
	  "forks that were not seen") \
	X(MISSED_SLEEP, "missed_sleep", false, "check record", \
	  "sleeps that were not seen") \
	X(MISSED_FAULT, "missed_fault", false, "check record", \
	  "console messages that were not seen, each of which may name a fault") \
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
