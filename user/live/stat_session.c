// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/membarrier.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "shared/slot.h"	/* types that the skeletons name */
#include "shared/probe_points.h"
#include "stat.skel.h"
#include "base/log.h"
#include "live/stat_session.h"

#define TRACEFS	"/sys/kernel/tracing"

/*
 * Shows an emulator where the counted window begins and ends, so that what the CPU
 * executed in it can be held against the counts (tests/truth/): a move to the zero
 * register, which the architecture makes a NOP.
 */
#ifdef __aarch64__
#define mark_window(n)	asm volatile("movz xzr, %0" : : "i" (n) : "memory")
#else
#define mark_window(n)	((void)(n))
#endif
#define WINDOW_BEGIN	0xb000
#define WINDOW_END	0xe000
#define ATTACH_BEGINS	0xf000

const char *const loss_names[LOSS_NR] = {
	[LOSS_QUEUE] = "missed_queue",
	[LOSS_FLUSH] = "missed_flush",
	[LOSS_FLUSH_EMPTY] = "missed_flush_empty",
	[LOSS_EMIT] = "missed_emit",
	[LOSS_PROBES] = "missed_probes",
	[LOSS_NO_SLOT] = "no_slot",
	[LOSS_RENAME] = "missed_rename",
	[LOSS_EXIT] = "missed_exit",
};

struct session {
	struct stat_bpf *skel;
	struct backend backend;
	const struct bpf_program *progs[LOSS_NR];	/* NULL: none for this cause */
	struct losses before;
	struct slots slots;
	struct bt_derived *derived;	/* by slot, of probes only */
};

#define DERIVED_SIZE	(BT_NR_SLOTS * sizeof(struct bt_derived))

uint64_t losses_total(const struct losses *l)
{
	uint64_t sum = 0;

	for (int i = 0; i < LOSS_EVENTS; i++)
		sum += l->by_cause[i];
	return sum;
}

/* Of the events' programs the four that are wanted; or those on probes. */
static void choose_events(struct session *s, const struct session_opts *opts)
{
	struct stat_bpf *skel = s->skel;
	struct bpf_program *const all[5][4] = {
		{ skel->progs.btf_queue, skel->progs.btf_flush,
		  skel->progs.btf_flush_empty, skel->progs.btf_emit },
		{ skel->progs.btf_split_queue, skel->progs.btf_split_flush,
		  skel->progs.btf_split_flush_empty, skel->progs.btf_split_emit },
		{ skel->progs.tp_queue, skel->progs.tp_flush,
		  skel->progs.tp_flush_empty, skel->progs.tp_emit },
		{ skel->progs.tp_split_queue, skel->progs.tp_split_flush,
		  skel->progs.tp_split_flush_empty, skel->progs.tp_split_emit },
		/* Both kinds of flushes are one program's. */
		{ skel->progs.probe_queue, skel->progs.probe_flush, NULL, skel->progs.probe_direct },
	};
	static const enum loss losses[4] = { LOSS_QUEUE, LOSS_FLUSH, LOSS_FLUSH_EMPTY, LOSS_EMIT };
	bool split = opts->by_cpu || opts->by_level || opts->by_site || opts->cgroups;
	int wanted = (s->backend.attach == ATTACH_BTF ? 0 : 2) + split;

	if (s->backend.attach == ATTACH_PROBES)
		wanted = 4;
	for (int set = 0; set < 4; set++)
		for (int i = 0; i < 4; i++)
			bpf_program__set_autoload(all[set][i], set == wanted);
	backend_programs(&s->backend, skel->obj);
	bpf_map__set_autocreate(skel->maps.bt_derived, wanted == 4);
	for (int i = 0; i < 4; i++)
		s->progs[losses[i]] = all[wanted][i];
}

static void load_if(struct bpf_object *obj, const char *name, bool wanted)
{
	bpf_program__set_autoload(bpf_object__find_program_by_name(obj, name), wanted);
}

/* Only root can see it, but only root gets so far. */
static bool has_classic_events(void)
{
	return !access(TRACEFS "/events/task/task_rename/id", R_OK);
}

/* The event of 6.16 to 6.19 has no pid: of another task's rename nobody knows whose it is. */
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

const struct bpf_program *session_choose_rename(struct bpf_object *obj, const char *btf,
						const char *classic)
{
	bool has_classic = has_classic_events() && rename_says_who();

	load_if(obj, btf, !has_classic);
	load_if(obj, classic, has_classic);
	return bpf_object__find_program_by_name(obj, has_classic ? classic : btf);
}

void session_choose_cgroups(struct bpf_object *obj, bool wanted)
{
	bool has_classic = has_classic_events();

	load_if(obj, "btf_attach", wanted && !has_classic);
	load_if(obj, "btf_transfer", wanted && !has_classic);
	load_if(obj, "tp_attach", wanted && has_classic);
	load_if(obj, "tp_transfer", wanted && has_classic);
}

int session_follow(const struct bpf_map *map, int cgroup_fd)
{
	__u32 zero = 0;
	int ret;

	if (cgroup_fd < 0)
		return 0;
	ret = bpf_map_update_elem(bpf_map__fd(map), &zero, &cgroup_fd, BPF_ANY);
	if (ret) {
		err("cannot follow the cgroup: %s", strerror(-ret));
		hint("it must be a directory of a cgroup v2 mount");
	}
	return ret;
}

void session_enable_from(__u32 *enabled, uint64_t *at)
{
	struct timespec ts;

	/* Until it is known when that was nobody was born after it. */
	__atomic_store_n(at, UINT64_MAX, __ATOMIC_SEQ_CST);
	__atomic_store_n(enabled, 1, __ATOMIC_SEQ_CST);
	clock_gettime(CLOCK_BOOTTIME, &ts);
	__atomic_store_n(at, ts.tv_sec * 1000000000ull + ts.tv_nsec, __ATOMIC_SEQ_CST);
}

