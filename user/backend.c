// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "../bpf/barrier_trace.h"	/* types that the skeleton names */
#include "backend.h"
#include "kernel.h"
#include "log.h"
#include "out.h"
#include "probe.skel.h"
#include "probes.h"
#include "session.h"
#include "vmalloc.h"

static int print_libbpf(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (log_level() < LOG_DEBUG || (level == LIBBPF_DEBUG && log_level() <= LOG_DEBUG))
		return 0;
	return vfprintf(stderr, fmt, ap);
}

int backend_probe_attach(void)
{
	struct bt_probe_result result;
	struct probe_bpf *skel;
	int ret;

	libbpf_set_print(print_libbpf);
	skel = probe_bpf__open();
	if (!skel)
		return -errno;
	skel->rodata->bt_self = gettid();
	ret = probe_bpf__load(skel);
	if (!ret)
		ret = probe_bpf__attach(skel);
	if (ret)
		goto out;
	vmalloc_once("bt_probe");	/* what fails has no events */
	result = *(volatile struct bt_probe_result *)&skel->bss->bt_result;
	verbose("probe: %llu events, %llu of them preemptible",
		(unsigned long long)result.events, (unsigned long long)result.preemptible);
	if (!result.events)
		ret = -ENODATA;
	else
		ret = result.preemptible ? ATTACH_CLASSIC : ATTACH_BTF;
out:
	probe_bpf__destroy(skel);
	return ret;
}

/* Which of the two kinds of programs on tracepoints; ATTACH_PROBES where there are none. */
static int choose_attach(enum attach_mode wanted)
{
	struct kernel k;
	int ret = backend_probe_attach();

	if (ret >= 0)
		return ret;
	if (ret == -ENODATA) {
		err("the lazy_mmu events are there but do not fire");
		return ret;
	}
	kernel_examine(&k);
	if (!k.has_events && k.has_btf && wanted == ATTACH_AUTO)
		return ATTACH_PROBES;
	return session_explain("look at the lazy_mmu events", ret);
}

int backend_choose(struct backend *b, const struct backend_opts *opts)
{
	int ret = opts->attach;

	*b = (struct backend){ 0 };
	libbpf_set_print(print_libbpf);
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	if (ret == ATTACH_AUTO || ret == ATTACH_TRACEPOINTS)
		ret = choose_attach(ret);
	if (ret < 0)
		return ret;
	b->attach = ret;
	return ret == ATTACH_PROBES ? probe_plan_of_kernel(&b->plan, opts->scope) : 0;
}

void backend_programs(const struct backend *b, struct bpf_object *obj)
{
	probes_choose(obj, b->attach == ATTACH_PROBES);
}

int backend_attach(struct backend *b, struct bpf_object *obj)
{
	return b->plan ? probes_attach(&b->probes, obj, b->plan) : 0;
}

uint64_t backend_missed(const struct backend *b)
{
	return b->probes ? probes_missed(b->probes) : 0;
}

const char *backend_generation(const struct backend *b, const char *known)
{
	return b->plan ? b->plan->generation : known;
}

unsigned int backend_number(const struct backend *b, unsigned int known)
{
	return b->plan ? generation_number(b->plan->generation) : known;
}

bool backend_probes(const struct backend *b, struct out_probes *out)
{
	if (!b->plan)
		return false;
	*out = (struct out_probes){
		.scope = scope_names[b->plan->scope], .places = b->plan->n, .calls = b->plan->calls,
		.out_of_scope = b->plan->out_of_scope, .uncovered = b->plan->uncovered,
	};
	return true;
}

void backend_close(struct backend *b)
{
	probes_detach(b->probes);
	probe_plan_free(b->plan);
	*b = (struct backend){ 0 };
}
