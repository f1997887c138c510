// SPDX-License-Identifier: GPL-2.0
#include "base/array.h"
#include "base/json_schema.h"

struct json schema_begin(FILE *f, const char *command, const char *version, const char *const types[])
{
	struct json j = { .out = f };
	char title[128];

	snprintf(title, sizeof(title), "a line of barrier-trace %s --json, version %s", command, version);
	json_open(&j, NULL);
	json_string(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_string(&j, "title", title);
	json_string(&j, "type", "object");
	json_open(&j, "properties");
	json_open(&j, "type");
	json_array(&j, "enum");
	for (; *types; types++)
		json_string(&j, NULL, *types);
	json_array_end(&j);
	json_close(&j);
	return j;
}

void schema_member(struct json *j, const char *name, const char *type, const char *help)
{
	json_open(j, name);
	if (type)
		json_string(j, "type", type);
	json_string(j, "description", help);
	json_close(j);
}

void schema_members(struct json *j, const struct schema_member *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		schema_member(j, v[i].name, v[i].type, v[i].help);
}

void schema_header(struct json *j)
{
	static const struct schema_member members[] = {
		{ "version", "string", "header: of this format" },
		{ "tool", "string", "name and version" },
		{ "command", "string", "that measured" },
		{ "subject", "string", "what was watched: system wide, a command, tasks" },
		{ "kernel", "string", "its release" },
		{ "generation", "string", "of its batching: G0 none, G1, G2, G3; or unknown" },
		{ "attach", "string", "how its events are read: btf, classic or probes" },
		{ "probes", "object", "where kprobes were, on a kernel without the events" },
	};

	schema_members(j, members, ARRAY_SIZE(members));
}

void schema_row(struct json *j)
{
	static const struct schema_member members[] = {
		{ "tid", "integer", "thread (--per task)" },
		{ "pid", "integer", "thread group (--per task, process)" },
		{ "comm", "string", "name of the task (--per task, process, comm)" },
		{ "kthread", "boolean", "a kernel thread" },
		{ "cgroup", "string", "path below the cgroup v2 root (--per cgroup)" },
		{ "cgroup_id", "integer", "its id" },
		{ "cpu", "integer", "(--per cpu)" },
		{ "ip", "string", "address of the site, hexadecimal" },
	};

	schema_members(j, members, ARRAY_SIZE(members));
}

void schema_end(struct json *j)
{
	json_close(j);
	json_array(j, "required");
	json_string(j, NULL, "type");
	json_array_end(j);
	json_close(j);
}
