// SPDX-License-Identifier: GPL-2.0
#include "base/parse.h"
#include "output/losses_out.h"

void losses_text(FILE *f, const struct out_losses *losses, const char *what,
		 const char *consequence)
{
	bool said = losses->total && consequence;
	char count[32];

	fprintf(f, "%18s      %s %s%s\n", format_count(count, sizeof(count), losses->total), what,
		said ? "LOST: " : "lost", said ? consequence : "");
	for (size_t i = 0; i < losses->n; i++)
		if (losses->v[i].count)
			fprintf(f, "%18s        %s\n",
				format_count(count, sizeof(count), losses->v[i].count),
				losses->v[i].name);
}

void losses_json(struct json *j, struct member_object member, const struct out_losses *losses)
{
	json_put_open(j, member);
	for (size_t i = 0; i < losses->n; i++)
		json_uint(j, losses->v[i].name, losses->v[i].count);
	json_close(j);
}
