// SPDX-License-Identifier: GPL-2.0
/* Write findings as NDJSON: a header, a record for each violation, a total. */
#include <inttypes.h>

#include "aggregate/row_key.h"
#include "base/json_schema.h"
#include "output/check_out.h"
#include "output/losses_out.h"
#include "output/now_out.h"
#include "output/source_out.h"
#include "output/verdict_out.h"

#define JSON_VERSION "1"

#define MEMBERS(M) \
	M(invariant, string, "violation, count: I1 to I26, see barrier-trace-check(1)") \
	M(title, string, "the same in words") \
	M(time_ns, int, "from the start to the event") \
	M(tid, uint, "of the task: thread") \
	M(pid, uint, "thread group") \
	M(comm, string, "name") \
	M(kthread, bool, "a kernel thread") \
	M(cpu, uint, "where it was") \
	M(event, string, "what broke the invariant: an event, or a look at the task") \
	M(ip, string, "its address, hexadecimal") \
	M(site, string, "the call that it reports, by name") \
	M(source, array, \
	  "with a vmlinux: the functions that hold the call, from the innermost; function, " \
	  "file, line, and whether it is inlined into the next") \
	M(address, string, "of the memory that was accessed") \
	M(where, string, "I21, I24: whose memory that is") \
	M(user_tid, uint, "I24: who used it; 0 is the task itself") \
	M(may_fail, bool, "I24: the access has a fixup") \
	M(in_interrupt, bool, "I24: it was made in interrupt") \
	M(level, string, "of the table with the entry") \
	M(store, object, "I24, I25: who had stored the entry, and how long before") \
	M(before, string, "state of the task before the event, as far as it is known") \
	M(after, object, "its state after it, as the event has it") \
	M(expected, object, "of that state, what the invariant asks for") \
	M(opener, string, "site that has entered the task's section") \
	M(stack, array, "of the kernel, innermost first") \
	M(stack_source, array, "source of each of these") \
	M(events, uint, "that were seen of the task") \
	M(history, array, "the last of these: time_ns, cpu, event, level, ip, site, after") \
	M(count, uint, "violations like the one that was shown") \
	M(effects, uint, "later events and looks that follow from these") \
	M(heirs, array, "tasks that were born in a section or pause left open, the first of them") \
	M(heir_count, uint, "all of these tasks") \
	M(verdict, string, \
	  "clean, violated, incomplete (something was lost), or partial (not all was judged)") \
	M(coverage, object, \
	  "of the verdict: events judged and not, rules and sites looked at; barrier-trace-check(1)") \
	M(violations, uint, "shown or like these") \
	M(others, uint, "of tasks that were not asked for") \
	M(unreported, uint, "that found no room to be shown") \
	M(suspect, uint, "came after a loss and may be its consequence: not shown") \
	M(tasks, uint, "with events") \
	M(emitted, uint, "events judged: stores whose barriers were executed at once") \
	M(first, uint, "deferred, and set PENDING") \
	M(again, uint, "deferred, PENDING was set already") \
	M(flush, any, \
	  "total: flushes that executed barriers; violation: the one that came too late " \
	  "(I24)") \
	M(flush_empty, uint, "flushes with nothing pending") \
	M(direct, uint, "executed without being queued") \
	M(enable, uint, "sections begun") \
	M(disable, uint, "and ended") \
	M(pause, uint, "paused") \
	M(resume, uint, "and resumed") \
	M(deferrers, uint, "sites that deferred, each held against who opened its section (I20)") \
	M(deferrers_unknown, uint, "of these, not judged: no names, or no stack") \
	M(flushers, uint, "places that flushed") \
	M(recorded, bool, "from a recording: nobody looked at the kernel's text") \
	M(executing, uint, "of the flushers, seen in the text to execute the barriers (I22)") \
	M(emitters, uint, "places that stored, and executed barriers at once or directly") \
	M(emitters_executing, uint, "of these, seen in the text to execute the barriers (I23)") \
	M(direct_functions, uint, "that store without the queue") \
	M(direct_executing, uint, "of these, seen to have the barriers (I23)") \
	M(migrated, uint, "batches that were flushed on another CPU (I16)") \
	M(longest_window_ns, uint, "from a first deferral to its flush") \
	M(skipped, uint, "events that were not judged: too little was known of the task") \
	M(unreported_entries, uint, "sections that no event has opened: incomplete instrumentation") \
	M(unreported_entry, string, "site in the first of these sections") \
	M(task_switch_sections, uint, "sections of finish_task_switch() that overtook an event") \
	M(derived, uint, "with probes: not judged, as they are derived from the state at a call") \
	M(to_user, uint, "looks at tasks that return to user mode") \
	M(work_end, uint, "at the end of work items") \
	M(task_end, uint, "of tasks") \
	M(fork, uint, "at tasks that are forked") \
	M(sleep, uint, "at tasks that sleep in a section") \
	M(rested, uint, "tasks looked at before and after: I26; 0 where nobody looked") \
	M(strict, object, "of a strict kernel: entries hidden, completed, shown early, and found") \
	M(lost, uint, "events that were not checked") \
	M(losses, object, "lost by cause") \
	M(elapsed_ns, uint, "covered by the check")

