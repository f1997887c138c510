// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "kernel/at_once.h"
#include "kernel/cgroup_names.h"
#include "kernel/build_id.h"
#include "kernel/ksyms.h"
#include "live/record_meta.h"
#include "base/parse.h"
#include "version.h"

/* Write a name=value line.  A user may choose the value, which must not end the line. */
static void put_value(FILE *f, const char *name, const char *value)
{
	fprintf(f, "%s=", name);
	for (; *value; value++)
		putc(*value == '\n' ? ' ' : *value, f);
	putc('\n', f);
}

char *record_meta_begin(const struct record_meta *m)
{
	const struct probe_coverage *coverage = &m->about.coverage;
	const struct bt_text_range at_once = at_once_range();
	struct timespec now;
	struct utsname uts;
	char *text = NULL, build_id[BUILD_ID_SIZE];
	size_t size;
	FILE *f = open_memstream(&text, &size);
	uint64_t address;

	if (!f)
		return NULL;
	uname(&uts);
	clock_gettime(CLOCK_REALTIME, &now);
	put_value(f, "tool", "barrier-trace " BT_VERSION);
	put_value(f, "kernel", m->about.kernel);
	if (!build_id_of_kernel(build_id))
		put_value(f, "build_id", build_id);
	address = ksyms_first(KALLSYMS, "_text");
	if (address)
		fprintf(f, "text=0x%llx\n", (unsigned long long)address);
	if (at_once.size)
		fprintf(f, "at_once=0x%llx\nat_once_size=%llu\n",
			(unsigned long long)at_once.start, (unsigned long long)at_once.size);
	put_value(f, "machine", uts.machine);
	put_value(f, "generation", m->about.generation);
	put_value(f, "attach", m->about.attach);
	put_value(f, "subject", m->about.subject);
	if (m->about.scope)
		put_value(f, "scope", m->about.scope);
	if (m->about.by_probes) {
		fprintf(f, RECORDING_NEEDS "=%d\n", RECORDING_NEEDS_PROBES);
		put_value(f, "probes_scope", coverage->scope);
		fprintf(f, "probes_places=%zu\nprobes_calls=%zu\nprobes_out_of_scope=%zu\n"
			"probes_uncovered=%zu\n", coverage->places, coverage->calls,
			coverage->out_of_scope, coverage->uncovered);
	}
	fprintf(f, "cpus=%ld\ncgroup_followed=%d\nstacks=%d\nstretches=1\nring=%d\n"
		"clock=CLOCK_MONOTONIC\n",
		sysconf(_SC_NPROCESSORS_CONF), m->cgroup, m->stacks, m->ring);
	fprintf(f, "start_ns=%llu\nstart_realtime_ns=%llu\nticks_per_s=%ld\n",
		(unsigned long long)m->start_ns,
		now.tv_sec * 1000000000ull + now.tv_nsec, sysconf(_SC_CLK_TCK));
	fputs("layout_TASK=id:u32 tid:u32 tgid:u32 flags:u32 start:u64 leader_start:u64 cgroup:u64 "
	      "comm:16\n"
	      "layout_STCK=id:u32 n:u32 address:32*u64\n"
	      "layout_EVNT=time_ns:u64 ip:u64 what:u32 seq:u32 task:u32 context:u32 cpu:u16 type:u16 "
	      "stack:u32\n", f);
	fclose(f);
	return text;
}

struct names {
	const struct ksyms *ksyms;	/* borrowed */
	struct address_set done;	/* addresses of functions that were written */
	FILE *f;
};

/*
 * Write the function that holds an address, and what shows its end: the next function, and the end
 * of that one.  Versions of this tool before 1.2 of the file skip an end (KSYMS_END).
 */
static void put_name(uint64_t address, void *arg)
{
	struct names *n = arg;
	char line[1024];
	uint64_t end;

	for (int i = 0; i < 2; i++, address = end + 1) {
		if (!ksyms_line(n->ksyms, address, line, sizeof(line), &end) ||
		    (!i && line[17] == KSYMS_END))
			return;
		if (address_set_add(&n->done, strtoull(line, NULL, 16)) == 1)
			fputs(line, n->f);
		if (end == UINT64_MAX)
			return;
	}
	/* Functions begin at multiples of 4. */
	if (address_set_add(&n->done, end + 1) == 1)
		fprintf(n->f, "%016" PRIx64 " %c -\n", end, KSYMS_END);
}

