// SPDX-License-Identifier: GPL-2.0
#include "base/escape.h"
#include "base/json_schema.h"
#include "output/header.h"
#include "version.h"

#define MEMBERS(M) \
	M(version, string, "header: of this format") \
	M(tool, string, "name and version") \
	M(command, string, "that measured") \
	M(subject, string, "what was watched: system wide, a command, tasks") \
	M(kernel, string, "its release") \
	M(generation, string, "of its batching: G0 none, G1, G2, G3; or unknown") \
	M(attach, string, "how its events are read: btf, classic or probes") \
	M(backend, string, "where its events come from: tracepoints or probes") \
	M(scope, string, \
	  "kind of the tasks: system, command, processes, threads or cgroup, with the names and " \
	  "CPUs that limit it; not there if not known") \
	M(probes, object, "where kprobes were, on a kernel without the events")

JSON_MEMBERS(m, MEMBERS);

void header_json(struct json *j, const char *command, const char *version,
		 const struct about *about)
{
	json_open(j, NULL);
	json_string(j, "type", "header");
	json_put(j, m.version, version);
	json_put(j, m.tool, "barrier-trace " BT_VERSION);
	json_put(j, m.command, command);
	json_put(j, m.subject, about->subject);
	json_put(j, m.kernel, about->kernel);
	json_put(j, m.generation, about->generation);
	json_put(j, m.attach, about->attach);
	json_put(j, m.backend, about->by_probes ? "probes" : "tracepoints");
	if (about->scope && *about->scope)
		json_put(j, m.scope, about->scope);
}

void header_json_end(struct json *j, const struct about *about)
{
	const struct probe_coverage *c = &about->coverage;

	if (about->by_probes) {
		json_put_open(j, m.probes);
		json_string(j, "scope", c->scope);
		json_uint(j, "places", c->places);
		json_uint(j, "derived_places", c->calls);
		json_uint(j, "out_of_scope", c->out_of_scope);
		json_uint(j, "uncovered", c->uncovered);
		/* A probe is an exception, and lies within the windows that it measures. */
		json_bool(j, "times_with_exceptions", true);
		json_close(j);
	}
	json_close(j);
}

void header_schema(struct json *j)
{
	json_schema_members(j, m);
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
