// SPDX-License-Identifier: GPL-2.0
#include <bpf/libbpf.h>

#include "session.h"
#include "sources.h"

void sources_add(struct sources *s, const char *name, const struct bpf_program *prog, bool event)
{
	s->v[s->n].name = name;
	s->v[s->n].prog = prog;
	s->v[s->n++].event = event;
}

void sources_choose_events(struct sources *s, struct bpf_object *obj, bool btf, unsigned int wanted)
{
	static const struct { const char *name, *btf, *classic; } events[] = {
		{ "missed_queue", "btf_queue", "tp_queue" },
		{ "missed_flush", "btf_flush", "tp_flush" },
		{ "missed_flush_empty", "btf_flush_empty", "tp_flush_empty" },
		{ "missed_emit", "btf_emit", "tp_emit" },
		{ "missed_enable", "btf_enable", "tp_enable" },
		{ "missed_disable", "btf_disable", "tp_disable" },
		{ "missed_pause", "btf_pause", "tp_pause" },
		{ "missed_resume", "btf_resume", "tp_resume" },
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct bpf_program *on_btf = bpf_object__find_program_by_name(obj, events[i].btf);
		struct bpf_program *classic = bpf_object__find_program_by_name(obj, events[i].classic);
		bool is_wanted = wanted & 1u << i;

		bpf_program__set_autoload(on_btf, is_wanted && btf);
		bpf_program__set_autoload(classic, is_wanted && !btf);
		if (is_wanted)
			sources_add(s, events[i].name, btf ? on_btf : classic, true);
	}
}

void sources_begin(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->v[i].before = session_misses(s->v[i].prog);
}

size_t sources_losses(const struct sources *s, struct loss_cause *v)
{
	for (size_t i = 0; i < s->n; i++)
		v[i] = (struct loss_cause){
			s->v[i].name, session_misses(s->v[i].prog) - s->v[i].before, s->v[i].event,
		};
	return s->n;
}
