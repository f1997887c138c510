// SPDX-License-Identifier: GPL-2.0
/* Write the tasks of a look as KTAP, a result for each state that cannot be. */
#include <inttypes.h>
#include <string.h>

#include "base/escape.h"
#include "output/now_out.h"

/* Rules in the order of enum now_judgement, from the first wrong one on. */
static const struct {
	const char *sentence;
	bool needs_pending;
} rules[] = {
	{ "No task rests inside a section.", false },
	{ "No task rests with a pause that nobody has ended.", false },
	{ "No task owes barriers outside of any section.", true },
	{ "No task owes barriers while paused.", true },
};

_Static_assert(sizeof(rules) / sizeof(*rules) == NR_NOW_JUDGEMENTS - NOW_RESTS_INSIDE,
	       "a rule for each state that cannot be");

static uint64_t write_tasks(const struct now_out *out, enum now_judgement judgement)
{
	char comm[BT_COMM_LEN + 1] = "", clean[4 * BT_COMM_LEN + 1];
	uint64_t n = 0;

	for (size_t i = 0; i < out->found->n; i++) {
		const struct now_task *t = &out->found->v[i];

		if (t->judgement != judgement)
			continue;
		n++;
		memcpy(comm, t->state.comm, BT_COMM_LEN);
		fprintf(out->f, "# %s/%u, %s, CPU %u: %s%s\n",
			escape_terminal(clean, sizeof(clean), comm), t->state.tid,
			now_rest_name(&t->state), t->state.cpu, now_judgement_text(judgement),
			t->inherited ? ", as the process that made it" : "");
	}
	return n;
}

static void write_ktap(const struct now_out *out)
{
	const struct now_tasks *found = out->found;
	const int nr = sizeof(rules) / sizeof(*rules);

	fputs("KTAP version 1\n", out->f);
	for (int i = 0; i < nr; i++) {
		uint64_t n = write_tasks(out, NOW_RESTS_INSIDE + i);

		if (n)
			fprintf(out->f, "not ok %d %s # %" PRIu64 " tasks\n", i + 1, rules[i].sentence, n);
		else
			fprintf(out->f, "ok %d %s%s\n", i + 1, rules[i].sentence,
				rules[i].needs_pending && !found->knows_pending ?
				" # SKIP the bit of PENDING is not known" : "");
	}
	for (unsigned int i = 0; now_tasks_gap(found, i); i++)
		fprintf(out->f, "# %s\n", now_tasks_gap(found, i));
	fprintf(out->f, "ok %d All tasks were judged.", nr + 1);
	if (now_tasks_gap(found, 0))
		fputs(" # SKIP not all of them, see above", out->f);
	fprintf(out->f, "\n1..%d\n", nr + 1);
}

const struct now_ops now_ktap = { write_ktap };
