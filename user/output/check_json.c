// SPDX-License-Identifier: GPL-2.0
/* Findings as NDJSON: a header, a record for each violation, a total. */
#include <inttypes.h>
#include <string.h>

#include "output/check_out.h"
#include "base/json.h"
#include "output/source_out.h"
#include "aggregate/row_key.h"
#include "aggregate/address_owner.h"

/* Names of the kinds of events that need no quoting. */
static const char *const kind_names[BT_NR_KINDS] = {
	"emitted", "first", "again", "flush", "flush_empty", "direct",
	"enable", "disable", "pause", "resume",
};

static void put_state(struct json *j, const char *name, const struct bt_snapshot *s)
{
	json_open(j, name);
	json_bool(j, "pending", s->pending);
	json_bool(j, "active", s->active);
	json_bool(j, "in_interrupt", s->in_interrupt);
	json_uint(j, "enable_count", s->enable_count);
	json_uint(j, "pause_count", s->pause_count);
	json_close(j);
}

static void put_site(struct json *j, struct check_out *out, uint64_t ip)
{
	char site[256], address[32];

	if (!ip)
		return;
	snprintf(address, sizeof(address), "0x%" PRIx64, ip);
	json_string(j, "ip", address);
	json_string(j, "site", ksyms_site(out->ksyms, site, sizeof(site), ip));
}

static void put_history(struct json *j, struct check_out *out, const struct bt_report *r)
{
	struct past past;

	json_array(j, "history");
	for (int back = out->history; back; back--) {
		if (!violation_past(r, back, &past))
			continue;
		json_open(j, NULL);
		json_int(j, "time_ns", past.time_ns - out->start_ns);
		json_uint(j, "cpu", past.cpu);
		json_string(j, "event", kind_names[past.kind % BT_NR_KINDS]);
		if (past.level < BT_LEVEL_NONE)
			json_string(j, "level", level_names[past.level]);
		put_site(j, out, past.ip);
		put_state(j, "after", &past.after);
		json_close(j);
	}
	json_array_end(j);
}

static void put_store(struct json *j, struct check_out *out, const struct bt_report *r)
{
	char comm[BT_COMM_LEN + 1] = "", text[512];
	const struct bt_store *s = &r->store;

	memcpy(comm, s->comm, BT_COMM_LEN);
	if (r->type == BT_REPORT_PREMATURE) {
		json_string(j, "where", address_owner(out->ksyms, r, text, sizeof(text)));
		json_uint(j, "user_tid", s->user);
		json_bool(j, "may_fail", s->fixup);
		json_bool(j, "in_interrupt", s->in_interrupt);
	}
	if (r->level < BT_LEVEL_NONE)
		json_string(j, "level", level_names[r->level]);
	json_open(j, "store");
	if (s->tid) {
		json_uint(j, "tid", s->tid);
		json_string(j, "comm", comm);
	}
	if (s->cpu >= 0)
		json_int(j, "interrupt_on_cpu", s->cpu);
	json_uint(j, "pending_ns", s->pending_ns);
	json_bool(j, "deferred", s->deferred);
	json_uint(j, "entries", s->entries);
	json_array(j, "stack");
	for (uint32_t i = 0; i < s->depth && i < BT_STORE_DEPTH; i++)
		json_string(j, NULL, ksyms_site(out->ksyms, text, 256, s->stack[i]));
	json_array_end(j);
	json_close(j);
	if (s->late_ns) {
		json_open(j, "flush");
		json_uint(j, "after_ns", s->late_ns - r->time_ns);
		put_site(j, out, s->late_ip);
		json_close(j);
	}
}

static void json_begin(struct check_out *out)
{
	struct json j = { .out = out->f };

	header_json(&j, "check", CHECK_JSON_VERSION, out->about);
	header_json_end(&j, out->about);
}

