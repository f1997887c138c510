// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "base/array.h"
#include "top/keys.h"
#include "top/state.h"

const int top_columns[] = {
	F_QUEUED, F_EMITTED, F_DEFERRED, F_FIRST, F_AGAIN, F_FLUSH, F_FLUSH_EMPTY, F_DIRECT,
	F_BARRIERS, F_AVOIDED, TOP_SAVING, -1,
};

#define NR_COLUMNS	((int)ARRAY_SIZE(top_columns) - 1)
#define MS		1000000ull
#define CTRL_L		12

const char *top_sort_name(int sort)
{
	return sort == TOP_SAVING ? "saving" : field_infos[sort].name;
}

int top_sort_find(const char *name)
{
	for (const int *c = top_columns; *c >= 0; c++)
		if (!strcmp(name, top_sort_name(*c)))
			return *c;
	return -1;
}

static void sort_by_next(struct top_state *s, int step)
{
	int i = 0;

	while (top_columns[i] != s->sort)
		i++;
	s->sort = top_columns[(i + step + NR_COLUMNS) % NR_COLUMNS];
}

/* Group by the next of the keys that cost nothing more, as each slot has them anyway. */
static void group_by_next(struct top_state *s)
{
	do
		s->per = s->per + 1 == PER_NR ? PER_NONE + 1 : s->per + 1;
	while (!(s->pers & 1u << s->per));
}

/*
 * Change the interval to the next round value.  The user's own value may lie between two of them,
 * or outside.  Return: false if there is no next value.
 */
static bool change_interval(struct top_state *s, bool longer)
{
	static const uint64_t steps[] = {
		100 * MS, 200 * MS, 500 * MS, 1000 * MS, 2000 * MS, 5000 * MS, 10000 * MS,
		30000 * MS, 60000 * MS,
	};
	int n = ARRAY_SIZE(steps), i;

	if (longer) {
		for (i = 0; i < n && steps[i] <= s->interval_ns; i++)
			;
	} else {
		for (i = n - 1; i >= 0 && steps[i] >= s->interval_ns; i--)
			;
	}
	if (i < 0 || i == n)
		return false;
	s->interval_ns = steps[i];
	return true;
}

bool top_key(struct top_state *s, int key)
{
	if (s->help && key != KEY_NONE) {
		s->help = false;
		return true;
	}
	switch (key) {
	case 'q':
		s->quit = true;
		return false;
	case ' ':
	case 'p':
		s->paused = !s->paused;
		return true;
	case '>':
	case 's':
	case KEY_RIGHT:
		sort_by_next(s, 1);
		return true;
	case '<':
	case 'S':
	case KEY_LEFT:
		sort_by_next(s, -1);
		return true;
	case 't':
		s->totals = !s->totals;
		return true;
	case 'g':
		group_by_next(s);
		return true;
	case '+':
	case '-':
		return change_interval(s, key == '+');
	case 'h':
	case '?':
		s->help = true;
		return true;
	case CTRL_L:
		return true;
	default:
		return false;
	}
}
