// SPDX-License-Identifier: GPL-2.0
#include "base/json_schema.h"

struct json json_schema_begin(FILE *f, const char *command, const char *version,
			      const char *const types[])
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

void json_schema_member(struct json *j, const char *name, const char *type, const char *help)
{
	json_open(j, name);
	if (type)
		json_string(j, "type", type);
	json_string(j, "description", help);
	json_close(j);
}

void schema_table(struct json *j, const struct json_member *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		json_schema_member(j, v[i].name, v[i].type, v[i].help);
}

void json_schema_end(struct json *j)
{
	json_close(j);
	json_array(j, "required");
	json_string(j, NULL, "type");
	json_array_end(j);
	json_close(j);
}
