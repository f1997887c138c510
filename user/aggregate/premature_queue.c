// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"
#include "aggregate/premature_queue.h"

int premature_queue_hold(struct premature_queue *l, const struct bt_report *report)
{
	if (array_add(l->v, l->n))
		return -ENOMEM;
	l->v[l->n++] = *report;
	return 0;
}

/* Call @fn for the accesses that @flush, if any, or @before_ns chooses, and keep the others. */
static int take(struct premature_queue *l, const struct bt_report *flush, uint64_t before_ns,
		report_fn fn, void *arg)
{
	size_t kept = 0;
	int ret = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct bt_report *r = &l->v[i];
		bool chosen = flush ? r->store.tid == flush->tid && r->time_ns <= flush->time_ns :
				      r->time_ns < before_ns;

		if (ret || !chosen) {
			l->v[kept++] = *r;
			continue;
		}
		if (flush) {
			r->store.late_ns = flush->time_ns;
			r->store.late_ip = flush->ip;
		}
		ret = fn(r, arg);
	}
	l->n = kept;
	return ret;
}

int premature_queue_flush(struct premature_queue *l, const struct bt_report *flush, report_fn fn,
			  void *arg)
{
	return take(l, flush, 0, fn, arg);
}

int premature_queue_release(struct premature_queue *l, uint64_t before_ns, report_fn fn, void *arg)
{
	return take(l, NULL, before_ns, fn, arg);
}

void premature_queue_free(struct premature_queue *l)
{
	free(l->v);
	*l = (struct premature_queue){ 0 };
}
