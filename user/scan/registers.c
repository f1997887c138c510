// SPDX-License-Identifier: GPL-2.0
/* The state of the registers between two instructions. */
#include <string.h>

#include "scan/step.h"

struct value step_get(const struct step_state *s, int reg, bool wide)
{
	if (reg == A64_ZR)
		return value_number(0);
	return wide ? s->x[reg] : value_narrow(s->x[reg]);
}

void step_set(struct step_state *s, int reg, struct value v, bool wide)
{
	if (reg != A64_ZR)
		s->x[reg] = wide ? v : value_narrow(v);
}

void step_enter(struct step_state *s)
{
	memset(s, 0, sizeof(*s));
	for (int i = 0; i < 31; i++)
		s->x[i] = value_from(SRC_ARG, i);
}

bool step_join(struct step_state *to, const struct step_state *from)
{
	struct step_state old = *to;

	for (int i = 0; i < 31; i++)
		if (memcmp(&to->x[i], &from->x[i], sizeof(to->x[i])))
			to->x[i] = value_join(to->x[i], from->x[i]);
	if (memcmp(&to->flags, &from->flags, sizeof(to->flags)))
		to->flags = (struct compare){ .sources = to->flags.sources | from->flags.sources };
	return memcmp(&old, to, sizeof(old));
}
