/* SPDX-License-Identifier: GPL-2.0 */
/* Write the verdict of a check, and the events, rules and sites that it rests on. */
#ifndef BT_VERDICT_OUT_H
#define BT_VERDICT_OUT_H

#include <stdio.h>

#include "aggregate/check_result.h"
#include "base/json_schema.h"
#include "kernel/ksyms.h"

/**
 * verdict_line() - write the verdict in a line, with the share that was judged unless it is clean.
 * @buf: result, @size bytes
 */
const char *verdict_line(const struct check_result *r, char *buf, size_t size);

/**
 * verdict_text() - write for people what was judged: events, rules with reasons, sites.
 * @ksyms: names of sites; NULL: addresses
 * @verbose: list each site that was passed
 */
void verdict_text(FILE *f, const struct check_result *r, const struct ksyms *ksyms, bool verbose);

/**
 * verdict_json() - write the members of an object: events, rules, sites.
 * @coverage: member to write them to
 */
void verdict_json(struct json *j, struct member_object coverage, const struct check_result *r,
		  const struct ksyms *ksyms);

/**
 * verdict_rules() - name the rules that share a state and a reason, in a line for each such group.
 * @put: called with each line, "I5 to I11, I18: not looked at: REASON"
 * @arg: for @put
 */
void verdict_rules(const struct coverage *c, void (*put)(const char *line, void *arg), void *arg);

#endif /* BT_VERDICT_OUT_H */
