// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "output/check_out.h"
#include "output/diff_out.h"
#include "output/events_out.h"
#include "output/formats.h"
#include "output/hist_out.h"
#include "output/now_out.h"
#include "output/sites_out.h"
#include "output/stat_out.h"

/* The formats of a command stand together, the default first. */
static const struct format formats[] = {
	{ "stat", "text", .stat = &stat_text },
	{ "stat", "json", .stat = &stat_json },
	{ "stat", "csv", .stat = &stat_csv },
	{ "stat", "openmetrics", .stat = &stat_openmetrics },
	{ "hist", "text", .hist = &hist_text },
	{ "hist", "json", .hist = &hist_json },
	{ "hist", "csv", .hist = &hist_csv },
	{ "hist", "svg", .recorded = true, .hist = &hist_svg },
	{ "sites", "text", .sites = &sites_text },
	{ "sites", "json", .sites = &sites_json },
	{ "sites", "csv", .sites = &sites_csv },
	{ "sites", "folded", .sites = &sites_folded },
	{ "check", "text", .check = &check_text },
	{ "check", "json", .check = &check_json },
	{ "check", "ktap", .check = &check_ktap },
	{ "check --now", "text", .now = &now_text },
	{ "check --now", "json", .now = &now_json },
	{ "check --now", "ktap", .now = &now_ktap },
	{ "events", "text", .recorded = true, .events = &events_text },
	{ "events", "json", .recorded = true, .events = &events_json },
	{ "events", "csv", .recorded = true, .events = &events_csv },
	{ "events", "chrome", .recorded = true, .events = &events_chrome },
	{ "html", "html", .recorded = true },
	{ "diff", "text", .diff = &diff_text },
	{ "diff", "json", .diff = &diff_json },
	{ "diff", "csv", .diff = &diff_csv },
	{ 0 },
};

static struct format find(const char *command, const char *name, bool recorded)
{
	const struct format *f = formats;

	while (f->command && (strcmp(f->command, command) || (name && strcmp(f->name, name)) ||
			      f->recorded > recorded))
		f++;
	return *f;
}

struct format format_find(const char *command, const char *name)
{
	return find(command, name, false);
}

struct format format_of_view(const char *view, const char *name)
{
	return find(view, name, true);
}

/* Find the next format of a command after @f, or the first one after NULL. */
static const struct format *next(const struct format *f, const char *command, bool recorded)
{
	for (f = f ? f + 1 : formats; f->command; f++)
		if (!strcmp(f->command, command) && f->recorded <= recorded)
			return f;
	return NULL;
}

char *format_names(const char *command, bool recorded, char *buf, size_t size)
{
	size_t length = 0;

	for (const struct format *f = next(NULL, command, recorded), *after; f; f = after) {
		after = next(f, command, recorded);
		if (length < size)
			length += snprintf(buf + length, size - length, "%s%s",
					   !length ? "" : after ? ", " : " or ", f->name);
	}
	return buf;
}
