// SPDX-License-Identifier: GPL-2.0
/* Write the tasks of a look for people. */
#include <inttypes.h>
#include <string.h>

#include "base/escape.h"
#include "base/parse.h"
#include "output/now_out.h"

static void print_stack(const struct now_out *out, const struct bt_now_task *t)
{
	size_t n = t->stack_size > 0 ? t->stack_size / sizeof(*t->stack) : 0;
	char site[256], clean[1024];

	for (size_t i = 0; i < n && i < BT_NOW_DEPTH; i++)
		fprintf(out->f, "  %-8s  %s\n", i ? "" : "stack",
			escape_terminal(clean, sizeof(clean),
					ksyms_site(out->ksyms, site, sizeof(site), t->stack[i])));
}

static void print_task(const struct now_out *out, const struct now_task *task)
{
	const struct bt_now_task *t = &task->state;
	char comm[BT_COMM_LEN + 1] = "", clean[4 * BT_COMM_LEN + 1];

	memcpy(comm, t->comm, BT_COMM_LEN);
	fprintf(out->f, "\n  task      %s/%u", escape_terminal(clean, sizeof(clean), comm), t->tid);
	if (t->idle)
		fprintf(out->f, " (idle task of CPU %u)", t->cpu);
	else if (t->kthread)
		fputs(" (kernel thread)", out->f);
	else if (t->tid != t->tgid)
		fprintf(out->f, " of process %u", t->tgid);
	fprintf(out->f, ", %s, CPU %u\n", now_rest_name(t), t->cpu);
	fprintf(out->f, "  state     pending=%u enable_count=%u pause_count=%u, at %u of %u looks\n",
		t->pending, t->enable_count, t->pause_count, task->looks, out->found->looks);
	fprintf(out->f, "  judgement %s\n", now_judgement_text(task->judgement));
	if (task->inherited)
		fprintf(out->f, "  note      process %u, which made it, is in the same state\n", t->parent);
	if (now_is_wrong(task->judgement))
		print_stack(out, t);
}

static void print_tasks(const struct now_out *out, const char *title, bool wrong)
{
	bool any = false;

	for (size_t i = 0; i < out->found->n; i++) {
		const struct now_task *t = &out->found->v[i];

		if (now_is_wrong(t->judgement) != wrong)
			continue;
		if (!any)
			fprintf(out->f, "\n %s\n", title);
		any = true;
		print_task(out, t);
	}
}

static void put_count(const struct now_out *out, uint64_t n, const char *what)
{
	char count[32];

	fprintf(out->f, "%18s      %s\n", format_count(count, sizeof(count), n), what);
}

static void write_text(const struct now_out *out)
{
	const struct now_tasks *found = out->found;
	const struct now_counts n = now_tasks_count(found);
	enum check_verdict verdict = now_tasks_verdict(found);
	char count[32];

	print_tasks(out, "States that cannot be:", true);
	print_tasks(out, "In the mode at this instant:", false);
	fprintf(out->f, "\n Looked at all tasks on %s, logic %s:\n\n", out->about->kernel,
		out->about->generation);
	put_count(out, found->tasks, "tasks");
	put_count(out, found->idle, "  idle tasks of CPUs");
	put_count(out, n.inside, "inside a section");
	put_count(out, n.paused, "with a pause");
	if (found->knows_pending)
		put_count(out, n.owing, "owe barriers");
	put_count(out, n.wrong, "in a state that cannot be");
	if (n.inherited)
		put_count(out, n.inherited, "  more in a state that they may have inherited");
	put_count(out, n.undecided, "not judged: they run, or were preempted, and may be in the middle");
	fprintf(out->f, "\n%18.9f      seconds for %u look%s\n\n", found->elapsed_ns / 1e9,
		found->looks, found->looks == 1 ? "" : "s");
	for (unsigned int i = 0; now_tasks_gap(found, i); i++)
		fprintf(out->f, " not judged: %s\n", now_tasks_gap(found, i));
	fprintf(out->f, " verdict: %s", verdict_names[verdict]);
	if (verdict == VERDICT_VIOLATED)
		fprintf(out->f, ", %s task%s in a state that cannot be",
			format_count(count, sizeof(count), n.wrong), n.wrong == 1 ? "" : "s");
	fputs("\n\n", out->f);
}

const struct now_ops now_text = { write_text };
