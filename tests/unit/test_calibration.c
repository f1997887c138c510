// SPDX-License-Identifier: GPL-2.0
/* Test reading of calibration files, which may be hostile, and the costs computed from them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "live/pair_timer.h"
#include "aggregate/pair_cost.h"
#include "base/log.h"
#include "kernel/machine.h"
#include "base/atomic_file.h"
#include "runner.h"

#define HEAD	"barrier-trace-calibration 1\nemulated no\ncounter_hz 25000000\npairs 1000\nbatches 301\n"
#define COSTS	"cost isb 1 2 3 4\ncost dsb 1 2 3 4\ncost idle 10000 12000 13000 90000\n" \
		"cost same 11000 20000 30000 90000\ncost other 11000 80000 90000 99000\n"
#define BIG	"type 0x00000000410fd0c0 4\n"
#define LITTLE	"type 0x00000000410fd050 0\n"

static char dir[] = "/tmp/calibration.XXXXXX";
static char path[64];

static void setup(void)
{
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	ck_assert(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/c", dir);
}

static void teardown(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static void put(const char *name, const char *text, size_t size)
{
	FILE *f = fopen(name, "w");

	ck_assert(f && fwrite(text, 1, size, f) == size && !fclose(f));
}

static int read_text(const char *text, struct calibration *c, const char **why)
{
	put(path, text, strlen(text));
	return pair_cost_read(path, c, why);
}

/* Write a file below @dir, and make the directories above it. */
static void put_below(const char *name, const char *text, size_t size)
{
	char full[256], *slash;

	snprintf(full, sizeof(full), "%s/%s", dir, name);
	for (slash = full + strlen(dir) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
		*slash = '\0';
		mkdir(full, 0755);
	}
	put(full, text, size);
}

static void put_cpu(unsigned int cpu, const char *midr)
{
	char name[128];

	snprintf(name, sizeof(name), "devices/system/cpu/cpu%u/regs/identification/midr_el1", cpu);
	put_below(name, midr, strlen(midr));
}

START_TEST(written_file_reads_back_equal)
{
	struct calibration c = { .emulated = EMULATED_MAYBE, .counter_hz = 1000000000,
				 .pairs = 1000, .batches = 301, .nr_types = 2 }, got;
	const char *why;
	FILE *f;

	for (size_t i = 0; i < c.nr_types; i++) {
		c.types[i].midr = 0x410fd050 + i;
		c.types[i].cpu = i * 4;
		for (int s = 0; s < SCENARIO_NR; s++)
			c.types[i].cost[s] = (struct cost){ s, 10 + s, 20 + s, CALIBRATION_MAX_PS };
	}
	f = fopen(path, "w");
	pair_cost_write(f, &c);
	fclose(f);
	ck_assert_int_eq(pair_cost_read(path, &got, &why), 0);
	ck_assert_ptr_null(why);
	ck_assert_mem_eq(&c, &got, sizeof(c));
	ck_assert_uint_eq(pair_cost_error_ps(&got), 2);
}
END_TEST

