// SPDX-License-Identifier: GPL-2.0
/* What check_json.c writes, in words. */
#include "output/check_out.h"
#include "base/array.h"
#include "base/json_schema.h"

static const struct schema_member members[] = {
	{ "invariant", "string", "violation, count: I1 to I25, see barrier-trace-check(1)" },
	{ "title", "string", "the same in words" },
	{ "time_ns", "integer", "from the start to the event" },
	{ "tid", "integer", "of the task: thread" },
	{ "pid", "integer", "thread group" },
	{ "comm", "string", "name" },
	{ "kthread", "boolean", "a kernel thread" },
	{ "cpu", "integer", "where it was" },
	{ "event", "string", "what broke the invariant: an event, or a look at the task" },
	{ "ip", "string", "its address, hexadecimal" },
	{ "site", "string", "the call that it reports, by name" },
	{ "source", "array", "with a vmlinux: the functions that hold the call, from the innermost; "
			     "function, file, line, and whether it is inlined into the next" },
	{ "address", "string", "of the memory that was accessed" },
	{ "where", "string", "I24: whose memory that is" },
	{ "user_tid", "integer", "I24: who used it; 0 is the task itself" },
	{ "may_fail", "boolean", "I24: the access has a fixup" },
	{ "in_interrupt", "boolean", "I24: it was made in interrupt" },
	{ "level", "string", "of the table with the entry" },
	{ "store", "object", "I24, I25: who had stored the entry, and how long before" },
	{ "before", "string", "state of the task before the event, as far as it is known" },
	{ "after", "object", "its state after it, as the event has it" },
	{ "expected", "object", "of that state, what the invariant asks for" },
	{ "stack", "array", "of the kernel, innermost first" },
	{ "stack_source", "array", "source of each of these" },
	{ "events", "integer", "that were seen of the task" },
	{ "history", "array", "the last of these: time_ns, cpu, event, level, ip, site, after" },
	{ "count", "integer", "violations like the one that was shown" },
	{ "verdict", "string", "clean, violated, or incomplete: something was lost" },
	{ "violations", "integer", "shown or like these" },
	{ "others", "integer", "of tasks that were not asked for" },
	{ "unreported", "integer", "that found no room to be shown" },
	{ "suspect", "integer", "came after a loss and may be its consequence: not shown" },
	{ "tasks", "integer", "with events" },
	{ "emitted", "integer", "events judged: stores whose barriers were executed at once" },
	{ "first", "integer", "deferred, and set PENDING" },
	{ "again", "integer", "deferred, PENDING was set already" },
	{ "flush", NULL, "total: flushes that executed barriers; violation: the one that came too late (I24)" },
	{ "flush_empty", "integer", "flushes with nothing pending" },
	{ "direct", "integer", "executed without being queued" },
	{ "enable", "integer", "sections begun" },
	{ "disable", "integer", "and ended" },
	{ "pause", "integer", "paused" },
	{ "resume", "integer", "and resumed" },
	{ "deferrers", "integer", "functions that deferred, each held against a list (I20)" },
	{ "flushers", "integer", "places that flushed" },
	{ "recorded", "boolean", "from a recording: nobody looked at the kernel's text" },
	{ "executing", "integer", "of the flushers, seen in the text to execute the barriers (I22)" },
	{ "direct_functions", "integer", "that store without the queue" },
	{ "direct_executing", "integer", "of these, seen to have the barriers (I23)" },
	{ "migrated", "integer", "batches that were flushed on another CPU (I16)" },
	{ "longest_window_ns", "integer", "from a first deferral to its flush" },
	{ "skipped", "integer", "events that were not judged: too little was known of the task" },
	{ "task_switch_sections", "integer", "sections of finish_task_switch() that overtook an event" },
	{ "derived", "integer", "with probes: not judged, as they are derived from the state at a call" },
	{ "to_user", "integer", "looks at tasks that return to user mode" },
	{ "work_end", "integer", "at the end of work items" },
	{ "task_end", "integer", "of tasks" },
	{ "fork", "integer", "at tasks that are forked" },
	{ "sleep", "integer", "at tasks that sleep in a section" },
	{ "strict", "object", "of a strict kernel: entries hidden, completed, shown early, and found" },
	{ "lost", "integer", "events that were not checked" },
	{ "losses", "object", "lost by cause" },
	{ "elapsed_ns", "integer", "covered by the check" },
};

void check_schema(FILE *f)
{
	static const char *const types[] = { "header", "violation", "count", "total", NULL };
	struct json j = schema_begin(f, "check", CHECK_JSON_VERSION, types);

	schema_header(&j);
	schema_members(&j, members, ARRAY_SIZE(members));
	schema_end(&j);
}
