/* SPDX-License-Identifier: GPL-2.0 */
/* Write what was lost, in all and by cause. */
#ifndef BT_LOSSES_OUT_H
#define BT_LOSSES_OUT_H

#include <stdio.h>

#include "aggregate/about.h"
#include "base/json_schema.h"

/**
 * losses_text() - a line for the sum, and one for each cause that there was.
 * @what: "events"
 * @consequence: said where the sum is not 0; or NULL
 */
void losses_text(FILE *f, const struct out_losses *losses, const char *what, const char *consequence);

/** losses_json() - an object with a member for each cause. */
void losses_json(struct json *j, struct member_object member, const struct out_losses *losses);

#endif /* BT_LOSSES_OUT_H */