static const struct {
	const char *text, *why;
} hostile[] = {
	{ "", "not a calibration" },
	{ "\n", "not a calibration" },
	{ "barrier-trace-calibration 1", "not a calibration" },
	{ "barrier-trace-calibration 2\n", "another version" },
	{ "barrier-trace-calibration 01x\n", "not a calibration" },
	{ "barrier-trace-calibration 99999999999999999999\n", "not a calibration" },
	{ "barrier-trace-calibration 1\nemulated perhaps\n", "does not say" },
	{ "barrier-trace-calibration 1\nemulated no\ncounter_hz 0\n", "out of range" },
	{ "barrier-trace-calibration 1\nemulated no\ncounter_hz -1\n", "out of range" },
	{ "barrier-trace-calibration 1\nemulated no\ncounter_hz 25000000\npairs 0\n", "out of range" },
	{ "barrier-trace-calibration 1\nemulated no\npairs 1000\n", "a line is missing" },
	{ HEAD, "cut off" },
	{ HEAD "end\n", "cut off" },			/* no type at all */
	{ HEAD LITTLE, "a cost is missing" },
	{ HEAD LITTLE COSTS, "cut off" },
	{ HEAD LITTLE COSTS "end", "cut off" },
	{ HEAD LITTLE COSTS "end \n", "cut off" },
	{ HEAD LITTLE COSTS "more 1\nend\n", "not known" },
	{ HEAD LITTLE COSTS "end\n\n", "behind its end" },
	{ HEAD LITTLE COSTS LITTLE COSTS "end\n", "twice" },
	{ HEAD "type 410fd050 0\n" COSTS "end\n", "cannot be read" },
	{ HEAD "type 0x410fd050 0\n" COSTS "end\n", "cannot be read" },
	{ HEAD "type 0x00000000410fd05g 0\n" COSTS "end\n", "cannot be read" },
	{ HEAD "type 0x00000000410fd050\n" COSTS "end\n", "cannot be read" },
	{ HEAD "type 0x00000000410fd050 99999999999\n" COSTS "end\n", "cannot be read" },
	{ HEAD "type 0x00000000410fd050 0 1\n" COSTS "end\n", "cannot be read" },
	{ HEAD LITTLE "cost dsb 1 2 3 4\n", "a cost is missing" },
	{ HEAD LITTLE "cost isb 1 2 3\n", "no number" },
	{ HEAD LITTLE "cost isb 1 2 3 4 5\n", "too many" },
	{ HEAD LITTLE "cost isb 1 2 3 4 \n", "too many" },
	{ HEAD LITTLE "cost isb 1 2  4\n", "no number" },
	{ HEAD LITTLE "cost isb 1 2 3 1e3\n", "no number" },
	{ HEAD LITTLE "cost isb 1 2 3 \033[31m\n", "no number" },
	{ HEAD LITTLE "cost isb 1 2 3 18446744073709551616\n", "out of range" },
	{ HEAD LITTLE "cost isb 1 2 3 1000000000001\n", "out of range" },
	{ HEAD LITTLE "cost isb 1 3 2 4\n", "above the maximum" },
	{ HEAD LITTLE "cost isb 4 3 2 1\n", "above the maximum" },
};

START_TEST(damaged_text_is_refused)
{
	struct calibration c;
	const char *why;

	ck_assert_int_eq(read_text(hostile[_i].text, &c, &why), -EINVAL);
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strstr(why, hostile[_i].why), "'%s', not '%s'", why, hostile[_i].why);
}
END_TEST

/* A sanitizer notices a read behind the end of the file. */
START_TEST(truncated_file_is_refused)
{
	const char *whole = HEAD BIG COSTS LITTLE COSTS "end\n";
	struct calibration c;
	const char *why;

	ck_assert_int_eq(read_text(whole, &c, &why), 0);
	ck_assert_uint_eq(c.nr_types, 2);
	for (size_t n = 0; n < strlen(whole); n++) {
		put(path, whole, n);
		ck_assert_int_eq(pair_cost_read(path, &c, &why), -EINVAL);
		ck_assert_ptr_nonnull(why);
	}
}
END_TEST

