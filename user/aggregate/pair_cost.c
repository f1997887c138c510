// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aggregate/pair_cost.h"
#include "base/log.h"

#define FIRST_LINE	"barrier-trace-calibration "
#define VERSION		1
#define MAX_SIZE	65536

const char *const scenario_names[SCENARIO_NR] = { "isb", "dsb", "idle", "same", "other" };
static const char *const emulated_names[] = { "no", "yes", "maybe" };

uint64_t pair_cost_error_ps(const struct calibration *c)
{
	/* The times of a batch and of its empty twin are each exact to one tick. */
	return 2 * (1000000000000ull / c->counter_hz) / c->pairs;
}

void pair_cost_write(FILE *f, const struct calibration *c)
{
	fprintf(f, FIRST_LINE "%d\nemulated %s\ncounter_hz %" PRIu64 "\npairs %" PRIu32
		"\nbatches %" PRIu32 "\n", VERSION, emulated_names[c->emulated], c->counter_hz,
		c->pairs, c->batches);
	for (size_t i = 0; i < c->nr_types; i++) {
		const struct calibrated *t = &c->types[i];

		fprintf(f, "type 0x%016" PRIx64 " %" PRIu32 "\n", t->midr, t->cpu);
		for (int s = 0; s < SCENARIO_NR; s++)
			fprintf(f, "cost %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
				scenario_names[s], t->cost[s].min, t->cost[s].median,
				t->cost[s].p90, t->cost[s].max);
	}
	fprintf(f, "end\n");
}

/* State while a file is read.  The lines have a fixed order; any other line is an error. */
struct reader {
	char *rest;		/* text behind the lines read so far */
	const char *why;	/* first error, in words; NULL: none */
};

static int wrong(struct reader *r, const char *why)
{
	if (!r->why)
		r->why = why;
	return -EINVAL;
}

/* Return: the words behind @name in the next line; NULL when the line has another name. */
static char *next_line(struct reader *r, const char *name)
{
	size_t n = strlen(name);
	char *line = r->rest, *end;

	if (strncmp(line, name, n))
		return NULL;
	end = strchr(line, '\n');
	if (!end)
		return NULL;
	*end = '\0';
	r->rest = end + 1;
	return line + n;
}

static int read_uint(struct reader *r, const char *name, uint64_t min, uint64_t max,
		     uint64_t *value)
{
	char *text = next_line(r, name);

	if (!text)
		return wrong(r, "a line is missing");
	if (parse_number(text, max, value) || *value < min)
		return wrong(r, "a number is none, or out of range");
	return 0;
}

static int read_emulated(struct reader *r, enum emulation *emulated)
{
	char *text = next_line(r, "emulated ");

	for (int i = 0; text && i < 3; i++)
		if (!strcmp(text, emulated_names[i])) {
			*emulated = i;
			return 0;
		}
	return wrong(r, "it does not say whether the CPU was emulated");
}

static int read_cost(struct reader *r, const char *name, struct cost *cost)
{
	uint64_t *v[] = { &cost->min, &cost->median, &cost->p90, &cost->max };
	char start[32], *text, *word;

	snprintf(start, sizeof(start), "cost %s ", name);
	text = next_line(r, start);
	if (!text)
		return wrong(r, "a cost is missing");
	for (int i = 0; i < 4; i++) {
		word = strsep(&text, " ");
		if (!word || parse_number(word, CALIBRATION_MAX_PS, v[i]))
			return wrong(r, "a cost is no number, or out of range");
		if (i && *v[i] < *v[i - 1])
			return wrong(r, "the median is above the maximum, or the like");
	}
	return text ? wrong(r, "a cost has too many numbers") : 0;
}

/* Read a type: "0x" and 16 digits, the number of a CPU, then a line for each cost. */
static int read_type(struct reader *r, char *text, struct calibration *c)
{
	struct calibrated *t = &c->types[c->nr_types];
	char *word = strsep(&text, " ");
	uint64_t cpu;

	if (c->nr_types == MACHINE_MAX_TYPES)
		return wrong(r, "too many types of CPU");
	if (strlen(word) != 18 || strncmp(word, "0x", 2) ||
	    strspn(word + 2, "0123456789abcdef") != 16 || !text ||
	    parse_number(text, UINT32_MAX, &cpu))
		return wrong(r, "a type of CPU cannot be read");
	t->midr = strtoull(word, NULL, 16);
	t->cpu = cpu;
	for (size_t i = 0; i < c->nr_types; i++)
		if (c->types[i].midr == t->midr)
			return wrong(r, "a type of CPU is there twice");
	for (int s = 0; s < SCENARIO_NR; s++)
		if (read_cost(r, scenario_names[s], &t->cost[s]))
			return -EINVAL;
	c->nr_types++;
	return 0;
}

