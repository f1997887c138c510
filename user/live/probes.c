// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/kernel.h"
#include "base/array.h"
#include "base/log.h"
#include "live/probe_plan.h"
#include "live/probes.h"
#include "base/parse.h"
#include "live/own_events.h"

#define PMU_TYPE	"/sys/bus/event_source/devices/kprobe/type"

/*
 * Threads that attach and detach.  Each detached probe waits for two grace periods.  For one of
 * them it holds a lock that all need (event_mutex, perf_trace_event_unreg() in
 * kernel/trace/trace_event_perf.c).  60 probes took 6.7 s one after the other, and 2.1 s like this;
 * 150 took 5.9 s (two emulated CPUs, 7.2).
 */
#define WORKERS		32

struct probe {
	struct bpf_link *link;
	int error;		/* negative errno of attaching, or 0 */
};

struct probes {
	struct probe *v;		/* by index of the plan's points */
	const struct probe_plan *plan;	/* borrowed */
	uint32_t pmu;			/* type of perf_event_open() for kprobes */
	struct bpf_program *programs[3];
	struct bt_probing *shared;	/* mmap-ed */
	size_t mapped;			/* bytes of @shared */
};

enum { PROGRAM_QUEUE, PROGRAM_FLUSH, PROGRAM_DIRECT };

static int program_of(const struct bt_point *point)
{
	switch (point->kind) {
	case BT_POINT_FLUSH_TEST:
	case BT_POINT_CALL_FLUSH:
		return PROGRAM_FLUSH;
	case BT_POINT_DIRECT:
		return PROGRAM_DIRECT;
	default:
		return PROGRAM_QUEUE;
	}
}

static const char *const programs[] = { "probe_queue", "probe_flush", "probe_direct" };
static const char *const maps[] = { "bt_points", "bt_probing" };

void probes_choose(struct bpf_object *obj, bool wanted)
{
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		bpf_program__set_autoload(bpf_object__find_program_by_name(obj, programs[i]),
					  wanted);
	for (size_t i = 0; i < ARRAY_SIZE(maps); i++)
		bpf_map__set_autocreate(bpf_object__find_map_by_name(obj, maps[i]), wanted);
}

/* A thread's share of the probes: every WORKERS-th from @first on */
struct worker {
	struct probes *p;
	size_t first;
	void (*fn)(struct probes *p, size_t i);
};

static void *work(void *arg)
{
	struct worker *w = arg;

	for (size_t i = w->first; i < w->p->plan->n; i += WORKERS)
		w->fn(w->p, i);
	return NULL;
}

static void in_parallel(struct probes *p, void (*fn)(struct probes *p, size_t i))
{
	struct worker workers[WORKERS];
	pthread_t threads[WORKERS];
	bool started[WORKERS];

	for (size_t t = 0; t < WORKERS; t++) {
		workers[t] = (struct worker){ p, t, fn };
		started[t] = t < p->plan->n &&
			     !pthread_create(&threads[t], NULL, work, &workers[t]);
		if (!started[t])	/* without a thread: slower, but as good */
			work(&workers[t]);
	}
	for (size_t t = 0; t < WORKERS; t++)
		if (started[t])
			pthread_join(threads[t], NULL);
}

static void attach_one(struct probes *p, size_t i)
{
	const struct bt_point *point = &p->plan->points[i];
	struct perf_event_attr attr = {
		.size = sizeof(attr), .type = p->pmu, .config2 = point->address,
	};
	LIBBPF_OPTS(bpf_perf_event_opts, opts, .bpf_cookie = i);
	int fd = syscall(__NR_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0) {
		p->v[i].error = -errno;
		return;
	}
	p->v[i].link = bpf_program__attach_perf_event_opts(p->programs[program_of(point)], fd,
							   &opts);
	if (!p->v[i].link) {
		p->v[i].error = -errno;
		close(fd);
	}
}

static void detach_one(struct probes *p, size_t i)
{
	bpf_link__destroy(p->v[i].link);
	p->v[i].link = NULL;
}

static int read_pmu(uint32_t *type)
{
	FILE *f = fopen(PMU_TYPE, "re");
	int ret = 0;

	if (!f || fscanf(f, "%u", type) != 1) {
		err("cannot attach programs to kprobes: %s: %s", PMU_TYPE,
		    f ? "no number" : strerror(errno));
		hint("build the kernel with CONFIG_KPROBE_EVENTS=y, or apply its series from kernel-patch/");
		ret = -EOPNOTSUPP;
	}
	if (f)
		fclose(f);
	return ret;
}

