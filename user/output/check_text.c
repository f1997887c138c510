// SPDX-License-Identifier: GPL-2.0
/* Findings for people, and for mails. */
#include <inttypes.h>
#include <string.h>

#include "output/check_out.h"
#include "base/escape.h"
#include "output/source_out.h"
#include "aggregate/row_key.h"
#include "base/parse.h"
#include "aggregate/address_owner.h"


static void print_state(FILE *f, const struct bt_snapshot *s)
{
	fprintf(f, "pending=%d active=%d in_interrupt=%d enable_count=%d pause_count=%d",
		s->pending, s->active, s->in_interrupt, s->enable_count, s->pause_count);
}

static void print_task(struct check_out *out, const struct bt_report *r)
{
	char comm[BT_COMM_LEN + 1] = "", safe[4 * BT_COMM_LEN + 1];

	memcpy(comm, r->comm, BT_COMM_LEN);
	escape_terminal(safe, sizeof(safe), comm);
	fprintf(out->f, "  task      %s/%u", safe, r->tid);
	if (r->kthread)
		fputs(" (kernel thread)", out->f);
	else if (r->tgid != r->tid)
		fprintf(out->f, " of process %u", r->tgid);
	fprintf(out->f, ", CPU %u, %s, %.6f s after the start\n", r->cpu,
		(violation_is_event(r) && r->after.in_interrupt) ||
		(r->type == BT_REPORT_PREMATURE && r->store.in_interrupt) ?
		"in interrupt" : "task context",
		(int64_t)(r->time_ns - out->start_ns) / 1e9);
}

/* Whose entry it was, and which flush would have come too late. */
static void print_store(struct check_out *out, const struct bt_report *r)
{
	char comm[BT_COMM_LEN + 1] = "", safe[4 * BT_COMM_LEN + 1], site[256], place[512], clean[1024];
	const struct bt_store *s = &r->store;

	if (r->type == BT_REPORT_PREMATURE && r->kind == BT_ACCESS_STACK)
		fprintf(out->f, "  stack of  task %u, which comes next on this CPU\n", s->user);
	if (r->type == BT_REPORT_PREMATURE && *address_owner(out->ksyms, r, place, sizeof(place)))
		fprintf(out->f, "  address   %s\n", escape_terminal(clean, sizeof(clean), place));
	fprintf(out->f, "  stored    %.3f us before, ", s->pending_ns / 1e3);
	memcpy(comm, s->comm, BT_COMM_LEN);
	if (s->cpu >= 0)
		fprintf(out->f, "in interrupt on CPU %d", s->cpu);
	else if (s->tid)
		fprintf(out->f, "by %s/%u", escape_terminal(safe, sizeof(safe), comm), s->tid);
	else
		fputs("by nobody known", out->f);
	fprintf(out->f, ", %s, %s%u entr%s\n",
		s->deferred ? "in lazy MMU mode" : "not in lazy MMU mode",
		r->type == BT_REPORT_PREMATURE ? "one of " : "", s->entries,
		s->entries == 1 ? "y" : "ies");
	for (uint32_t i = 0; i < s->depth && i < BT_STORE_DEPTH; i++)
		fprintf(out->f, "  %-8s  %s\n", i ? "" : "by",
			ksyms_site(out->ksyms, site, sizeof(site), s->stack[i]));
	if (s->late_ns)
		fprintf(out->f, "  flush     %.3f us after the access at %s: too late\n",
			(s->late_ns - r->time_ns) / 1e3,
			ksyms_site(out->ksyms, site, sizeof(site), s->late_ip));
	else if (r->type == BT_REPORT_PREMATURE && s->deferred)
		fputs("  flush     none was seen\n", out->f);
	if (s->fixup)
		fputs("  note      the access was ready to fail: it may look for what is not there\n",
		      out->f);
}

static void print_expected(FILE *f, const struct expected *e)
{
	const char *comma = "";

	if (e->pending < 0 && e->enable_count < 0 && e->pause_count < 0)
		return;
	fputs("  expected  ", f);
	if (e->pending >= 0)
		comma = fprintf(f, "pending=%d", e->pending) > 0 ? " " : "";
	if (e->enable_count >= 0)
		comma = fprintf(f, "%senable_count=%d", comma, e->enable_count) > 0 ? " " : "";
	if (e->pause_count >= 0)
		fprintf(f, "%spause_count=%d", comma, e->pause_count);
	putc('\n', f);
}