void session_enable_programs(__u32 *enabled)
{
	/* See session_enable(). */
	__atomic_store_n(enabled, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(enabled, 1, __ATOMIC_SEQ_CST);
}

/* Until none is running that began before the call. */
static void wait_for_programs(void)
{
	/* Programs run under rcu_read_lock(), and this is synchronize_rcu(). */
	syscall(__NR_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

void session_disable_programs(__u32 *enabled)
{
	__atomic_store_n(enabled, 0, __ATOMIC_SEQ_CST);
	wait_for_programs();
}

int session_read_text(const struct bpf_program *prog, uint64_t *at, uint64_t address)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int ret;

	*at = address;
	ret = bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);
	return ret ? ret : (int)opts.retval;
}

static int map_derived(struct session *s)
{
	if (!s->backend.plan)
		return 0;
	s->derived = mmap(NULL, DERIVED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			  bpf_map__fd(s->skel->maps.bt_derived), 0);
	if (s->derived != MAP_FAILED)
		return 0;
	s->derived = NULL;
	err("cannot map the counts: %s", strerror(errno));
	return -errno;
}

int session_open(struct session **session, struct kernel *kernel,
		 const struct session_opts *opts)
{
	struct session *s;
	int ret;

	*session = NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	ret = backend_choose(&s->backend, kernel, &opts->backend);
	if (ret)
		goto out;
	s->skel = stat_bpf__open();
	ret = backend_opened(&s->backend, s->skel);
	if (ret)
		goto out;
	s->skel->rodata->bt_by_cpu = opts->by_cpu;
	s->skel->rodata->bt_by_level = opts->by_level;
	s->skel->rodata->bt_by_site = opts->by_site;
	s->skel->rodata->bt_cgroups = opts->cgroups;
	choose_events(s, opts);
	/* A missed rename would book events under the wrong name. */
	s->progs[LOSS_RENAME] = session_choose_rename(s->skel->obj, "btf_rename", "tp_rename");
	session_choose_cgroups(s->skel->obj, opts->cgroups);
	s->progs[LOSS_EXIT] = s->skel->progs.on_free;

	ret = backend_load(&s->backend, s->skel->skeleton);
	if (ret)
		goto out;
	s->slots = SLOTS_OF(s->skel->bss);
	ret = session_follow(s->skel->maps.bt_cgroup_map, opts->cgroup_fd);
	if (!ret)
		ret = map_derived(s);
	if (ret)
		goto out;
	mark_window(ATTACH_BEGINS);
	ret = backend_attach(&s->backend, s->skel->skeleton);
	if (ret)
		goto out;
	*session = s;
	return 0;
out:
	session_close(s);
	return ret;
}

void session_close(struct session *s)
{
	if (!s)
		return;
	backend_close(&s->backend);
	if (s->derived)
		munmap(s->derived, DERIVED_SIZE);
	stat_bpf__destroy(s->skel);
	free(s);
}

const struct backend *session_backend(const struct session *s)
{
	return &s->backend;
}

uint64_t session_misses(const struct bpf_program *prog)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	return prog && !bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &len) ?
		info.recursion_misses : 0;
}

/* But for those of probes: to ask for them takes a system call each. */
static void read_losses(struct session *s, struct losses *l)
{
	*l = (struct losses){ 0 };
	for (int i = 0; i < LOSS_NR; i++)
		l->by_cause[i] = session_misses(s->progs[i]);
	l->by_cause[LOSS_NO_SLOT] =
		__atomic_load_n(&s->skel->bss->bt_loss[BT_LOSS_NO_SLOT], __ATOMIC_RELAXED);
}

void session_losses(struct session *s, struct losses *l)
{
	read_losses(s, l);
	for (int i = 0; i < LOSS_NR; i++)
		l->by_cause[i] -= s->before.by_cause[i];
	l->by_cause[LOSS_PROBES] = backend_missed_since(&s->backend, s->before.by_cause[LOSS_PROBES]);
}

void session_enable(struct session *s)
{
	read_losses(s, &s->before);
	s->before.by_cause[LOSS_PROBES] = backend_missed(&s->backend);
	/*
	 * The page's first store takes a fault, for its dirty bit, and who is scheduled on
	 * the way out of that would be in the window of others, but not in this one.
	 */
	__atomic_store_n(&s->skel->bss->bt.enabled, 0, __ATOMIC_SEQ_CST);
	mark_window(WINDOW_BEGIN);
	__atomic_store_n(&s->skel->bss->bt.enabled, 1, __ATOMIC_SEQ_CST);
}

void session_disable(struct session *s)
{
	__atomic_store_n(&s->skel->bss->bt.enabled, 0, __ATOMIC_SEQ_CST);
	mark_window(WINDOW_END);
	wait_for_programs();
}

struct take {
	struct session *session;
	slot_fn fn;
	void *arg;
};

static int take_one(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct take *t = arg;
	int ret = t->fn(slot, index, t->arg);

	if (t->session->derived)
		memset(&t->session->derived[index], 0, sizeof(*t->session->derived));
	return ret;
}

int session_take_closed(struct session *s, slot_fn fn, void *arg)
{
	struct take take = { s, fn, arg };

	return slots_take_closed(&s->slots, take_one, &take);
}

const uint64_t *session_derived(const struct session *s, uint32_t index)
{
	return s->derived ? (const uint64_t *)s->derived[index].count : NULL;
}

int session_each_live(struct session *s, slot_fn fn, void *arg)
{
	return slots_each_live(&s->slots, fn, arg);
}