JSON_MEMBERS(m, MEMBERS);

const char check_json_version[] = JSON_VERSION;

/* Name a kind of event.  Needs no quoting; the total has a count of the same name. */
static const char *kind_name(uint32_t kind)
{
	const char *const names[BT_NR_KINDS] = {
		json_name(m.emitted), json_name(m.first), json_name(m.again), json_name(m.flush),
		json_name(m.flush_empty), json_name(m.direct), json_name(m.enable),
		json_name(m.disable), json_name(m.pause), json_name(m.resume),
	};

	return names[kind % BT_NR_KINDS];
}

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

static void put_address(struct json *j, struct member_string member, uint64_t address)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%" PRIx64, address);
	json_put(j, member, text);
}

static void put_site(struct json *j, uint64_t ip, const char *name)
{
	if (!ip)
		return;
	put_address(j, m.ip, ip);
	json_put(j, m.site, name);
}

static void put_history(struct json *j, const struct finding *f)
{
	json_put_open(j, m.history);
	for (size_t i = 0; i < f->nr_history; i++) {
		const struct finding_past *p = &f->history[i];

		json_open(j, NULL);
		json_int(j, "time_ns", p->time_ns);
		json_uint(j, "cpu", p->past.cpu);
		json_string(j, "event", kind_name(p->past.kind));
		if (p->past.level < BT_LEVEL_NONE)
			json_string(j, "level", level_names[p->past.level]);
		put_site(j, p->past.ip, p->site);
		put_state(j, "after", &p->past.after);
		json_close(j);
	}
	json_array_end(j);
}

static void put_store(struct json *j, const struct finding *f)
{
	const struct bt_store *s = &f->report->store;

	if (f->is_premature) {
		json_put(j, m.where, f->owner);
		json_put(j, m.user_tid, s->user);
		json_put(j, m.may_fail, s->fixup);
		json_put(j, m.in_interrupt, s->in_interrupt);
	}
	if (f->report->level < BT_LEVEL_NONE)
		json_put(j, m.level, level_names[f->report->level]);
	json_put_open(j, m.store);
	if (s->tid) {
		json_uint(j, "tid", s->tid);
		json_string(j, "comm", f->store_comm);
	}
	if (s->cpu >= 0)
		json_int(j, "interrupt_on_cpu", s->cpu);
	json_uint(j, "pending_ns", s->pending_ns);
	json_bool(j, "deferred", s->deferred);
	json_uint(j, "entries", s->entries);
	json_array(j, "stack");
	for (size_t i = 0; i < f->nr_store_stack; i++)
		json_string(j, NULL, f->store_stack[i].name);
	json_array_end(j);
	json_close(j);
	if (s->late_ns) {
		json_put_open(j, m.flush);
		json_uint(j, "after_ns", s->late_ns - f->report->time_ns);
		put_site(j, f->flush.ip, f->flush.name);
		json_close(j);
	}
}

static void put_expected(struct json *j, const struct expected *e)
{
	json_put_open(j, m.expected);
	if (e->pending >= 0)
		json_bool(j, "pending", e->pending);
	if (e->enable_count >= 0)
		json_int(j, "enable_count", e->enable_count);
	if (e->pause_count >= 0)
		json_int(j, "pause_count", e->pause_count);
	json_close(j);
}

static void put_stack(struct json *j, const struct finding *f)
{
	json_put_open(j, m.stack);
	for (size_t i = 0; i < f->nr_stack; i++)
		json_string(j, NULL, f->stack[i].name);
	json_array_end(j);
	if (!f->has_source)
		return;
	json_put_open(j, m.stack_source);
	for (size_t i = 0; i < f->nr_stack; i++)
		source_put_json(j, NULL, f->stack[i].source, f->stack[i].nr_source);
	json_array_end(j);
}

static void json_begin(struct check_out *out)
{
	struct json j = { .out = out->f };

	header_json(&j, "check", JSON_VERSION, out->about);
	header_json_end(&j, out->about);
}

static void put_event(struct json *j, const struct finding *f)
{
	json_put(j, m.event, f->is_event ? kind_name(f->report->kind) : f->event);
	put_site(j, f->at.ip, f->at.name);
}

static void json_violation(struct check_out *out, const struct finding *f)
{
	const struct bt_report *r = f->report;
	struct json j = { .out = out->f };

	json_open(&j, NULL);
	json_string(&j, "type", "violation");
	json_put(&j, m.invariant, f->id);
	json_put(&j, m.title, f->title);
	json_put(&j, m.time_ns, f->time_ns);
	json_put(&j, m.tid, r->tid);
	json_put(&j, m.pid, r->tgid);
	json_put(&j, m.comm, f->comm);
	json_put(&j, m.kthread, r->kthread);
	json_put(&j, m.cpu, r->cpu);
	put_event(&j, f);
	if (f->at.nr_source)
		source_put_json(&j, json_name(m.source), f->at.source, f->at.nr_source);
	if (r->address)
		put_address(&j, m.address, r->address);
	if (f->has_store)
		put_store(&j, f);
	else if (f->owner[0])
		json_put(&j, m.where, f->owner);
	json_put(&j, m.before, state_name(&r->before));
	if (f->is_event)
		put_state(&j, json_name(m.after), &r->after);
	put_expected(&j, &f->expected);
	if (f->opener.ip)
		json_put(&j, m.opener, f->opener.name);
	put_stack(&j, f);
	json_put(&j, m.events, r->events);
	put_history(&j, f);
	json_close(&j);
	fflush(out->f);
}

