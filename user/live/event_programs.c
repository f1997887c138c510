// SPDX-License-Identifier: GPL-2.0
#include <bpf/libbpf.h>

#include "live/backend.h"
#include "live/stat_session.h"
#include "live/event_programs.h"

void sources_add(struct sources *s, const char *name, const struct bpf_program *prog, bool event)
{
	s->v[s->n].name = name;
	s->v[s->n].prog = prog;
	s->v[s->n++].event = event;
}

static void add_probes(struct sources *s, struct bpf_object *obj)
{
	static const struct { const char *name, *program; } probes[] = {
		{ "missed_queue", "probe_queue" },
		{ "missed_flush", "probe_flush" },
		{ "missed_emit", "probe_direct" },
	};

	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++)
		sources_add(s, probes[i].name,
			    bpf_object__find_program_by_name(obj, probes[i].program), true);
}

void sources_choose_events(struct sources *s, struct bpf_object *obj, const struct backend *backend,
			   unsigned int wanted)
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

	bool btf = backend->attach == ATTACH_BTF, probes = backend->attach == ATTACH_PROBES;

	s->backend = backend;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct bpf_program *on_btf = bpf_object__find_program_by_name(obj, events[i].btf);
		struct bpf_program *classic = bpf_object__find_program_by_name(obj, events[i].classic);
		bool is_wanted = !probes && wanted & 1u << i;

		bpf_program__set_autoload(on_btf, is_wanted && btf);
		bpf_program__set_autoload(classic, is_wanted && !btf);
		if (is_wanted)
			sources_add(s, events[i].name, btf ? on_btf : classic, true);
	}
	backend_programs(backend, obj);
	if (probes)
		add_probes(s, obj);
}

void sources_begin(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->v[i].before = session_misses(s->v[i].prog);
	s->probes_before = backend_missed(s->backend);
}

size_t sources_losses(const struct sources *s, struct loss_cause *v)
{
	size_t n;

	for (n = 0; n < s->n; n++)
		v[n] = (struct loss_cause){
			s->v[n].name, session_misses(s->v[n].prog) - s->v[n].before, s->v[n].event,
		};
	if (s->backend->probes)
		v[n++] = (struct loss_cause){
			"missed_probes", backend_missed_since(s->backend, s->probes_before), true,
		};
	return n;
}
