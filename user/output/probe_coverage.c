// SPDX-License-Identifier: GPL-2.0
#include "base/json.h"
#include "output/probe_coverage.h"

void out_probes_text(FILE *f, const struct out_probes *p)
{
	if (!p)
		return;
	fprintf(f, " By kprobes at %zu places (--scope=%s); at %zu of them, which are calls, events are\n"
		" derived from the task's state.\n", p->places, p->scope, p->calls);
	if (p->out_of_scope)
		fprintf(f, " Not looked at: %zu places outside of that scope (--scope=all).\n",
			p->out_of_scope);
	if (p->uncovered)
		fprintf(f, " Not seen: %zu places that take no probe ('barrier-trace info --sites').\n",
			p->uncovered);
}

void out_probes_json(struct json *j, const struct out_probes *p)
{
	if (!p)
		return;
	json_open(j, "probes");
	json_string(j, "scope", p->scope);
	json_uint(j, "places", p->places);
	json_uint(j, "derived_places", p->calls);
	json_uint(j, "out_of_scope", p->out_of_scope);
	json_uint(j, "uncovered", p->uncovered);
	json_close(j);
}
