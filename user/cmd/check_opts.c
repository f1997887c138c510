// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "shared/report.h"
#include "cmd/check_opts.h"
#include "cmd/opts.h"
#include "base/parse.h"

static error_t allow(struct check_rules *rules, char *glob)
{
	char **v = realloc(rules->allow, (rules->nr_allow + 2) * sizeof(*v));

	if (!v)
		return ENOMEM;
	rules->allow = v;
	v[rules->nr_allow++] = glob;
	v[rules->nr_allow] = NULL;
	return 0;
}

error_t check_parse_rule(int key, char *arg, struct check_rules *rules, struct argp_state *state)
{
	uint64_t value;

	switch (key) {
	case OPT_HISTORY:
		if (parse_number(arg, BT_HISTORY, &value))
			return opts_usage(state, "%s: not a number from 0 to 64", arg);
		rules->history = value;
		return 0;
	case OPT_ALLOW:
		return allow(rules, arg);
	case OPT_MAX_WINDOW:
		if (parse_duration(arg, &rules->max_window_ns) || !rules->max_window_ns)
			return opts_usage(state, "%s: not a time such as 500us or 10ms", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void check_rules_free(struct check_rules *rules)
{
	free(rules->allow);
	*rules = (struct check_rules){ 0 };
}