static void print_stack(struct check_out *out, const struct bt_report *r)
{
	char site[256];

	size_t n, i = violation_stack(r, out->ksyms, &n);

	if (!n)
		fprintf(out->f, "  stack     none (%s)\n", strerror(-r->stack_size));
	for (const char *head = "stack"; i < n; i++, head = "") {
		fprintf(out->f, "  %-8s  %s\n", head,
			ksyms_site(out->ksyms, site, sizeof(site), r->stack[i]));
		lines_put_text(out->f, out->lines, r->stack[i], "              ");
	}
}

/* Of the event's site, where the stack does not say it. */
static void print_lines(struct check_out *out, const struct bt_report *r)
{
	size_t n, i = violation_stack(r, out->ksyms, &n);

	if (r->ip && (i == n || r->stack[i] != r->ip))
		lines_put_text(out->f, out->lines, r->ip, "              ");
}

static void print_history(struct check_out *out, const struct bt_report *r)
{
	struct past past;
	char site[256];
	int back = out->history;

	while (back && !violation_past(r, back, &past))
		back--;
	if (!back)
		return;
	fprintf(out->f, "  history   the last %d of %u events of the task%s\n", back, r->events,
		r->type == BT_REPORT_PREMATURE ? " that stored" : "");
	for (; back; back--) {
		if (!violation_past(r, back, &past))
			continue;
		fprintf(out->f, "    %12.6f %3u  %-15s %-4s ",
			(int64_t)(past.time_ns - out->start_ns) / 1e9, past.cpu,
			event_name(past.kind),
			past.level < BT_LEVEL_NONE ? level_names[past.level] : "");
		print_state(out->f, &past.after);
		fprintf(out->f, "  %s\n", ksyms_site(out->ksyms, site, sizeof(site), past.ip));
	}
}

static void text_begin(struct check_out *out)
{
	(void)out;
}

static void text_violation(struct check_out *out, const struct violation *v)
{
	const struct bt_report *r = &v->first;
	const struct invariant *i = invariant_find(r->invariant);
	struct expected e = violation_expected(r, out->generation);
	char site[256];

	fprintf(out->f, "\n I%u violated: %s\n\n  rule      %s\n", r->invariant, i->title, i->sentence);
	if (r->type != BT_REPORT_TEXT)
		print_task(out, r);
	fprintf(out->f, "  event     %s", violation_event(r));
	if (r->ip)
		fprintf(out->f, " at %s", ksyms_site(out->ksyms, site, sizeof(site), r->ip));
	if (r->address)
		fprintf(out->f, " at address 0x%llx", (unsigned long long)r->address);
	putc('\n', out->f);
	print_lines(out, r);
	if (violation_has_store(r))
		print_store(out, r);
	if (r->type == BT_REPORT_TEXT) {
		fprintf(out->f, "  look at   %s\n", i->hint);
		fflush(out->f);
		return;
	}
	fprintf(out->f, "  before    %s", state_name(&r->before));
	if (r->before.flags & BT_SHADOW_KNOWN)
		fprintf(out->f, ", enable_count=%u pause_count=%u", r->before.enable_count,
			r->before.pause_count);
	if (violation_is_event(r)) {
		fputs("\n  after     ", out->f);
		print_state(out->f, &r->after);
	}
	putc('\n', out->f);
	print_expected(out->f, &e);
	print_stack(out, r);
	print_history(out, r);
	fprintf(out->f, "  look at   %s\n", i->hint);
	fflush(out->f);
}

static void print_summary(struct check_out *out, const struct check_result *result)
{
	fprintf(out->f, "\n %-10s %s\n", "count", "violation");
	for (size_t n = 0; n < result->violations->n; n++) {
		const struct violation *v = result->violations->v[n];
		char count[32], site[256] = "";

		if (v->first.ip)
			ksyms_site(out->ksyms, site, sizeof(site), v->first.ip);
		fprintf(out->f, " %-10s I%u %s: %s%s%s\n",
			format_count(count, sizeof(count), v->count), v->first.invariant,
			invariant_find(v->first.invariant)->title, violation_event(&v->first),
			site[0] ? " at " : "", site);
	}
}

static void print_strict(FILE *f, const struct strict_counts *n)
{
	char count[32];

	fprintf(f, "%18s      entries hidden until their barriers\n",
		format_count(count, sizeof(count), n->hidden));
	fprintf(f, "%18s        shown too early, for want of room: not watched\n",
		format_count(count, sizeof(count), n->early));
	fprintf(f, "%18s        that their tasks left behind\n",
		format_count(count, sizeof(count), n->abandoned));
}