static void json_violation(struct check_out *out, const struct violation *v)
{
	const struct bt_report *r = &v->first;
	struct expected e = violation_expected(r, out->generation);
	char comm[BT_COMM_LEN + 1] = "", name[32], site[256];
	struct json j = { .out = out->f };
	size_t n, first = violation_stack(r, out->ksyms, &n);

	memcpy(comm, r->comm, BT_COMM_LEN);
	snprintf(name, sizeof(name), "I%u", r->invariant % 1000);
	json_open(&j, NULL);
	json_string(&j, "type", "violation");
	json_string(&j, "invariant", name);
	json_string(&j, "title", invariant_find(r->invariant)->title);
	json_int(&j, "time_ns", r->time_ns - out->start_ns);
	json_uint(&j, "tid", r->tid);
	json_uint(&j, "pid", r->tgid);
	json_string(&j, "comm", comm);
	json_bool(&j, "kthread", r->kthread);
	json_uint(&j, "cpu", r->cpu);
	json_string(&j, "event", violation_is_event(r) ?
		    kind_names[r->kind % BT_NR_KINDS] : violation_event(r));
	put_site(&j, out, r->ip);
	lines_put_json(&j, "source", out->lines, r->ip);
	if (r->address) {
		snprintf(name, sizeof(name), "0x%llx", (unsigned long long)r->address);
		json_string(&j, "address", name);
	}
	if (violation_has_store(r))
		put_store(&j, out, r);
	json_string(&j, "before", state_name(&r->before));
	if (violation_is_event(r))
		put_state(&j, "after", &r->after);
	json_open(&j, "expected");
	if (e.pending >= 0)
		json_bool(&j, "pending", e.pending);
	if (e.enable_count >= 0)
		json_int(&j, "enable_count", e.enable_count);
	if (e.pause_count >= 0)
		json_int(&j, "pause_count", e.pause_count);
	json_close(&j);
	json_array(&j, "stack");
	for (size_t i = first; i < n; i++)
		json_string(&j, NULL, ksyms_site(out->ksyms, site, sizeof(site), r->stack[i]));
	json_array_end(&j);
	lines_put_json_stack(&j, "stack_source", out->lines, r->stack + first, n - first);
	json_uint(&j, "events", r->events);
	put_history(&j, out, r);
	json_close(&j);
	fflush(out->f);
}

static void json_end(struct check_out *out, const struct check_result *result)
{
	static const char *const look_names[BT_NR_LOOKS] = {
		"to_user", "work_end", "task_end", "fork", "sleep",
	};
	struct json j = { .out = out->f };

	for (size_t n = 0; n < result->violations->n; n++) {
		const struct violation *v = result->violations->v[n];
		char name[8];

		snprintf(name, sizeof(name), "I%u", v->first.invariant % 1000);
		json_open(&j, NULL);
		json_string(&j, "type", "count");
		json_string(&j, "invariant", name);
		json_string(&j, "event", violation_is_event(&v->first) ?
			    kind_names[v->first.kind % BT_NR_KINDS] : violation_event(&v->first));
		put_site(&j, out, v->first.ip);
		json_uint(&j, "count", v->count);
		json_close(&j);
	}
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_string(&j, "verdict", verdict_names[result->verdict]);
	json_uint(&j, "violations", result->shown);
	json_uint(&j, "others", result->others);
	json_uint(&j, "unreported", result->counts->unreported);
	json_uint(&j, "suspect", result->suspect);
	json_uint(&j, "tasks", result->counts->tasks);
	for (int i = 0; i < BT_NR_KINDS; i++)
		json_uint(&j, kind_names[i], result->counts->events[i]);
	json_uint(&j, "deferrers", result->sites->deferrers);
	json_uint(&j, "flushers", result->sites->flushers);
	json_bool(&j, "recorded", result->recorded);
	if (!result->recorded) {
		json_uint(&j, "executing", result->sites->executing);
		json_uint(&j, "direct_functions", result->sites->direct);
		json_uint(&j, "direct_executing", result->sites->direct_executing);
	}
	json_uint(&j, "migrated", result->counts->migrated);
	json_uint(&j, "longest_window_ns", result->counts->longest_ns);
	json_uint(&j, "skipped", result->counts->skipped);
	if (!result->recorded)
		json_uint(&j, "task_switch_sections", result->counts->resumed);
	/* By probes nothing else is: see check_probed() of check.bpf.c. */
	if (out->about->by_probes)
		json_uint(&j, "derived", result->counts->skipped);
	for (int i = 0; i < BT_NR_LOOKS; i++)
		json_uint(&j, look_names[i], result->counts->looks[i]);
	if (result->is_strict) {
		json_open(&j, "strict");
		json_uint(&j, "hidden", result->strict.hidden);
		json_uint(&j, "completed", result->strict.completed);
		json_uint(&j, "early", result->strict.early);
		json_uint(&j, "premature", result->strict.premature);
		json_uint(&j, "unasked", result->strict.unasked);
		json_uint(&j, "abandoned", result->strict.abandoned);
		json_close(&j);
	}
	json_uint(&j, "lost", result->lost);
	json_open(&j, "losses");
	for (size_t i = 0; i < result->nr_losses; i++)
		json_uint(&j, result->losses[i].name, result->losses[i].count);
	json_close(&j);
	json_uint(&j, "elapsed_ns", result->elapsed_ns);
	json_close(&j);
}

const struct check_ops check_json = { json_begin, json_violation, json_end };
