/* SPDX-License-Identifier: GPL-2.0 */
/* Write losses, in all and by cause. */
#ifndef BT_LOSSES_OUT_H
#define BT_LOSSES_OUT_H

#include <stdio.h>

#include "aggregate/about.h"
#include "base/json_schema.h"

/**
 * losses_text() - write a line for the sum, and one for each cause that is not 0.
 * @what: plural noun of what is counted: "events"
 * @consequence: added if the sum is not 0; or NULL
 */
void losses_text(FILE *f, const struct out_losses *losses, const char *what,
		 const char *consequence);

/** losses_json() - write an object with a member for each cause. */
void losses_json(struct json *j, struct member_object member, const struct out_losses *losses);

#endif /* BT_LOSSES_OUT_H */