static int put_names(struct rec_writer *w, enum chunk_type type, const char *first,
		     const struct ksyms *ksyms, void (*put)(uint64_t address, void *arg))
{
	struct names n = { .ksyms = ksyms };
	char *text = NULL;
	size_t size;
	int ret = 0;

	n.f = open_memstream(&text, &size);
	if (!n.f)
		return -ENOMEM;
	fputs(first, n.f);
	rec_writer_each_address(w, put, &n);
	fclose(n.f);
	if (text[strlen(first)])
		ret = rec_writer_text(w, type, text);
	free(text);
	address_set_free(&n.done);
	return ret;
}

/* Write a module's functions, if some address of the recording is in one. */
static int put_module(struct rec_writer *w, const struct past_module *m)
{
	char first[256];

	snprintf(first, sizeof(first), "module %s %" PRIx64 " %" PRIu64 " %" PRIx64 " %" PRIu64
		 " %" PRIu64 " %" PRIu64 "\n", m->name, m->text[0].start, m->text[0].size,
		 m->text[1].start, m->text[1].size, m->from_ns, m->to_ns);
	return put_names(w, CHUNK_MODULE, first, m->ksyms, put_name);
}

int record_meta_names(struct rec_writer *w, const struct module_history *modules)
{
	struct ksyms *ksyms = ksyms_of_kernel("addresses");
	int ret = 0;

	if (ksyms)
		ret = put_names(w, CHUNK_NAME, "", ksyms, put_name);
	for (size_t i = 0; ksyms && !ret && i < modules->n; i++)
		ret = put_module(w, &modules->v[i]);
	ksyms_free(ksyms);
	return ret;
}

int record_meta_cgroups(struct rec_writer *w, const struct address_set *ids)
{
	char *text = NULL, name[4096], id[32];
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int ret = 0;

	if (!f)
		return -ENOMEM;
	for (size_t i = 0; i < ids->room; i++) {
		if (!ids->v[i])
			continue;
		snprintf(id, sizeof(id), "%llu", (unsigned long long)ids->v[i]);
		put_value(f, id, cgroup_name(name, sizeof(name), ids->v[i]));
	}
	fclose(f);
	if (*text)
		ret = rec_writer_text(w, CHUNK_CGROUP, text);
	free(text);
	return ret;
}

char *record_meta_end(struct live_object *recorder, const struct rec_writer *w,
		      const struct record_stream *collect, uint64_t elapsed_ns, uint64_t *lost)
{
	struct losses losses;
	uint64_t looks[BT_NR_LOOKS];
	size_t size;
	char *text = NULL;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	record_session_looks(recorder, looks);
	bpf_object_losses(recorder, &losses);
	*lost = loss_total(losses.v, losses.n);
	fprintf(f, "elapsed_ns=%llu\nevents=%llu\nothers=%llu\nlost=%llu\nfull=%d\ndropped=%llu\n",
		(unsigned long long)elapsed_ns, (unsigned long long)collect->events,
		(unsigned long long)collect->skipped, (unsigned long long)*lost, collect->full,
		(unsigned long long)rec_writer_dropped(w));
	for (size_t i = 0; i < losses.n; i++)
		fprintf(f, "lost_%s=%llu\n", losses.v[i].name,
			(unsigned long long)losses.v[i].count);
	for (int i = 0; i < BT_NR_LOOKS; i++)
		fprintf(f, "looks_%d=%llu\n", i, (unsigned long long)looks[i]);
	for (unsigned int cpu = 0; cpu < BT_NR_IDLE; cpu++) {
		const struct bt_stream *s = record_session_stream(recorder, cpu);

		if (s->seq)
			fprintf(f, "next_seq_%u=%u\nlost_on_%u=%u\n", cpu,
				s->seq - collect->skipped_on[cpu], cpu, s->lost);
	}
	fclose(f);
	return text;
}
