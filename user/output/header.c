// SPDX-License-Identifier: GPL-2.0
#include "base/escape.h"
#include "output/header.h"
#include "version.h"

void header_json(struct json *j, const char *command, const char *version, const struct about *about)
{
	json_open(j, NULL);
	json_string(j, "type", "header");
	json_string(j, "version", version);
	json_string(j, "tool", "barrier-trace " BT_VERSION);
	json_string(j, "command", command);
	json_string(j, "subject", about->subject);
	json_string(j, "kernel", about->kernel);
	json_string(j, "generation", about->generation);
	json_string(j, "attach", about->attach);
}

void header_json_end(struct json *j, const struct about *about)
{
	const struct probe_coverage *c = &about->coverage;

	if (about->by_probes) {
		json_open(j, "probes");
		json_string(j, "scope", c->scope);
		json_uint(j, "places", c->places);
		json_uint(j, "derived_places", c->calls);
		json_uint(j, "out_of_scope", c->out_of_scope);
		json_uint(j, "uncovered", c->uncovered);
		json_close(j);
	}
	json_close(j);
}

void header_text(FILE *f, const char *title, const struct about *about, int runs)
{
	char clean[1024];

	fprintf(f, "%s %s", title, escape_terminal(clean, sizeof(clean), about->subject));
	if (runs > 1)
		fprintf(f, " (%d runs)", runs);
}

void coverage_text(FILE *f, const struct about *about)
{
	const struct probe_coverage *c = &about->coverage;

	if (!about->by_probes)
		return;
	fprintf(f, " By kprobes at %zu places (--scope=%s); at %zu of them, which are calls, events are\n"
		" derived from the task's state.\n", c->places, c->scope, c->calls);
	if (c->out_of_scope)
		fprintf(f, " Not looked at: %zu places outside of that scope (--scope=all).\n",
			c->out_of_scope);
	if (c->uncovered)
		fprintf(f, " Not seen: %zu places that take no probe ('barrier-trace info --sites').\n",
			c->uncovered);
}
