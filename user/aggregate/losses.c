// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "aggregate/losses.h"

static const struct {
	const char *name;
	bool event;
} causes[BT_NR_LOSSES] = {
#define CAUSE(cause, name, event, commands, help)	{ name, event },
	BT_LOSS_CAUSES(CAUSE)
#undef CAUSE
};

struct loss_cause loss_of(enum bt_loss cause, uint64_t count)
{
	return (struct loss_cause){ causes[cause].name, count, causes[cause].event };
}

bool loss_is_event(const char *name)
{
	for (int i = 0; i < BT_NR_LOSSES; i++)
		if (!strcmp(name, causes[i].name))
			return causes[i].event;
	return true;
}
