// SPDX-License-Identifier: GPL-2.0
#include <errno.h>

#include "base/array.h"
#include "base/log.h"
#include "cmd/check_now.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "kernel/kernel.h"
#include "live/now_session.h"
#include "output/check_out.h"
#include "output/formats.h"
#include "output/now_out.h"

/* Return: whether the user has chosen tasks or CPUs. */
static bool chooses_tasks(const struct opts *o)
{
	const struct filter *f = &o->filter;

	return f->nr_pids || f->nr_tids || f->nr_comms || f->cpus.n || o->cgroup || o->all;
}

int check_now_refuse(const struct opts *o)
{
	const struct {
		bool is_given;
		const char *what;
	} refused[] = {
		{ o->cmd, "CMD" },
		{ chooses_tasks(o), "a choice of tasks or CPUs" },
		{ o->duration_ns, "-d" },
		{ o->backend.attach != ATTACH_AUTO || o->backend.scope != SCOPE_KERNEL,
		  "--attach, --backend or --scope" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (refused[i].is_given) {
			err("--now together with %s: it looks at all tasks, and reads no events", refused[i].what);
			return -EINVAL;
		}
	return 0;
}

static int write_result(const struct opts *o, const struct now_out *result)
{
	struct now_out out = *result;

	out.f = opts_open_output(o);
	if (!out.f)
		return -EIO;
	format_find("check --now", o->format).now->write(&out);
	return opts_close_output(o, out.f);
}

static int status_of(const struct opts *o, const struct now_tasks *found)
{
	enum check_verdict verdict = now_tasks_verdict(found);

	if (verdict == VERDICT_VIOLATED)
		return EXIT_VIOLATION;
	if (verdict == VERDICT_PARTIAL && o->strict) {
		err("%s (an error because of --strict)", now_tasks_gap(found, 0));
		return EXIT_LOST;
	}
	return EXIT_FINE;
}

int check_now_run(const struct opts *o)
{
	struct now_session *session = NULL;
	struct now_tasks found = { 0 };
	struct about about = { .subject = "all tasks, now", .attach = "none" };
	struct now_out out = { .about = &about, .found = &found, .version = check_json_version };
	struct kernel kernel;
	int ret;

	kernel_examine(&kernel);
	ret = now_session_open(&session, &kernel);
	if (!ret)
		ret = now_session_look(session, &found);
	if (!ret) {
		about.kernel = kernel.release;
		about.generation = generation_name(found.generation);
		out.ksyms = now_session_ksyms(session);
		ret = write_result(o, &out);
	}
	ret = ret ? exit_status_with(ret, -1, 0, "", false) : status_of(o, &found);
	now_tasks_free(&found);
	now_session_close(session);
	kernel_free(&kernel);
	return ret;
}
