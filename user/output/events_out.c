// SPDX-License-Identifier: GPL-2.0
#include "aggregate/row_key.h"
#include "aggregate/violations.h"
#include "base/array.h"
#include "output/events_out.h"

int events_begin(struct events_out *out, const struct recorded *r)
{
	out->r = r;
	return out->ops->begin(out, r);
}

const char *events_site(struct events_out *out, uint64_t ip, uint64_t time_ns)
{
	const void *module = module_history_find(&out->r->modules, ip - 4, time_ns);
	size_t at = ip / 4 % ARRAY_SIZE(out->sites);

	if (out->sites[at].ip != ip || out->sites[at].module != module) {
		out->sites[at].ip = ip;
		out->sites[at].module = module;
		ksyms_site_at(out->r->ksyms, out->sites[at].name, sizeof(out->sites[at].name), ip,
			      time_ns);
	}
	return out->sites[at].name;
}

const char *events_name(const struct bt_event *e)
{
	struct bt_report look = {
		.type = e->type == BT_EVENT_LOOK ? BT_REPORT_STATE : BT_REPORT_FAULT,
		.kind = e->what & ~BT_LOOK_CHILD,
	};

	return e->type == BT_EVENT_LAZY_MMU ? event_name(bt_past_kind(e->what)) :
	       violation_event(&look);
}

const char *events_level(const struct bt_event *e)
{
	uint32_t level = bt_past_level(e->what);

	return e->type == BT_EVENT_LAZY_MMU && level < BT_LEVEL_NONE ? level_names[level] : "";
}
