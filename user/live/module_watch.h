/* SPDX-License-Identifier: GPL-2.0 */
/* Take the names, and for `check` the text, of modules that come and go while programs run. */
#ifndef BT_MODULE_WATCH_H
#define BT_MODULE_WATCH_H

#include "kernel/module_history.h"
#include "live/bpf_object.h"

struct module_watch;

/**
 * module_watch_open() - map the buffer that the programs of bpf/parts/modules.bpf.h write to.
 * @w: result, to be freed with module_watch_close(); NULL where the object has no such programs
 * @o: loaded; must outlive @w
 * @history: gets the modules; must outlive @w
 *
 * Return: 0 or a negative errno.
 */
int module_watch_open(struct module_watch **w, struct live_object *o,
		      struct module_history *history);

/**
 * module_watch_take() - take what the programs have written so far; NULL is fine.
 *
 * Return: 0 or -ENOMEM.
 */
int module_watch_take(struct module_watch *w);

/** module_watch_close() - free; NULL is fine. */
void module_watch_close(struct module_watch *w);

#endif /* BT_MODULE_WATCH_H */
