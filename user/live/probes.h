/* SPDX-License-Identifier: GPL-2.0 */
/* The kprobes behind bpf/parts/probes.bpf.h: attach, watch, detach. */
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
 * probes_choose() - of an object's events load the programs on probes, or leave them out.
 * @wanted: they are
 *
 * To be called before the object is loaded; the other events' programs are the caller's.
 */
void probes_choose(struct bpf_object *obj, bool wanted);

/**
 * probes_attach() - all of the plan, or none.
 * @obj: loaded, with the programs of bpf/parts/probes.bpf.h
 * @plan: must outlive @probes
 *
 * By address: names are not unique, and inlines have none.  Then a map is made, for which the
 * kernel has to defer and flush: probes that attach and never fire (debugfs kprobes/enabled) are
 * an error.  Says what went wrong, with the list of what could not be attached.
 *
 * Return: 0 and @probes, to be given to probes_detach(); or a negative errno.
 */
int probes_attach(struct probes **probes, struct bpf_object *obj, const struct probe_plan *plan);

/** probes_detach() - and free; NULL is fine.  In parallel: each waits for grace periods. */
void probes_detach(struct probes *p);

/**
 * probes_missed() - hits that the kernel could not serve since they were attached, of all.
 * @missed: result, of those that it tells
 *
 * Return: false where that may not be all: it does not tell, or kprobes are switched off, which
 * then see nothing and by its count miss nothing.
 */
bool probes_missed(const struct probes *p, uint64_t *missed);

#endif /* BT_PROBES_H */
