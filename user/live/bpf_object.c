// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <assert.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/log.h"
#include "kernel/kernel.h"
#include "live/bpf_object.h"

#define TRACEFS	"/sys/kernel/tracing"

/*
 * Show an emulator where the counted window begins and ends.  tests/truth/ compares the counts with
 * what the CPU executed in the window.  The mark is a move to the zero register, which the
 * architecture makes a NOP.
 */
#ifdef __aarch64__
#define mark_window(n)	asm volatile("movz xzr, %0" : : "i" (n) : "memory")
#else
#define mark_window(n)	((void)(n))
#endif
#define WINDOW_BEGIN	0xb000
#define WINDOW_END	0xe000
#define ATTACH_BEGINS	0xf000

static struct bpf_object *object_of(const struct live_object *o)
{
	return *o->skeleton->obj;
}

static int follow_cgroup(struct live_object *o, int cgroup_fd)
{
	__u32 zero = 0;
	int ret;

	if (cgroup_fd < 0)
		return 0;
	ret = bpf_map_update_elem(bpf_object__find_map_fd_by_name(object_of(o), "bt_cgroup_map"),
				  &zero, &cgroup_fd, BPF_ANY);
	if (ret) {
		err("cannot follow the cgroup: %s", strerror(-ret));
		hint("give a directory of a cgroup v2 mount");
	}
	return ret;
}

static void choose_modules(struct live_object *o, const struct kernel *kernel);

int bpf_object_open(struct live_object **object, const struct live_object_ops *ops,
		    struct kernel *kernel, const struct live_opts *opts)
{
	struct live_object *o = calloc(1, ops->size);
	int ret;

	*object = NULL;
	if (!o)
		return -ENOMEM;
	o->ops = ops;
	ret = backend_choose(&o->backend, kernel, &opts->backend);
	if (!ret)
		ret = ops->open(o, opts);
	if (!ret)
		choose_modules(o, kernel);
	if (!ret)
		ret = backend_load(&o->backend, o->skeleton);
	if (ret)
		goto out;
	slots_begin(&o->slots);
	ret = follow_cgroup(o, opts->cgroup_fd);
	if (!ret && ops->loaded)
		ret = ops->loaded(o);
	if (ret)
		goto out;
	mark_window(ATTACH_BEGINS);
	ret = backend_attach(&o->backend, o->skeleton);
	if (ret)
		goto out;
	*object = o;
	return 0;
out:
	bpf_object_close(o);
	return ret;
}

void bpf_object_close(struct live_object *o)
{
	if (!o)
		return;
	backend_close(&o->backend);
	o->ops->free(o);
	free(o);
}

static void add_source(struct live_object *o, struct loss_source source)
{
	assert(o->nr_sources < MAX_LOSS_CAUSES);
	o->sources[o->nr_sources++] = source;
}

void bpf_object_add_program(struct live_object *o, enum bt_loss cause,
			    const struct bpf_program *prog)
{
	static const __u64 none;

	add_source(o, (struct loss_source){
		.cause = cause, .prog = prog, .count = prog ? NULL : &none,
	});
}

void bpf_object_add_counter(struct live_object *o, enum bt_loss cause, const __u64 *count)
{
	add_source(o, (struct loss_source){ .cause = cause, .count = count });
}

/* Load a program or not; return NULL when the object does not have it. */
static struct bpf_program *load_if(struct live_object *o, const char *name, bool wanted)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(object_of(o), name);

	if (prog)
		bpf_program__set_autoload(prog, wanted);
	return prog;
}

/* Load one of the two or four programs for an event.  @wanted: index in kinds[], -1 for none */
static struct bpf_program *choose_event(struct live_object *o, const char *event, int wanted)
{
	static const char *const kinds[] = { "btf_", "btf_split_", "tp_", "tp_split_" };
	struct bpf_program *prog, *chosen = NULL;
	char name[64];

	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s%s", kinds[i], event);
		prog = load_if(o, name, i == wanted);
		if (i == wanted)
			chosen = prog;
	}
	return chosen;
}

void bpf_object_choose_events(struct live_object *o, unsigned int events, bool split)
{
	static const struct { const char *name, *on_probes; enum bt_loss cause; } all[] = {
		{ "queue", "probe_queue", BT_LOSS_MISSED_QUEUE },
		{ "flush", "probe_flush", BT_LOSS_MISSED_FLUSH },
		/* probe_flush sees both kinds of flushes */
		{ "flush_empty", "", BT_LOSS_MISSED_FLUSH_EMPTY },
		{ "emit", "probe_direct", BT_LOSS_MISSED_EMIT },
		{ "enable", NULL, BT_LOSS_MISSED_ENABLE },
		{ "disable", NULL, BT_LOSS_MISSED_DISABLE },
		{ "pause", NULL, BT_LOSS_MISSED_PAUSE },
		{ "resume", NULL, BT_LOSS_MISSED_RESUME },
	};
	int kind = (o->backend.attach == ATTACH_BTF ? 0 : 2) + split;
	bool probes = o->backend.attach == ATTACH_PROBES;
	struct bpf_program *prog;

	backend_programs(&o->backend, object_of(o));
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		bool wanted = probes ? all[i].on_probes != NULL : events & 1u << i;

		prog = choose_event(o, all[i].name, wanted && !probes ? kind : -1);
		if (wanted && probes)
			prog = bpf_object__find_program_by_name(object_of(o), all[i].on_probes);
		if (wanted)
			bpf_object_add_program(o, all[i].cause, prog);
	}
	add_source(o, (struct loss_source){ .cause = BT_LOSS_MISSED_PROBES });
}