static int parse(struct reader *r, struct calibration *c)
{
	uint64_t version, pairs, batches;
	char *text = next_line(r, FIRST_LINE);

	if (!text || parse_number(text, UINT32_MAX, &version))
		return wrong(r, "not a calibration");
	if (version != VERSION)
		return wrong(r, "of another version");
	if (read_emulated(r, &c->emulated) ||
	    read_uint(r, "counter_hz ", 1000, 1000000000000ull, &c->counter_hz) ||
	    read_uint(r, "pairs ", 1, UINT32_MAX, &pairs) ||
	    read_uint(r, "batches ", 1, UINT32_MAX, &batches))
		return -EINVAL;
	c->pairs = pairs;
	c->batches = batches;
	while ((text = next_line(r, "type ")))
		if (read_type(r, text, c))
			return -EINVAL;
	text = next_line(r, "end");
	if (!text || *text || !c->nr_types)
		return wrong(r, "cut off, or a line is not known");
	return *r->rest ? wrong(r, "there is something behind its end") : 0;
}

/* Read all of a small regular file.  Other files are refused: a pipe may never end. */
static int read_whole(const char *path, char *buf, size_t size, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	size_t n = 0;
	ssize_t ret;

	*why = NULL;
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		*why = "not a regular file";
		return -EINVAL;
	}
	do {
		ret = read(fd, buf + n, size - n);
		if (ret > 0)
			n += ret;
	} while (ret > 0 && n < size);
	if (ret < 0)
		ret = -errno;
	close(fd);
	if (ret < 0)
		return ret;
	if (n == size) {
		*why = "too long for a calibration";
		return -EINVAL;
	}
	buf[n] = '\0';
	if (strlen(buf) == n)
		return 0;
	*why = "not a text";
	return -EINVAL;
}

int pair_cost_read(const char *path, struct calibration *c, const char **why)
{
	char *buf = malloc(MAX_SIZE);
	struct reader r = { .rest = buf };
	int ret;

	*c = (struct calibration){ 0 };
	*why = NULL;
	if (!buf)
		return -ENOMEM;
	ret = read_whole(path, buf, MAX_SIZE, why);
	if (!ret) {
		ret = parse(&r, c);
		*why = r.why;
	}
	free(buf);
	return ret;
}

static const struct calibrated *find(const struct calibration *c, uint64_t midr)
{
	for (size_t i = 0; i < c->nr_types; i++)
		if (c->types[i].midr == midr)
			return &c->types[i];
	return NULL;
}

int pair_cost_of(const struct calibration *c, const struct cpu_types *types,
		 struct pair_cost *cost, char *why, size_t size)
{
	*cost = (struct pair_cost){ .low_ps = UINT64_MAX,
				    .maybe_emulated = c->emulated == EMULATED_MAYBE };
	if (c->emulated == EMULATED_YES) {
		snprintf(why, size, "measured on an emulated CPU, its numbers mean nothing");
		return -EINVAL;
	}
	for (size_t i = 0; i < types->n; i++) {
		const struct cpu_type *t = &types->v[i];
		const struct calibrated *found = find(c, t->midr);

		if (!found) {
			snprintf(why, size, "CPU %" PRIu32 " is of another type, MIDR_EL1 0x%016" PRIx64,
				 t->cpus.n ? t->cpus.v[0] : 0, t->midr);
			return -EINVAL;
		}
		if (found->cost[SCENARIO_IDLE].median < cost->low_ps)
			cost->low_ps = found->cost[SCENARIO_IDLE].median;
		for (int s = SCENARIO_IDLE; s < SCENARIO_NR; s++)
			if (found->cost[s].median > cost->high_ps)
				cost->high_ps = found->cost[s].median;
	}
	return 0;
}

int pair_cost_load(const char *path, struct pair_cost *cost)
{
	const char *file = path ? path : CALIBRATION_FILE, *wrong;
	struct cpu_types types = { 0 };
	struct calibration c;
	char why[128];
	int ret = pair_cost_read(file, &c, &wrong);

	if (ret && !wrong) {
		if (!path && ret == -ENOENT)
			return 0;
		if (path) {
			err("cannot read the calibration %s: %s", file, strerror(-ret));
			return ret;
		}
		warn("cannot read the calibration %s: %s", file, strerror(-ret));
		return 0;
	}
	if (ret) {
		snprintf(why, sizeof(why), "%s", wrong);
	} else {
		ret = machine_cpu_types("/sys", &types);
		if (ret)
			snprintf(why, sizeof(why), "the types of this machine's CPUs are not known");
		else
			ret = pair_cost_of(&c, &types, cost, why, sizeof(why));
	}
	machine_free_types(&types);
	if (ret) {
		warn("calibration %s not used: %s", file, why);
		return 0;
	}
	cost->file = file;
	return 1;
}

static int64_t to_ns(uint64_t ps, int64_t pairs)
{
	__int128 n = (__int128)ps * pairs;

	n = (n + (n < 0 ? -500 : 500)) / 1000;
	if (n > INT64_MAX)
		return INT64_MAX;
	return n < INT64_MIN ? INT64_MIN : n;
}

struct estimate pair_cost_estimate(const struct pair_cost *cost, int64_t pairs)
{
	int64_t a = to_ns(cost->low_ps, pairs), b = to_ns(cost->high_ps, pairs);

	return a < b ? (struct estimate){ a, b } : (struct estimate){ b, a };
}
