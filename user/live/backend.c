// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "shared/slot.h"	/* types that the skeleton names */
#include "live/backend.h"
#include "kernel/kernel.h"
#include "base/log.h"
#include "preempt_probe.skel.h"
#include "live/probes.h"
#include "live/own_events.h"

const char *const attach_names[] = { "auto", "btf", "classic", "probes" };

static int print_libbpf(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (log_level() < LOG_DEBUG || (level == LIBBPF_DEBUG && log_level() <= LOG_DEBUG))
		return 0;
	return vfprintf(stderr, fmt, ap);
}

void backend_log_libbpf(void)
{
	libbpf_set_print(print_libbpf);
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
}

int backend_probe_attach(void)
{
	struct bt_probe_result result;
	struct preempt_probe_bpf *skel;
	int ret;

	libbpf_set_print(print_libbpf);
	skel = preempt_probe_bpf__open();
	if (!skel)
		return -errno;
	skel->rodata->bt_self = gettid();
	ret = preempt_probe_bpf__load(skel);
	if (!ret)
		ret = preempt_probe_bpf__attach(skel);
	if (ret)
		goto out;
	own_events_once("bt_probe");	/* if this fails there are no events: -ENODATA */
	result = *(volatile struct bt_probe_result *)&skel->bss->bt_result;
	verbose("probe: %llu events, %llu of them preemptible",
		(unsigned long long)result.events, (unsigned long long)result.preemptible);
	if (!result.events)
		ret = -ENODATA;
	else
		ret = result.preemptible ? ATTACH_CLASSIC : ATTACH_BTF;
out:
	preempt_probe_bpf__destroy(skel);
	return ret;
}

/* Choose a kind of programs on tracepoints; ATTACH_PROBES where the kernel has none. */
static int choose_attach(const struct backend *b, enum attach_mode wanted)
{
	const struct check *bad;
	int ret;

	if (!b->kernel->has_events && b->kernel->has_btf && wanted == ATTACH_AUTO)
		return ATTACH_PROBES;
	ret = backend_probe_attach();
	if (ret >= 0)
		return ret;
	if (ret == -ENODATA) {
		bad = kernel_verdict(b->kernel, false);
		if (bad)
			return kernel_refuse(bad, "look at the lazy_mmu events");
		err("cannot trace the lazy_mmu events: they are there but do not fire");
		return ret;
	}
	return backend_explain(b, "look at the lazy_mmu events", ret);
}

int backend_choose(struct backend *b, struct kernel *kernel, const struct backend_opts *opts)
{
	int ret = opts->attach;

	*b = (struct backend){ .kernel = kernel };
	backend_log_libbpf();
	if (ret == ATTACH_AUTO || ret == ATTACH_TRACEPOINTS)
		ret = choose_attach(b, ret);
	if (ret < 0)
		return ret;
	b->attach = ret;
	return ret == ATTACH_PROBES ? probe_plan_of_kernel(&b->plan, kernel, opts->scope) : 0;
}

void backend_programs(const struct backend *b, struct bpf_object *obj)
{
	probes_choose(obj, b->attach == ATTACH_PROBES);
}

int backend_explain(const struct backend *b, const char *what, int ret)
{
	return kernel_explain(b->kernel, what, ret, b->attach == ATTACH_PROBES);
}

int backend_resize(const struct backend *b, struct bpf_map *map, uint32_t entries)
{
	int ret = bpf_map__set_max_entries(map, entries);

	return ret ? backend_explain(b, "size the BPF maps", ret) : 0;
}

int backend_load(const struct backend *b, struct bpf_object_skeleton *skeleton)
{
	int ret = bpf_object__load_skeleton(skeleton);

	return ret ? backend_explain(b, "load the BPF programs", ret) : 0;
}

int backend_attach(struct backend *b, struct bpf_object_skeleton *skeleton)
{
	int ret = bpf_object__attach_skeleton(skeleton);

	if (ret)
		return backend_explain(b, "attach to the lazy_mmu events", ret);
	return b->plan ? probes_attach(&b->probes, *skeleton->obj, b->plan) : 0;
}

uint64_t backend_missed(const struct backend *b)
{
	uint64_t missed = 0;

	if (b->probes)
		probes_missed(b->probes, &missed);
	return missed;
}

uint64_t backend_missed_since(const struct backend *b, uint64_t before)
{
	uint64_t missed = 0;
	bool known = !b->probes || probes_missed(b->probes, &missed);

	/* Where the kernel does not count all misses, there may be a loss. */
	return (missed > before ? missed - before : 0) + !known;
}

enum generation backend_generation(const struct backend *b)
{
	return b->plan ? b->plan->generation : b->kernel->generation;
}

struct about backend_about(const struct backend *b, const char *subject, const char *scope)
{
	const struct probe_plan *plan = b->plan;
	struct about about = {
		.subject = subject, .scope = scope, .kernel = b->kernel->release,
		.generation = generation_name(backend_generation(b)),
		.attach = attach_names[b->attach], .by_probes = plan,
	};

	if (plan)
		about.coverage = (struct probe_coverage){
			.scope = probe_scope_names[plan->scope], .places = plan->n,
			.calls = plan->calls, .out_of_scope = plan->out_of_scope,
			.uncovered = plan->uncovered,
		};
	return about;
}

void backend_close(struct backend *b)
{
	probes_detach(b->probes);
	probe_plan_free(b->plan);
	*b = (struct backend){ 0 };
}