/* Only root can read the file, but only root gets so far. */
static bool has_classic_events(void)
{
	return !access(TRACEFS "/events/task/task_rename/id", R_OK);
}

/* From 6.16 to 6.19 the event has no pid, and so does not say which task was renamed. */
static bool rename_says_who(void)
{
	FILE *f = fopen(TRACEFS "/events/task/task_rename/format", "re");
	bool found = false;
	char line[256];

	while (f && !found && fgets(line, sizeof(line), f))
		found = strstr(line, "\tfield:pid_t pid;");
	if (f)
		fclose(f);
	return found;
}

void bpf_object_choose_rename(struct live_object *o)
{
	bool has_classic = has_classic_events() && rename_says_who();
	struct bpf_program *on_btf = load_if(o, "btf_rename", !has_classic);
	struct bpf_program *on_classic = load_if(o, "tp_rename", has_classic);

	/* After a missed rename, events count under the name that the task had before. */
	bpf_object_add_program(o, BT_LOSS_MISSED_RENAME, has_classic ? on_classic : on_btf);
}

void bpf_object_choose_cgroups(struct live_object *o, bool wanted)
{
	bool has_classic = has_classic_events();

	load_if(o, "btf_attach", wanted && !has_classic);
	load_if(o, "btf_transfer", wanted && !has_classic);
	load_if(o, "tp_attach", wanted && has_classic);
	load_if(o, "tp_transfer", wanted && has_classic);
}

/*
 * Follow modules where the kernel has them, and the object has the programs.  The programs read the
 * kernel's memory.
 */
static void choose_modules(struct live_object *o, const struct kernel *kernel)
{
	bool wanted = !access(TRACEFS "/events/module/module_free/id", R_OK) &&
		      !kernel_hides_memory(kernel);

	load_if(o, "raw_module_load", wanted);
	load_if(o, "raw_module_free", wanted);
}

/* Count how often the kernel has skipped a program since it was loaded. */
static uint64_t misses_of(const struct bpf_program *prog)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &len))
		return 0;
	return info.recursion_misses;
}

static uint64_t count_now(const struct live_object *o, const struct loss_source *s)
{
	if (s->prog)
		return misses_of(s->prog) - s->before;
	return s->count ? *(volatile const __u64 *)s->count :
		backend_missed_since(&o->backend, s->before);
}

void bpf_object_enable(struct live_object *o)
{
	__u32 *enabled = &o->slots.table->enabled;
	struct timespec ts;

	for (size_t i = 0; i < o->nr_sources; i++) {
		struct loss_source *s = &o->sources[i];

		if (s->prog)
			s->before = misses_of(s->prog);
		else if (!s->count)
			s->before = backend_missed(&o->backend);
	}
	/* Until the time is known, no task counts as born after it. */
	if (o->enabled_at)
		__atomic_store_n(o->enabled_at, UINT64_MAX, __ATOMIC_SEQ_CST);
	/*
	 * Store once before the mark.  The page's first store takes a fault, for the dirty bit.  A
	 * task that is scheduled on the way out would be in an emulator's window, but not in this.
	 */
	__atomic_store_n(enabled, 0, __ATOMIC_SEQ_CST);
	mark_window(WINDOW_BEGIN);
	__atomic_store_n(enabled, 1, __ATOMIC_SEQ_CST);
	if (!o->enabled_at)
		return;
	clock_gettime(CLOCK_BOOTTIME, &ts);
	__atomic_store_n(o->enabled_at, ts.tv_sec * 1000000000ull + ts.tv_nsec, __ATOMIC_SEQ_CST);
}

void bpf_object_disable(struct live_object *o)
{
	__atomic_store_n(&o->slots.table->enabled, 0, __ATOMIC_SEQ_CST);
	mark_window(WINDOW_END);
	/* Programs run under rcu_read_lock(), and this command is synchronize_rcu(). */
	syscall(__NR_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	/* Reading maps makes classic programs miss events: from now on that is no loss. */
	for (size_t i = 0; i < o->nr_sources; i++)
		o->sources[i].after = count_now(o, &o->sources[i]);
	o->is_disabled = true;
	if (o->ops->disabled)
		o->ops->disabled(o);
}

void bpf_object_losses(const struct live_object *o, struct losses *l)
{
	for (l->n = 0; l->n < o->nr_sources; l->n++) {
		const struct loss_source *s = &o->sources[l->n];

		l->v[l->n] = loss_of(s->cause,
				     o->is_disabled && !s->count ? s->after : count_now(o, s));
	}
}

int bpf_object_read_text(const struct bpf_program *prog, __u64 *at, uint64_t address)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int ret;

	*at = address;
	ret = bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);
	return ret ? ret : (int)opts.retval;
}