static void text_end(struct check_out *out, const struct check_result *result)
{
	static const char *const look_names[BT_NR_LOOKS] = {
		"returns to user mode", "work items", "ends of tasks", "forks", "sleeps",
	};
	const struct check_counts *n = result->counts;
	char count[32], clean[1024];
	uint64_t events = 0;

	if (result->violations->n)
		print_summary(out, result);
	for (int i = 0; i < BT_NR_KINDS; i++)
		events += n->events[i];
	fprintf(out->f, "\n Checked for %s on %s, logic %s:\n\n",
		escape_terminal(clean, sizeof(clean), out->about->subject), out->about->kernel,
		out->about->generation);
	fprintf(out->f, "%18s      events of %" PRIu64 " tasks\n",
		format_count(count, sizeof(count), events), n->tasks);
	for (int i = 0; i < BT_NR_KINDS; i++)
		fprintf(out->f, "%18s        %s\n", format_count(count, sizeof(count), n->events[i]),
			event_name(i));
	for (int i = 0; i < BT_NR_LOOKS; i++)
		fprintf(out->f, "%18s      %s\n", format_count(count, sizeof(count), n->looks[i]),
			look_names[i]);
	fprintf(out->f, "%18s      sites that deferred\n",
		format_count(count, sizeof(count), result->sites->deferrers));
	fprintf(out->f, "%18s      sites that flushed, ",
		format_count(count, sizeof(count), result->sites->flushers));
	if (result->recorded)
		fputs("whose text is not in a recording: no I22 and I23\n", out->f);
	else
		fprintf(out->f, "%" PRIu64 " seen to execute dsb ishst; isb\n",
			result->sites->executing);
	if (result->sites->direct)
		fprintf(out->f, "%18s      functions that store without the queue, %" PRIu64
			" seen to have dsb ishst; isb\n",
			format_count(count, sizeof(count), result->sites->direct),
			result->sites->direct_executing);
	fprintf(out->f, "%18s      batches flushed on another CPU than they began on\n",
		format_count(count, sizeof(count), n->migrated));
	fprintf(out->f, "%18s      us that a batch waited for its flush, at most\n",
		format_count(count, sizeof(count), (n->longest_ns + 999) / 1000));
	fprintf(out->f, "%18s      events not judged: %s\n", format_count(count, sizeof(count), n->skipped),
		out->about->by_probes ? "derived, not observed" :
		"first ones of tasks inside a section, and after violations");
	if (n->resumed)
		fprintf(out->f, "%18s      sections of finish_task_switch() in tasks that were preempted\n",
			format_count(count, sizeof(count), n->resumed));
	if (result->is_strict)
		print_strict(out->f, &result->strict);
	fprintf(out->f, "\n%18.9f      seconds elapsed\n\n", result->elapsed_ns / 1e9);
	fprintf(out->f, "%18s      events lost\n", format_count(count, sizeof(count), result->lost));
	for (size_t i = 0; i < result->nr_losses; i++)
		if (result->losses[i].count)
			fprintf(out->f, "%18s        %s\n",
				format_count(count, sizeof(count), result->losses[i].count),
				result->losses[i].name);
	if (n->unreported)
		fprintf(out->f, "%18s      violations counted, but not shown: too many at once\n",
			format_count(count, sizeof(count), n->unreported));
	if (result->suspect)
		fprintf(out->f, "%18s      findings after a loss, which may have caused them: not shown\n",
			format_count(count, sizeof(count), result->suspect));
	if (result->others)
		fprintf(out->f, "%18s      violations of other tasks: -a shows them\n",
			format_count(count, sizeof(count), result->others));
	if (out->about->by_probes) {
		putc('\n', out->f);
		coverage_text(out->f, out->about);
		fputs(" Sections are not seen: judged are single events, and tasks that had one, where\n"
		      " they have to be outside of any section; derived events are not.\n", out->f);
	}
	fprintf(out->f, "\n verdict: %s", verdict_names[result->verdict]);
	if (result->shown)
		fprintf(out->f, ", %s violation%s", format_count(count, sizeof(count), result->shown),
			result->shown == 1 ? "" : "s");
	fputs("\n\n", out->f);
}

const struct check_ops check_text = { text_begin, text_violation, text_end };