START_TEST(binary_huge_and_special_files_are_refused)
{
	static char big[70000];
	struct calibration c;
	const char *why;
	size_t n = 0;

	/* A NUL is refused, even behind a valid calibration. */
	put(path, HEAD LITTLE COSTS "end\n\0end\n", sizeof(HEAD LITTLE COSTS "end\n\0end\n") - 1);
	ck_assert_int_eq(pair_cost_read(path, &c, &why), -EINVAL);
	ck_assert_str_eq(why, "not a text");
	memset(big, 'x', sizeof(big));
	put(path, big, sizeof(big));
	ck_assert_int_eq(pair_cost_read(path, &c, &why), -EINVAL);
	ck_assert_str_eq(why, "too long for a calibration");
	/* The file has one type more than there is room for. */
	n = sprintf(big, "%s", HEAD);
	for (int i = 0; i <= MACHINE_MAX_TYPES; i++)
		n += sprintf(big + n, "type 0x%016x 0\n" COSTS, i);
	sprintf(big + n, "end\n");
	ck_assert_int_eq(read_text(big, &c, &why), -EINVAL);
	ck_assert_str_eq(why, "too many types of CPU");
	ck_assert_int_eq(pair_cost_read(dir, &c, &why), -EINVAL);
	ck_assert_str_eq(why, "not a regular file");
	unlink(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(pair_cost_read(path, &c, &why), -EINVAL);
	ck_assert_str_eq(why, "not a regular file");
	unlink(path);
	ck_assert_int_eq(pair_cost_read(path, &c, &why), -ENOENT);
	ck_assert_ptr_null(why);
}
END_TEST

#define OTHER_COSTS "cost isb 1 2 3 4\ncost dsb 1 2 3 4\ncost idle 5000 7000 13000 90000\n" \
		    "cost same 11000 95000 95000 95000\ncost other 1 2 3 4\n"

START_TEST(cost_covers_the_cpu_types_of_this_machine)
{
	uint32_t cpu0 = 0, cpu4 = 4;
	struct cpu_types types = { .v = { { 0x410fd050, { &cpu0, 1 } },
					  { 0x410fd0c0, { &cpu4, 1 } } },
				   .n = 1 };
	struct calibration c;
	struct pair_cost cost;
	char why[128];
	const char *wrong;

	ck_assert_int_eq(read_text(HEAD LITTLE COSTS BIG OTHER_COSTS "end\n", &c, &wrong), 0);
	/* The machine lacks the other type of the file. */
	ck_assert_int_eq(pair_cost_of(&c, &types, &cost, why, sizeof(why)), 0);
	ck_assert_uint_eq(cost.low_ps, 12000);
	ck_assert_uint_eq(cost.high_ps, 80000);
	ck_assert(!cost.maybe_emulated);
	types.n = 2;
	ck_assert_int_eq(pair_cost_of(&c, &types, &cost, why, sizeof(why)), 0);
	ck_assert_uint_eq(cost.low_ps, 7000);
	ck_assert_uint_eq(cost.high_ps, 95000);
	/* The file lacks a type of the machine. */
	types.v[1].midr++;
	ck_assert_int_eq(pair_cost_of(&c, &types, &cost, why, sizeof(why)), -EINVAL);
	ck_assert_str_eq(why, "CPU 4 is of another type, MIDR_EL1 0x00000000410fd0c1");
	types.v[1].midr--;
	c.emulated = EMULATED_MAYBE;
	ck_assert_int_eq(pair_cost_of(&c, &types, &cost, why, sizeof(why)), 0);
	ck_assert(cost.maybe_emulated);
	c.emulated = EMULATED_YES;
	ck_assert_int_eq(pair_cost_of(&c, &types, &cost, why, sizeof(why)), -EINVAL);
	ck_assert_str_eq(why, "measured on an emulated CPU, its numbers mean nothing");
}
END_TEST

START_TEST(estimate_is_pairs_times_cost)
{
	static const struct { uint64_t low, high; int64_t pairs, low_ns, high_ns; } cases[] = {
		{ 12000, 80000, 0, 0, 0 },
		{ 12000, 80000, 1, 12, 80 },
		{ 12345, 80000, 1000, 12345, 80000 },
		{ 499, 500, 1, 0, 1 },			/* rounded to the nearest ns */
		{ 12000, 80000, -2, -160, -24 },	/* avoided may be negative */
		{ 0, CALIBRATION_MAX_PS, INT64_MAX, 0, INT64_MAX },
		{ CALIBRATION_MAX_PS, CALIBRATION_MAX_PS, INT64_MIN, INT64_MIN, INT64_MIN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pair_cost cost = { .low_ps = cases[i].low, .high_ps = cases[i].high };
		struct estimate e = pair_cost_estimate(&cost, cases[i].pairs);

		ck_assert_int_eq(e.low_ns, cases[i].low_ns);
		ck_assert_int_eq(e.high_ns, cases[i].high_ns);
	}
}
END_TEST

/* A tick is 40 ns, a batch ten pairs; one batch and one twin were interrupted. */
START_TEST(cost_is_batch_minus_twin_per_pair)
{
	uint64_t batch[] = { 30, 20, 90000, 25, 22, 21, 23, 24, 26, 27 };
	uint64_t twin[] = { 10, 11, 10, 9, 80000, 10, 10, 10, 12, 8 };
	struct cost cost = pair_timer_cost(batch, twin, 10, 10, 25000000);

	ck_assert_uint_eq(cost.min, 40000);
	ck_assert_uint_eq(cost.median, 60000);
	ck_assert_uint_eq(cost.p90, 359960000);
	ck_assert_uint_eq(cost.max, 359960000);
	/* A batch that is cheaper than its twin is noise, not a negative time. */
	batch[0] = 1;
	ck_assert_uint_eq(pair_timer_cost(batch, twin, 10, 10, 25000000).min, 0);
	batch[9] = UINT64_MAX;
	ck_assert_uint_eq(pair_timer_cost(batch, twin, 10, 10, 25000000).max, CALIBRATION_MAX_PS);
}
END_TEST

START_TEST(cpus_are_grouped_by_type)
{
	struct cpu_types types;

	ck_assert_int_eq(machine_cpu_types(dir, &types), -ENODEV);
	machine_free_types(&types);
	put_cpu(10, "0x00000000410fd0c0\n");
	put_cpu(2, "0x00000000410fd0c0\n");
	put_cpu(5, "0x00000000410fd0c0\n");
	put_cpu(0, "0x00000000410fd050\n");
	put_below("devices/system/cpu/cpu3/online", "0\n", 2);	/* offline: no registers */
	put_below("devices/system/cpu/cpufreq/x", "0\n", 2);
	ck_assert_int_eq(machine_cpu_types(dir, &types), 0);
	ck_assert_uint_eq(types.n, 2);
	ck_assert_uint_eq(types.v[0].midr, 0x410fd050);
	/* CPUs are ascending, in whatever order the directory has them. */
	ck_assert_uint_eq(types.v[1].cpus.n, 3);
	ck_assert_uint_eq(types.v[1].cpus.v[0], 2);
	ck_assert_uint_eq(types.v[1].cpus.v[1], 5);
	ck_assert_uint_eq(types.v[1].cpus.v[2], 10);
	machine_free_types(&types);
	put_cpu(11, "what\n");
	ck_assert_int_eq(machine_cpu_types(dir, &types), -EINVAL);
	machine_free_types(&types);
	for (int i = 0; i <= MACHINE_MAX_TYPES; i++) {
		char midr[20];

		snprintf(midr, sizeof(midr), "0x%016x", i);
		put_cpu(11 + i, midr);
	}
	ck_assert_int_eq(machine_cpu_types(dir, &types), -E2BIG);
	machine_free_types(&types);
}
END_TEST

static enum emulation verdict(uint64_t midr, uint64_t hz)
{
	struct cpu_types types = { .v = { { .midr = 0x410fd050 }, { .midr = midr } }, .n = 2 };
	const char *why = NULL;
	enum emulation e = machine_emulation(dir, &types, hz, &why);

	ck_assert_ptr_nonnull(why);
	return e;
}

START_TEST(emulation_is_recognized)
{
	const uint64_t n1 = 0x413fd0c1;
	static const char virt[] = "x,y\0linux,dummy-virt";

	ck_assert_int_eq(verdict(n1, 25000000), EMULATED_NO);
	ck_assert_int_eq(verdict(n1, 62500000), EMULATED_MAYBE);
	/* QEMU's "max" CPU and Arm's models are emulated; that part of another vendor is real. */
	ck_assert_int_eq(verdict(0x000f0510, 1000000000), EMULATED_YES);
	ck_assert_int_eq(verdict(0x410fd0f0, 100000000), EMULATED_YES);
	ck_assert_int_eq(verdict(0x410fd000, 100000000), EMULATED_YES);
	ck_assert_int_eq(verdict(0x510fd000, 100000000), EMULATED_NO);
	put_below("firmware/devicetree/base/compatible", virt, sizeof(virt));
	ck_assert_int_eq(verdict(n1, 25000000), EMULATED_MAYBE);
	ck_assert_int_eq(verdict(n1, 62500000), EMULATED_YES);
	put_below("class/dmi/id/product_name", "QEMU Virtual Machine\n", 21);
	ck_assert_int_eq(verdict(n1, 25000000), EMULATED_MAYBE);
	put_below("class/dmi/id/product_name", "KVM Virtual Machine\n", 20);
	ck_assert_int_eq(verdict(n1, 62500000), EMULATED_NO);
	ck_assert_int_eq(verdict(0x000f0510, 62500000), EMULATED_YES);
	put_below("class/dmi/id/product_name", "A real one\n", 11);
	put_below("class/ptp/ptp1/clock_name", "KVM virtual PTP\n", 16);
	ck_assert_int_eq(verdict(n1, 25000000), EMULATED_NO);
	put_below("class/ptp/ptp1/clock_name", "a NIC\n", 6);
	put_below("firmware/devicetree/base/compatible", "x", 1);
	put_below("class/dmi/id/sys_vendor", "QEMU\n", 5);
	ck_assert_int_eq(verdict(n1, 25000000), EMULATED_MAYBE);
}
END_TEST

START_TEST(files_are_replaced_whole)
{
	struct atomic_file n;
	char text[16], link[96];
	struct stat st;
	mode_t mask = umask(027);
	int fd;

	put(path, "old", 3);
	ck_assert_int_eq(atomic_file_open(&n, path), 0);
	fputs("new", n.f);
	fflush(n.f);
	ck_assert(read_file(path, text, sizeof(text)) == 3 && !strcmp(text, "old"));
	atomic_file_abort(&n);
	ck_assert(read_file(path, text, sizeof(text)) == 3 && !strcmp(text, "old"));
	ck_assert_int_eq(atomic_file_open(&n, path), 0);
	fputs("newer", n.f);
	ck_assert_int_eq(atomic_file_commit(&n), 0);
	ck_assert(read_file(path, text, sizeof(text)) == 5 && !strcmp(text, "newer"));
	ck_assert(!stat(path, &st) && (st.st_mode & 0777) == 0640);
	umask(mask);
	/* Neither a link nor a device is replaced, and no file is left behind. */
	snprintf(link, sizeof(link), "%s/link", dir);
	ck_assert_int_eq(symlink(path, link), 0);
	ck_assert_int_eq(atomic_file_open(&n, link), -EINVAL);
	ck_assert_int_eq(atomic_file_open(&n, "/dev/null"), -EINVAL);
	ck_assert_int_eq(atomic_file_open(&n, "/nonsense/x"), -ENOENT);
	/* A new file that could not be written does not replace the old one. */
	ck_assert_int_eq(atomic_file_open(&n, path), 0);
	fputs("newest", n.f);
	fd = open("/dev/full", O_WRONLY);
	ck_assert(fd >= 0 && dup2(fd, fileno(n.f)) >= 0);
	close(fd);
	ck_assert_int_eq(atomic_file_commit(&n), -ENOSPC);
	ck_assert(read_file(path, text, sizeof(text)) == 5 && !strcmp(text, "newer"));
	ck_assert_int_eq(unlink(link) | unlink(path) | rmdir(dir), 0);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	log_set_level(LOG_QUIET);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, written_file_reads_back_equal);
	tcase_add_loop_test(c, damaged_text_is_refused, 0, sizeof(hostile) / sizeof(*hostile));
	tcase_add_test(c, truncated_file_is_refused);
	tcase_add_test(c, binary_huge_and_special_files_are_refused);
	tcase_add_test(c, cost_covers_the_cpu_types_of_this_machine);
	tcase_add_test(c, estimate_is_pairs_times_cost);
	tcase_add_test(c, cost_is_batch_minus_twin_per_pair);
	tcase_add_test(c, cpus_are_grouped_by_type);
	tcase_add_test(c, emulation_is_recognized);
	tcase_add_test(c, files_are_replaced_whole);
	return run_tests("calibration", c, argc > 1);
}
