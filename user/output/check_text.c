// SPDX-License-Identifier: GPL-2.0
/* Write findings for people, and for mails. */
#include <inttypes.h>
#include <string.h>

#include "output/check_out.h"
#include "base/escape.h"
#include "output/losses_out.h"
#include "output/source_out.h"
#include "output/verdict_out.h"
#include "aggregate/row_key.h"
#include "base/parse.h"

#define SOURCE	"              "	/* indent of source lines */

static void print_state(FILE *f, const struct bt_snapshot *s)
{
	fprintf(f, "pending=%d active=%d in_interrupt=%d enable_count=%d pause_count=%d",
		s->pending, s->active, s->in_interrupt, s->enable_count, s->pause_count);
}

static void print_task(FILE *f, const struct finding *v)
{
	const struct bt_report *r = v->report;
	char safe[4 * BT_COMM_LEN + 1];

	fprintf(f, "  task      %s/%u", escape_terminal(safe, sizeof(safe), v->comm), r->tid);
	if (r->kthread)
		fputs(" (kernel thread)", f);
	else if (r->tgid != r->tid)
		fprintf(f, " of process %u", r->tgid);
	fprintf(f, ", CPU %u, %s, %.6f s after the start\n", r->cpu,
		(v->is_event && r->after.in_interrupt) ||
		(v->is_premature && r->store.in_interrupt) ?
		"in interrupt" : "task context", v->time_ns / 1e9);
}

/* Print which task had stored the entry, and which flush would have come too late. */
static void print_store(FILE *f, const struct finding *v)
{
	char safe[4 * BT_COMM_LEN + 1], clean[1024];
	const struct bt_store *s = &v->report->store;

	if (v->is_premature && v->report->kind == BT_ACCESS_STACK)
		fprintf(f, "  stack of  task %u, which comes next on this CPU\n", s->user);
	if (v->owner[0])
		fprintf(f, "  address   %s\n", escape_terminal(clean, sizeof(clean), v->owner));
	fprintf(f, "  stored    %.3f us before, ", s->pending_ns / 1e3);
	if (s->cpu >= 0)
		fprintf(f, "in interrupt on CPU %d", s->cpu);
	else if (s->tid)
		fprintf(f, "by %s/%u", escape_terminal(safe, sizeof(safe), v->store_comm), s->tid);
	else
		fputs("by nobody known", f);
	fprintf(f, ", %s, %s%u entr%s\n", s->deferred ? "in lazy MMU mode" : "not in lazy MMU mode",
		v->is_premature ? "one of " : "", s->entries, s->entries == 1 ? "y" : "ies");
	for (size_t i = 0; i < v->nr_store_stack; i++)
		fprintf(f, "  %-8s  %s\n", i ? "" : "by", v->store_stack[i].name);
	if (s->late_ns)
		fprintf(f, "  flush     %.3f us after the access at %s: too late\n",
			(s->late_ns - v->report->time_ns) / 1e3, v->flush.name);
	else if (v->is_premature && s->deferred)
		fputs("  flush     none was seen\n", f);
	if (s->fixup)
		fputs("  note      the access was ready to fail: it may look for what is not there\n", f);
}

