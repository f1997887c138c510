/* SPDX-License-Identifier: GPL-2.0 */
/* Attaches and detaches the kprobes of bpf/parts/probes.bpf.h, and counts their misses. */
#ifndef BT_PROBES_H
#define BT_PROBES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/probe_points.h"

struct bpf_object;
struct probe_plan;
struct probes;

/**
 * probes_choose() - load an object's programs on probes, or leave them out.
 * @wanted: load them
 *
 * To be called before the object is loaded.  The caller chooses the programs on tracepoints.
 */
void probes_choose(struct bpf_object *obj, bool wanted);

/**
 * probes_attach() - attach all probes of the plan, or none.
 * @obj: loaded, with the programs of bpf/parts/probes.bpf.h
 * @plan: must outlive @probes
 *
 * Probes are attached by address, because names are not unique and inlines have none.  Then the
 * tool makes a map, for which the kernel has to defer and flush.  Probes that attach and never fire
 * (debugfs kprobes/enabled) are an error.  Says why it failed, and which probes were refused.
 *
 * Return: 0 and @probes, to be given to probes_detach(); or a negative errno.
 */
int probes_attach(struct probes **probes, struct bpf_object *obj, const struct probe_plan *plan);

/**
 * probes_detach() - detach all probes and free @p; NULL is fine.
 *
 * Works in parallel, because each probe waits for grace periods.
 */
void probes_detach(struct probes *p);

/**
 * probes_missed() - add up the hits that probes could not serve since they were attached.
 * @missed: result, as far as the kernel counts misses
 *
 * Return: false where there may be more: the kernel does not count misses, or kprobes are switched
 * off.  Then probes see nothing, and by the kernel's count they miss nothing.
 */
bool probes_missed(const struct probes *p, uint64_t *missed);

#endif /* BT_PROBES_H */
