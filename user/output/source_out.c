// SPDX-License-Identifier: GPL-2.0
#include "base/escape.h"
#include "output/source_out.h"

void source_put_text(FILE *f, const struct source_frame *frames, size_t n, const char *indent)
{
	char safe[1024];

	for (size_t i = 0; i < n; i++) {
		const char *space = "";

		fputs(indent, f);
		if (frames[i].function) {
			fprintf(f, "%s%s", escape_terminal(safe, sizeof(safe), frames[i].function),
				frames[i].inlined ? " (inlined)" : "");
			space = " ";
		}
		if (frames[i].file)
			fprintf(f, "%s%s", space, escape_terminal(safe, sizeof(safe), frames[i].file));
		if (frames[i].file && frames[i].line)
			fprintf(f, ":%d", frames[i].line);
		putc('\n', f);
	}
}

void source_put_json(struct json *j, const char *name, const struct source_frame *frames, size_t n)
{
	json_array(j, name);
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL);
		if (frames[i].function)
			json_string(j, "function", frames[i].function);
		if (frames[i].file)
			json_string(j, "file", frames[i].file);
		if (frames[i].line)
			json_uint(j, "line", frames[i].line);
		json_bool(j, "inlined", frames[i].inlined);
		json_close(j);
	}
	json_array_end(j);
}

void source_out_text(FILE *f, struct source_lines *lines, uint64_t ip, const char *indent)
{
	size_t n;
	const struct source_frame *frames = source_lines_find(lines, ip, &n);

	source_put_text(f, frames, n, indent);
}

void source_out_json(struct json *j, const char *name, struct source_lines *lines, uint64_t ip)
{
	size_t n;
	const struct source_frame *frames = source_lines_find(lines, ip, &n);

	if (lines && (!name || n))
		source_put_json(j, name, frames, n);
}

void source_out_json_stack(struct json *j, const char *name, struct source_lines *lines,
			   const __u64 *ips, size_t n)
{
	if (!lines)
		return;
	json_array(j, name);
	for (size_t i = 0; i < n; i++)
		source_out_json(j, NULL, lines, ips[i]);
	json_array_end(j);
}