/* Print what is known of the address of a fault.  No event carries an address. */
static void print_fault(FILE *f, const struct finding *v)
{
	const struct bt_shadow *t = &v->report->before;
	char clean[1024];

	if (v->owner[0])
		fprintf(f, "  address   %s\n", escape_terminal(clean, sizeof(clean), v->owner));
	fputs("  stored    by nobody seen: events carry no addresses, a strict kernel's reports do (I24)\n", f);
	fprintf(f, "  owed      %s\n", !(t->flags & BT_SHADOW_KNOWN) ? "the state of this task is not known" :
		t->state == BT_STATE_PENDING ? "this task owed barriers when it faulted" :
		"this task owed no barriers when it faulted");
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

static void print_stack(FILE *f, const struct finding *v)
{
	if (!v->nr_stack)
		fprintf(f, "  stack     none (%s)\n", strerror(-v->report->stack_size));
	for (size_t i = 0; i < v->nr_stack; i++) {
		fprintf(f, "  %-8s  %s\n", i ? "" : "stack", v->stack[i].name);
		source_put_text(f, v->stack[i].source, v->stack[i].nr_source, SOURCE);
	}
}

static void print_history(FILE *f, const struct finding *v)
{
	if (!v->nr_history)
		return;
	fprintf(f, "  history   the last %zu of %u events of the task%s\n", v->nr_history,
		v->report->events, v->is_premature ? " that stored" : "");
	for (size_t i = 0; i < v->nr_history; i++) {
		const struct past *past = &v->history[i].past;

		fprintf(f, "    %12.6f %3u  %-15s %-4s ", v->history[i].time_ns / 1e9, past->cpu,
			event_name(past->kind),
			past->level < BT_LEVEL_NONE ? level_names[past->level] : "");
		print_state(f, &past->after);
		fprintf(f, "  %s\n", v->history[i].site);
	}
}

static void text_begin(struct check_out *out)
{
	(void)out;
}

static void print_states(FILE *f, const struct finding *v)
{
	const struct bt_report *r = v->report;

	fprintf(f, "  before    %s", state_name(&r->before));
	if (r->before.flags & BT_SHADOW_KNOWN)
		fprintf(f, ", enable_count=%u pause_count=%u", r->before.enable_count,
			r->before.pause_count);
	if (v->is_event) {
		fputs("\n  after     ", f);
		print_state(f, &r->after);
	}
	putc('\n', f);
	print_expected(f, &v->expected);
	if (v->opener.ip)
		fprintf(f, "  section   entered at %s\n", v->opener.name);
}

static void text_violation(struct check_out *out, const struct finding *v)
{
	const struct bt_report *r = v->report;
	FILE *f = out->f;

	fprintf(f, "\n %s violated: %s\n\n  rule      %s\n", v->id, v->title,
		v->invariant->sentence);
	if (r->type != BT_REPORT_TEXT)
		print_task(f, v);
	fprintf(f, "  event     %s", v->event);
	if (v->at.ip)
		fprintf(f, " at %s", v->at.name);
	if (r->address)
		fprintf(f, " at address 0x%llx", (unsigned long long)r->address);
	putc('\n', f);
	/* A stack that begins at the event's site prints the source lines of the site, too. */
	if (!v->at_in_stack)
		source_put_text(f, v->at.source, v->at.nr_source, SOURCE);
	if (v->has_store)
		print_store(f, v);
	if (r->type == BT_REPORT_FAULT)
		print_fault(f, v);
	if (r->type != BT_REPORT_TEXT) {
		print_states(f, v);
		print_stack(f, v);
		print_history(f, v);
	}
	fprintf(f, "  look at   %s\n", v->hint);
	fflush(f);
}

/* Print what follows from a mistake, and which tasks have inherited it. */
static void print_effects(FILE *f, const struct violation *v)
{
	char count[32], name[BT_COMM_LEN + 1] = "", safe[4 * BT_COMM_LEN + 1];

	if (v->effects)
		fprintf(f, " %-10s effects of it, in later events and looks\n",
			format_count(count, sizeof(count), v->effects));
	if (!v->nr_heirs)
		return;
	fprintf(f, " %-10s tasks born in that state:", format_count(count, sizeof(count), v->nr_heirs));
	for (size_t i = 0; i < v->nr_heirs && i < VIOLATION_HEIRS; i++) {
		memcpy(name, v->heirs[i].comm, BT_COMM_LEN);
		fprintf(f, " %s/%u", escape_terminal(safe, sizeof(safe), name), v->heirs[i].tid);
	}
	fputs(v->nr_heirs > VIOLATION_HEIRS ? " ...\n" : "\n", f);
}

static void print_summary(struct check_out *out, const struct check_result *result)
{
	const struct finding_context context = check_context(out);
	struct finding f;
	char count[32];

	fprintf(out->f, "\n %-10s %s\n", "count", "violation");
	for (size_t n = 0; n < result->violations->n; n++) {
		const struct violation *v = result->violations->v[n];

		finding_head(&f, v, &context);
		fprintf(out->f, " %-10s %s %s: %s%s%s\n", format_count(count, sizeof(count), v->count),
			f.id, f.title, f.event, f.at.ip ? " at " : "",
			f.at.ip ? f.at.name : "");
		print_effects(out->f, v);
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
	const struct out_losses losses = { result->losses, result->nr_losses, result->lost };
	const struct check_counts *n = result->counts;
	char count[32], clean[1024], line[256];
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
	fprintf(out->f, "%18s      batches flushed on another CPU than they began on\n",
		format_count(count, sizeof(count), n->migrated));
	fprintf(out->f, "%18s      us that a batch waited for its flush, at most\n",
		format_count(count, sizeof(count), (n->longest_ns + 999) / 1000));
	if (n->resumed)
		fprintf(out->f, "%18s      sections of finish_task_switch() in tasks that were preempted\n",
			format_count(count, sizeof(count), n->resumed));
	if (result->rested)
		fprintf(out->f, "%18s      tasks looked at before and after, where they rest\n",
			format_count(count, sizeof(count), result->rested));
	fputs("                        not seen: what may sleep in a section and did not (I17)\n", out->f);
	if (result->is_strict)
		print_strict(out->f, &result->strict);
	fprintf(out->f, "\n%18.9f      seconds elapsed\n\n", result->elapsed_ns / 1e9);
	losses_text(out->f, &losses, "events", NULL);
	if (n->unreported)
		fprintf(out->f, "%18s      violations counted, but not shown: too many at once\n",
			format_count(count, sizeof(count), n->unreported));
	if (result->suspect)
		fprintf(out->f, "%18s      findings after a loss, which may have caused them: not shown\n",
			format_count(count, sizeof(count), result->suspect));
	if (result->effects)
		fprintf(out->f, "%18s      effects of states that were wrong before check began\n",
			format_count(count, sizeof(count), result->effects));
	if (result->others)
		fprintf(out->f, "%18s      violations of other tasks: -a shows them\n",
			format_count(count, sizeof(count), result->others));
	putc('\n', out->f);
	coverage_text(out->f, out->about);
	verdict_text(out->f, result, out->ksyms, out->verbose);
	fprintf(out->f, "\n verdict: %s\n\n", verdict_line(result, line, sizeof(line)));
}

const struct check_ops check_text = { text_begin, text_violation, text_end };