static int tell_refused(const struct probes *p)
{
	int ret = 0;
	char site[256];

	for (size_t i = 0; i < p->plan->n; i++) {
		if (!p->v[i].error)
			continue;
		err("cannot attach a probe at %s: %s",
		    ksyms_site(p->plan->ksyms, site, sizeof(site), p->plan->points[i].address),
		    strerror(-p->v[i].error));
		ret = p->v[i].error;
	}
	if (ret)
		hint("run 'barrier-trace info --sites' to see all sites; without these, counts would be wrong");
	return ret;
}

static int fill_maps(struct probes *p, struct bpf_object *obj)
{
	const struct probe_plan *plan = p->plan;
	int fd = bpf_object__find_map_fd_by_name(obj, maps[0]);
	int ret = 0;

	for (__u32 i = 0; i < plan->n && !ret; i++)
		ret = bpf_map_update_elem(fd, &i, &plan->points[i], BPF_ANY);
	if (ret)
		return ret;
	p->mapped = sysconf(_SC_PAGESIZE);
	p->shared = mmap(NULL, p->mapped, PROT_READ | PROT_WRITE, MAP_SHARED,
			 bpf_object__find_map_fd_by_name(obj, maps[1]), 0);
	if (p->shared == MAP_FAILED) {
		p->shared = NULL;
		return -errno;
	}
	p->shared->pending_mask = plan->pending_mask;
	p->shared->lazy_mask = plan->lazy_mask;
	p->shared->interrupt_mask = plan->scan.interrupt_mask;
	p->shared->control_tid = gettid();
	return 0;
}

static int control(struct probes *p)
{
	const volatile __u64 *n = p->shared->control;
	int ret = own_events_once("bt_control");

	if (ret)
		err("cannot try the probes: %s", strerror(-ret));
	verbose("control: %llu first, %llu again, %llu flushes, %llu empty ones",
		(unsigned long long)n[BT_FIRST], (unsigned long long)n[BT_AGAIN],
		(unsigned long long)n[BT_FLUSH], (unsigned long long)n[BT_FLUSH_EMPTY]);
	if (!ret && (!n[BT_FIRST] || !n[BT_FLUSH])) {
		err("the probes are attached and do not fire: %u KiB of memory were mapped, and no %s was seen",
		    VMALLOC_SIZE / 1024, n[BT_FIRST] ? "flush" : "deferred barrier");
		hint("write 1 to " KPROBES_ENABLED "; run 'barrier-trace info --sites' to see what was found");
		ret = -ENODATA;
	}
	__atomic_store_n(&p->shared->control_tid, 0, __ATOMIC_SEQ_CST);
	return ret;
}

int probes_attach(struct probes **probes, struct bpf_object *obj, const struct probe_plan *plan)
{
	struct probes *p = calloc(1, sizeof(*p));
	int ret = -ENOMEM;

	*probes = NULL;
	if (!p)
		return -ENOMEM;
	p->plan = plan;
	p->v = calloc(plan->n, sizeof(*p->v));
	if (!p->v)
		goto out;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		p->programs[i] = bpf_object__find_program_by_name(obj, programs[i]);
	ret = read_pmu(&p->pmu);
	if (ret)
		goto out;
	ret = fill_maps(p, obj);
	if (ret) {
		err("cannot fill the probes' maps: %s", strerror(-ret));
		goto out;
	}
	in_parallel(p, attach_one);
	ret = tell_refused(p);
	if (!ret)
		ret = control(p);
	if (!ret)
		*probes = p;
out:
	if (ret)
		probes_detach(p);
	return ret;
}

void probes_detach(struct probes *p)
{
	if (!p)
		return;
	if (p->v)
		in_parallel(p, detach_one);
	if (p->shared)
		munmap(p->shared, p->mapped);
	free(p->v);
	free(p);
}

/*
 * A copy of struct bpf_link_info (include/uapi/linux/bpf.h) for a perf event that is a kprobe,
 * since 6.7: the headers of libbpf 1.1 are older.
 */
struct kprobe_link_info {
	__u32	type, id, prog_id, unused;
	__u32	event_type, unused2;
	__u64	func_name;
	__u32	name_len, offset;
	__u64	address, missed, cookie;
};

bool probes_missed(const struct probes *p, uint64_t *missed)
{
	char text[8];
	bool known = read_file(KPROBES_ENABLED, text, sizeof(text)) < 0 || text[0] != '0';

	*missed = 0;
	for (size_t i = 0; i < p->plan->n; i++) {
		struct kprobe_link_info info = { 0 };
		__u32 size = sizeof(info);

		known &= !bpf_obj_get_info_by_fd(bpf_link__fd(p->v[i].link), &info, &size);
		*missed += info.missed;
	}
	return known;
}
