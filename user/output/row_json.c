// SPDX-License-Identifier: GPL-2.0
#include "kernel/cgroup_names.h"
#include "output/row_json.h"

#define ROW(M) \
	M(tid, uint, "thread (--per task)") \
	M(pid, uint, "thread group (--per task, process)") \
	M(comm, string, "name of the task (--per task, process, comm)") \
	M(kthread, bool, "a kernel thread") \
	M(cgroup, string, "path below the cgroup v2 root (--per cgroup)") \
	M(cgroup_id, uint, "its id") \
	M(cpu, uint, "(--per cpu)") \
	M(ip, string, "address of the site, hexadecimal")

#define FRAME(M) \
	M(interval, int, "number of the interval (-I), from 1") \
	M(time_ns, uint, "from the start to the end of the interval") \
	M(run, int, "number of the run (-r), from 1")

JSON_MEMBERS(m, ROW);
JSON_MEMBERS(of_frame, FRAME);

void row_json(struct json *j, struct member_string level, struct member_string site, enum per per,
	      const struct ksyms *ksyms, const struct row *row)
{
	char name[512];

	switch (per) {
	case PER_TASK:
		json_put(j, m.tid, row->num);
		json_put(j, m.pid, row->pid);
		json_put(j, m.comm, row->comm);
		json_put(j, m.kthread, row->kthread);
		break;
	case PER_PROCESS:
		json_put(j, m.pid, row->num);
		json_put(j, m.comm, row->comm);
		json_put(j, m.kthread, row->kthread);
		break;
	case PER_COMM:
		json_put(j, m.comm, row->comm);
		break;
	case PER_CGROUP:
		json_put(j, m.cgroup, cgroup_name(name, sizeof(name), row->id));
		json_put(j, m.cgroup_id, row->id);
		break;
	case PER_CPU:
		json_put(j, m.cpu, row->num);
		break;
	case PER_LEVEL:
		json_put(j, level, level_names[row->num % BT_NR_LEVELS]);
		break;
	case PER_SITE:
		json_put(j, site, ksyms_site(ksyms, name, sizeof(name), row->id));
		json_put(j, m.ip, ksyms_site(NULL, name, sizeof(name), row->id));
		break;
	default:
		break;
	}
}

void row_schema(struct json *j)
{
	json_schema_members(j, m);
}

void frame_json(struct json *j, enum frame_kind kind, int number, uint64_t time_ns)
{
	if (kind == FRAME_INTERVAL) {
		json_put(j, of_frame.interval, number);
		json_put(j, of_frame.time_ns, time_ns);
	}
	if (kind == FRAME_RUN)
		json_put(j, of_frame.run, number);
}

void frame_schema(struct json *j)
{
	json_schema_members(j, of_frame);
}

const char *frame_type(enum frame_kind kind)
{
	static const char *const types[] = { "interval", "run", "total" };

	return types[kind];
}
