// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/parse.h"
#include "live/measure.h"

static int call(struct measurement *m, int (*op)(struct measurement *m))
{
	return op ? op(m) : 0;
}

static int end_interval(struct measurement *m, uint64_t now)
{
	int ret;

	m->interval++;
	m->to_ns = now;
	ret = m->ops->show(m);
	m->from_ns = now;
	/* Intervals do not drift.  While the tool is stopped, all missed ones become one. */
	m->next_ns += m->interval_ns;
	if (m->next_ns <= now)
		m->next_ns = now + m->interval_ns;
	return ret;
}

static uint64_t earliest(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Names come first: reports that the command takes may be of modules that are gone already. */
static int tick(struct measurement *m)
{
	int ret = module_watch_take(m->module_watch);

	return ret ? ret : m->ops->tick(m);
}

/* Wait until CMD or the watched process ends, time is up, or the user has enough. */
static int wait_for_end(struct measurement *m)
{
	uint64_t end = m->duration_ns ? m->start_ns + m->duration_ns : UINT64_MAX, next;
	uint64_t now = m->start_ns;
	bool ended = false;
	int ret;

	while (!ended && !m->stop && !watch_is_over(&m->watch) && now < end) {
		/* The last interval is shown once disabled, because disabling ends open samples. */
		if (now >= m->next_ns && m->interval + 1 == m->intervals)
			break;
		ret = now >= m->next_ns ? end_interval(m, now) : 0;
		if (ret)
			return ret;
		next = earliest(now + m->ops->tick_ns, earliest(m->next_ns, end));
		ended = watch_wait(&m->watch, next, m->fd);
		ret = tick(m);
		if (ret)
			return ret;
		now = now_ns();
	}
	return 0;
}

/* End CMD and wait for it.  The programs go on: take what they find, or they run out of room. */
static int wait_for_cmd(struct measurement *m)
{
	int ret = 0;

	watch_stop(&m->watch);
	while (!ret && !watch_wait(&m->watch, now_ns() + m->ops->tick_ns, m->fd))
		ret = tick(m);
	return ret;
}

static void disable(struct measurement *m)
{
	bpf_object_disable(m->object);
	m->end_ns = now_ns();
	module_watch_take(m->module_watch);
	if (m->ops->disabled)
		m->ops->disabled(m);
}

static int run(struct measurement *m)
{
	int ret = 0;

	if (!m->what.cmd)
		verbose("%s; Ctrl-C ends it", m->ops->doing);
	m->interval = 0;
	m->start_ns = m->from_ns = now_ns();
	m->next_ns = m->interval_ns ? m->start_ns + m->interval_ns : UINT64_MAX;
	bpf_object_enable(m->object);
	if (m->what.cmd)
		ret = workload_go(&m->watch.target);
	if (ret) {
		disable(m);
		m->status = watch_cannot_start(m->what.cmd[0], ret);
		return ret;
	}
	ret = call(m, m->ops->begin);
	if (!ret)
		ret = wait_for_end(m);
	if (!ret && m->what.cmd && m->ops->with_end)
		ret = wait_for_cmd(m);
	disable(m);
	if (ret)
		return ret;
	m->elapsed_ns = m->end_ns - m->start_ns;
	m->total_ns += m->elapsed_ns;
	m->run++;
	if (m->what.cmd) {
		watch_end(&m->watch);
		m->status = workload_exit_status(&m->watch.target);
	}
	if (m->interval_ns)
		ret = end_interval(m, m->end_ns);
	return ret ? ret : call(m, m->ops->finish);
}

static int measure_once(struct measurement *m)
{
	int cgroup_fd, ret = 0;

	if (m->what.cmd) {
		m->watch.target.silent = m->silent;
		ret = workload_prepare(&m->watch.target, m->what.cmd, !m->what.all);
	}
	if (!ret)
		ret = watch_cgroup(&m->watch, m->what, &cgroup_fd);
	if (!ret)
		ret = m->ops->open(m, cgroup_fd);
	if (!ret)
		ret = module_watch_open(&m->module_watch, m->object, &m->modules);
	if (!ret)
		ret = run(m);
	if (m->ops->close)
		m->ops->close(m);
	module_watch_close(m->module_watch);
	m->module_watch = NULL;
	bpf_object_close(m->object);
	m->object = NULL;
	watch_cleanup(&m->watch);
	return ret;
}

void measurement_open(struct measurement *m)
{
	kernel_examine(&m->kernel);
	watch_open(&m->watch, m->what);
	m->description = watch_describe(m->what);
	m->subject = m->description ? m->description : "";
	m->scope = watch_scope(m->what);
	m->fd = m->status = -1;
}

/*
 * Refuse a kernel that neither events nor probes can trace, before anything is prepared: whatever
 * else this machine lacks, such as a cgroup for CMD, is not the reason.
 */
static int refuse_untraceable(struct kernel *k)
{
	const struct check *bad = kernel_verdict(k, false);

	if (bad && !k->has_events && k->has_btf) {
		kernel_examine_probes(k);
		bad = kernel_verdict(k, true);
	}
	return bad && bad->state == CHECK_MISSING ? kernel_refuse(bad, "trace this kernel") : 0;
}

int measure(struct measurement *m)
{
	int ret = refuse_untraceable(&m->kernel);

	if (m->out)
		m->watch.out_fd = fileno(m->out);
	while (!ret && m->run < m->repeat && !watch_is_over(&m->watch))
		ret = measure_once(m);
	return ret ? ret : call(m, m->ops->total);
}

void measurement_close(struct measurement *m)
{
	free(m->description);
	free(m->scope);
	kernel_free(&m->kernel);
	module_history_free(&m->modules);
	watch_close(&m->watch);
}
