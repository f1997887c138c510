// SPDX-License-Identifier: GPL-2.0
/* Write events as NDJSON: a header, a line for each event, a total. */
#include <errno.h>

#include "output/events_out.h"
#include "output/header.h"
#include "output/source_out.h"

static int json_begin(struct events_out *out, const struct recorded *r)
{
	const struct about about = recorded_about(r);
	struct json j = { .out = out->f };

	/* Not header_json(): this header is older and has another order of members. */
	json_open(&j, NULL);
	json_string(&j, "type", "header");
	json_string(&j, "version", "1.1");
	json_string(&j, "command", "report");
	json_string(&j, "tool", r->tool);
	json_string(&j, "kernel", about.kernel);
	json_string(&j, "generation", about.generation);
	json_string(&j, "subject", about.subject);
	header_json_end(&j, &about);
	return 0;
}

static int json_event(struct events_out *out, const struct bt_event *e, const struct rec_task *task,
		      const struct rec_stack *stack)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	struct json j = { .out = out->f };

	json_open(&j, NULL);
	json_string(&j, "type", "event");
	json_int(&j, "time_ns", e->time_ns - out->r->start_ns);
	json_uint(&j, "cpu", e->cpu);
	json_uint(&j, "seq", e->seq);
	json_uint(&j, "tid", task->tid);
	json_uint(&j, "pid", task->tgid);
	json_string(&j, "comm", task->comm);
	json_string(&j, "event", events_name(e));
	if (e->type == BT_EVENT_LAZY_MMU) {
		json_string(&j, "level", events_level(e));
		json_bool(&j, "pending", after.pending);
		json_bool(&j, "active", after.active);
		json_bool(&j, "in_interrupt", after.in_interrupt);
		json_uint(&j, "enable_count", after.enable_count);
		json_uint(&j, "pause_count", after.pause_count);
		if (*out->r->scope)
			json_bool(&j, "derived", bt_event_is_derived(e));
	}
	json_uint(&j, "preempt_count", e->context);
	if (e->ip) {
		json_string(&j, "site", events_site(out, e->ip, e->time_ns));
		source_out_json(&j, "source", out->lines, e->ip);
	}
	if (stack) {
		json_array(&j, "stack");
		for (uint32_t i = 0; i < stack->n; i++)
			json_string(&j, NULL, events_site(out, stack->address[i], e->time_ns));
		json_array_end(&j);
		source_out_json_stack(&j, "stack_source", out->lines, stack->address, stack->n);
	}
	json_close(&j);
	return ferror(out->f) ? -EIO : 0;
}

static void json_end(struct events_out *out, bool complete)
{
	const struct recorded *r = out->r;
	struct json j = { .out = out->f };

	if (!complete)
		return;
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_uint(&j, "events", r->extent.events);
	if (*r->scope)
		json_uint(&j, "derived", r->derived);
	json_uint(&j, "lost", r->lost);
	json_bool(&j, "incomplete", r->unknown_loss);
	json_close(&j);
}

const struct events_ops events_json = { true, json_begin, json_event, json_end };
