// SPDX-License-Identifier: GPL-2.0
/* The formats of each command, by the names that --format takes. */
#include <string.h>

#include "output/check_out.h"
#include "output/diff_out.h"
#include "output/hist_out.h"
#include "output/sites_out.h"
#include "output/stat_out.h"

const struct out_ops *out_find(const char *name)
{
	static const struct out_ops *const all[] = {
		&out_text, &out_json, &out_csv, &out_openmetrics,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}

const struct hist_ops *hist_ops_find(const char *name)
{
	const struct hist_ops *const all[] = { &hist_text, &hist_json, &hist_csv };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}

const struct sites_ops *sites_ops_find(const char *name)
{
	const struct sites_ops *const all[] = {
		&sites_text, &sites_json, &sites_csv, &sites_folded,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}

const struct check_ops *check_ops_find(const char *name)
{
	const struct check_ops *const all[] = { &check_text, &check_json, &check_ktap };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}

const struct diff_ops *diff_ops_find(const char *name)
{
	static const struct diff_ops *const all[] = { &diff_text, &diff_json, &diff_csv };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}