static void put_effects(struct json *j, const struct violation *v)
{
	char name[BT_COMM_LEN + 1] = "";

	json_put(j, m.effects, v->effects);
	if (!v->nr_heirs)
		return;
	json_put(j, m.heir_count, v->nr_heirs);
	json_put_open(j, m.heirs);
	for (size_t i = 0; i < v->nr_heirs && i < VIOLATION_HEIRS; i++) {
		memcpy(name, v->heirs[i].comm, BT_COMM_LEN);
		json_open(j, NULL);
		json_uint(j, "tid", v->heirs[i].tid);
		json_string(j, "comm", name);
		json_close(j);
	}
	json_array_end(j);
}

static void put_count(struct check_out *out, const struct violation *v)
{
	const struct finding_context context = check_context(out);
	struct json j = { .out = out->f };
	struct finding f;

	finding_head(&f, v, &context);
	json_open(&j, NULL);
	json_string(&j, "type", "count");
	json_put(&j, m.invariant, f.id);
	put_event(&j, &f);
	json_put(&j, m.count, v->count);
	put_effects(&j, v);
	json_close(&j);
}

static void json_end(struct check_out *out, const struct check_result *result)
{
	const struct member_uint looks[BT_NR_LOOKS] = {
		m.to_user, m.work_end, m.task_end, m.fork, m.sleep,
	};
	const struct out_losses losses = { result->losses, result->nr_losses, result->lost };
	struct json j = { .out = out->f };

	for (size_t n = 0; n < result->violations->n; n++)
		put_count(out, result->violations->v[n]);
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_put(&j, m.verdict, verdict_names[result->coverage.verdict]);
	json_put(&j, m.violations, result->shown);
	json_put(&j, m.others, result->others);
	json_put(&j, m.unreported, result->counts->unreported);
	json_put(&j, m.suspect, result->suspect);
	json_put(&j, m.tasks, result->counts->tasks);
	for (int i = 0; i < BT_NR_KINDS; i++)
		json_uint(&j, kind_name(i), result->counts->events[i]);
	json_put(&j, m.deferrers, result->sites->deferrers);
	if (result->sites->unknown)
		json_put(&j, m.deferrers_unknown, result->sites->unknown);
	json_put(&j, m.flushers, result->sites->flushers);
	json_put(&j, m.recorded, result->recorded);
	if (!result->recorded) {
		json_put(&j, m.executing, result->sites->executing);
		json_put(&j, m.emitters, result->sites->emitters);
		json_put(&j, m.emitters_executing, result->sites->emitters_executing);
		json_put(&j, m.direct_functions, result->sites->direct);
		json_put(&j, m.direct_executing, result->sites->direct_executing);
	}
	json_put(&j, m.migrated, result->counts->migrated);
	json_put(&j, m.longest_window_ns, result->counts->longest_ns);
	json_put(&j, m.skipped, result->counts->skipped);
	if (result->counts->unreported_entries) {
		json_put(&j, m.unreported_entries, result->counts->unreported_entries);
		json_put(&j, m.unreported_entry, result->entry);
	}
	if (result->rested)
		json_put(&j, m.rested, result->rested);
	if (result->effects)
		json_put(&j, m.effects, result->effects);
	if (!result->recorded)
		json_put(&j, m.task_switch_sections, result->counts->resumed);
	if (out->about->by_probes)
		json_put(&j, m.derived, result->coverage.derived);
	for (int i = 0; i < BT_NR_LOOKS; i++)
		json_put(&j, looks[i], result->counts->looks[i]);
	if (result->is_strict) {
		json_put_open(&j, m.strict);
		json_uint(&j, "hidden", result->strict.hidden);
		json_uint(&j, "completed", result->strict.completed);
		json_uint(&j, "early", result->strict.early);
		json_uint(&j, "premature", result->strict.premature);
		json_uint(&j, "unasked", result->strict.unasked);
		json_uint(&j, "abandoned", result->strict.abandoned);
		json_close(&j);
	}
	json_put(&j, m.lost, result->lost);
	losses_json(&j, m.losses, &losses);
	json_put(&j, m.elapsed_ns, result->elapsed_ns);
	verdict_json(&j, m.coverage, result, out->ksyms);
	json_close(&j);
}

const struct check_ops check_json = { json_begin, json_violation, json_end };

void check_schema(FILE *f)
{
	static const char *const types[] = {
		"header", "violation", "count", "task", "total", NULL
	};
	struct json j = json_schema_begin(f, "check", JSON_VERSION, types);

	header_schema(&j);
	json_schema_members(&j, m);
	now_schema_members(&j);
	json_schema_end(&j);
}
