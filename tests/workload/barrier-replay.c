// SPDX-License-Identifier: GPL-2.0
/*
 * Judge a run that ftrace has recorded by bpf/logic/validate.h: read the text of the trace file
 * from standard input, and print a line for each violation.
 *
 * usage: barrier-replay GENERATION
 *
 * This shares only that header with check: no BPF program or map takes part.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logic/validate.h"

#define NR_TASKS	65536	/* pids of a guest */

static const __u8 tables[3][BT_TABLE_SIZE] = BT_PROTOCOL_TABLES;
static struct bt_shadow tasks[NR_TASKS];

static const struct {
	const char *text;	/* part of the line, ended by its end or a space */
	int kind;
} kinds[] = {
	{ "lazy_mmu_queue: action=emitted", BT_KIND_EMITTED },
	{ "lazy_mmu_queue: action=first", BT_KIND_FIRST },
	{ "lazy_mmu_queue: action=again", BT_KIND_AGAIN },
	{ "lazy_mmu_flush:", BT_KIND_FLUSH },
	{ "lazy_mmu_flush_empty:", BT_KIND_FLUSH_EMPTY },
	{ "lazy_mmu_emit:", BT_KIND_DIRECT },
	{ "lazy_mmu_enable:", BT_KIND_ENABLE },
	{ "lazy_mmu_disable:", BT_KIND_DISABLE },
	{ "lazy_mmu_pause:", BT_KIND_PAUSE },
	{ "lazy_mmu_resume:", BT_KIND_RESUME },
}, ends[] = {
	{ "sys_exit:", BT_INPUT_TO_USER },
	{ "workqueue_execute_end:", BT_INPUT_WORK_END },
	{ "sched_process_fork:", BT_INPUT_FORK },
};

/* A line is "comm-PID [cpu] ...", but a comm may have any of these characters. */
static int pid_of(const char *line)
{
	const char *cpu = strstr(line, " ["), *at;

	for (at = cpu; at && at > line && at[-1] != '-';)
		at--;
	return at && at > line ? atoi(at) : -1;
}

static int field(const char *line, const char *name)
{
	const char *at = strstr(line, name);

	return at ? atoi(at + strlen(name)) : 0;
}

static void judge(__u32 generation, const char *line)
{
	const __u8 *table = tables[generation - 1];
	int pid = pid_of(line);
	struct bt_snapshot s = {
		.pending = field(line, " pending="), .active = field(line, " active="),
		.in_interrupt = field(line, " in_interrupt="),
		.enable_count = field(line, " enable_count="),
		.pause_count = field(line, " pause_count="),
	};
	__u32 broken = 0;

	if (pid < 0 || pid >= NR_TASKS)
		return;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strstr(line, kinds[i].text))
			broken = bt_validate(&tasks[pid], table, generation, kinds[i].kind, &s);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strstr(line, ends[i].text))
			broken = bt_validate_end(&tasks[pid], table, ends[i].kind);
	if (broken && broken != BT_VERDICT_SKIPPED)
		printf("I%u %s", broken, line);
}

int main(int argc, char **argv)
{
	int generation = argc == 2 ? atoi(argv[1]) : 0;
	char line[1024];

	if (generation < 1 || generation > 3) {
		fprintf(stderr, "usage: barrier-replay GENERATION <trace\n");
		return 1;
	}
	while (fgets(line, sizeof(line), stdin))
		if (line[0] != '#')
			judge(generation, line);
	return ferror(stdin) ? 1 : 0;
}
