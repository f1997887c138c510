// SPDX-License-Identifier: GPL-2.0
/* Write findings as KTAP, a result for each invariant, for test harnesses of the kernel. */
#include <inttypes.h>

#include "output/check_out.h"
#include "output/source_out.h"
#include "output/verdict_out.h"

static void ktap_begin(struct check_out *out)
{
	fputs("KTAP version 1\n", out->f);
}

static void ktap_violation(struct check_out *out, const struct finding *f)
{
	fprintf(out->f, "# %s: %s", f->id, f->event);
	if (f->at.ip)
		fprintf(out->f, " at %s", f->at.name);
	putc('\n', out->f);
	for (size_t i = 0; i < f->nr_stack; i++) {
		fprintf(out->f, "#   %s\n", f->stack[i].name);
		source_put_text(out->f, f->stack[i].source, f->stack[i].nr_source, "#     ");
	}
}

static uint64_t count_of(const struct check_result *result, int number)
{
	uint64_t sum = 0;

	for (size_t n = 0; n < result->violations->n; n++)
		if (result->violations->v[n]->first.invariant == (uint32_t)number)
			sum += result->violations->v[n]->count;
	return sum;
}

static void ktap_end(struct check_out *out, const struct check_result *result)
{
	const struct coverage *c = &result->coverage;
	bool lost = result->lost || result->unknown_loss;
	char line[256];
	int n = 0;

	for (const struct invariant *i = invariants; i->title; i++) {
		const struct rule_coverage *r = &c->rules[i->number];
		uint64_t count;

		if (!invariant_holds(i, out->generation))
			continue;
		count = count_of(result, i->number);
		if (count)
			fprintf(out->f, "not ok %d I%d %s # %" PRIu64 " times\n", ++n, i->number,
				i->sentence, count);
		else if (rule_is_judged(r->state))
			fprintf(out->f, "ok %d I%d %s\n", ++n, i->number, i->sentence);
		else
			fprintf(out->f, "ok %d I%d %s # SKIP %s: %s\n", ++n, i->number, i->sentence,
				rule_state_names[r->state], r->why);
	}
	fprintf(out->f, "# %" PRIu64 " of %" PRIu64 " events judged\n", c->judged, c->events);
	fprintf(out->f, "# verdict: %s\n", verdict_line(result, line, sizeof(line)));
	fprintf(out->f, "%s %d No event was lost. # %" PRIu64 "\n", lost ? "not ok" : "ok", n + 1,
		result->lost);
	fprintf(out->f, "1..%d\n", n + 1);
}

const struct check_ops check_ktap = { ktap_begin, ktap_violation, ktap_end };
