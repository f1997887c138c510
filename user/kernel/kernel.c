// SPDX-License-Identifier: GPL-2.0
#include <bpf/btf.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#include "kernel/cgroup_names.h"
#include "kernel/kernel.h"
#include "kernel/ksyms.h"
#include "base/array.h"
#include "base/parse.h"

#define BTF_PATH	"/sys/kernel/btf/vmlinux"
#define TRACEFS		"/sys/kernel/tracing"
#define LOCKDOWN	"/sys/kernel/security/lockdown"
#define KPROBE_PMU	"/sys/bus/event_source/devices/kprobe/type"
#define TRACEFS_MAGIC_	0x74726163
#define CGROUP2_MAGIC_	0x63677270

/* Older versions of linux/capability.h lack these members. */
#ifndef CAP_PERFMON
#define CAP_PERFMON	38
#endif
#ifndef CAP_BPF
#define CAP_BPF		39
#endif

const char *const event_names[] = {
	"queue", "flush", "flush_empty", "emit", "enable", "disable", "pause", "resume", NULL
};

/* Kconfig symbols that counting needs, each with its purpose and the way of tracing. */
static const struct {
	const char *symbol, *fix;
	int need;
} symbols[] = {
	{ "CONFIG_BPF_SYSCALL", "build the kernel with it: programs are loaded by bpf(2)",
	  FOR_ALL },
	{ "CONFIG_BPF_EVENTS", "build the kernel with it: programs attach to tracepoints",
	  FOR_ALL },
	{ "CONFIG_DEBUG_INFO_BTF", "build the kernel with it and pahole 1.22 or later",
	  FOR_ALL },
	{ "CONFIG_JUMP_LABEL", "build the kernel with it: the events depend on it",
	  FOR_TRACEPOINTS },
	{ "CONFIG_LAZY_MMU_TRACE", "apply a series of kernel-patch/; the symbol then follows from the others",
	  FOR_TRACEPOINTS },
};

#define NR_SYMBOLS	ARRAY_SIZE(symbols)

static void add(struct kernel *k, const char *name, enum check_state state, const char *fix,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void add(struct kernel *k, const char *name, enum check_state state, const char *fix,
		const char *fmt, ...)
{
	struct check *c;
	va_list ap;

	if (k->nr_checks == KERNEL_MAX_CHECKS)
		return;
	c = &k->checks[k->nr_checks++];
	c->name = name;
	c->state = state;
	c->fix = state == CHECK_OK ? NULL : fix;
	va_start(ap, fmt);
	vsnprintf(c->found, sizeof(c->found), fmt, ap);
	va_end(ap);
}

/* Mark the check that was added last: only one way of tracing needs its result. */
static void only_for(struct kernel *k, int need)
{
	if (k->nr_checks)
		k->checks[k->nr_checks - 1].need = need;
}

static void check_machine(struct kernel *k)
{
	struct utsname u;

	uname(&u);
	snprintf(k->release, sizeof(k->release), "%s", u.release);
	add(k, "architecture", strcmp(u.machine, "aarch64") ? CHECK_MISSING : CHECK_OK,
	    "run it on arm64: no other architecture defers these barriers", "%s", u.machine);
}

static void check_privileges(struct kernel *k)
{
	unsigned long long caps = 0;
	char line[256];
	FILE *f;

	f = fopen("/proc/self/status", "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %llx", &caps) == 1)
			break;
	if (f)
		fclose(f);
#define HAS(cap) (caps >> (cap) & 1)
	if (HAS(CAP_SYS_ADMIN) || (HAS(CAP_BPF) && HAS(CAP_PERFMON)))
		add(k, "privileges", CHECK_OK, NULL, "%s",
		    HAS(CAP_SYS_ADMIN) ? "CAP_SYS_ADMIN" : "CAP_BPF and CAP_PERFMON");
	else
		add(k, "privileges", CHECK_DENIED,
		    "run it as root, or with CAP_BPF and CAP_PERFMON",
		    "uid %u without CAP_BPF and CAP_PERFMON", geteuid());
#undef HAS
}

/*
 * Programs see the task numbers of the first PID namespace, so the user has to see these numbers,
 * too.  The inode number of that namespace is fixed (include/linux/proc_ns.h, PROC_PID_INIT_INO).
 */
static void check_namespace(struct kernel *k)
{
	struct stat st;

	if (!stat("/proc/self/ns/pid", &st) && st.st_ino != 0xeffffffc)
		add(k, "PID namespace", CHECK_DENIED,
		    "run it on the host, or in a container that has the host's PID namespace",
		    "not the host's: the kernel has other numbers for its tasks");
}

static void check_lockdown(struct kernel *k)
{
	char text[128], *open, *close;

	if (read_file(LOCKDOWN, text, sizeof(text)) < 0) {
		add(k, "lockdown", CHECK_OK, NULL, "not in use");
		return;
	}
	open = strchr(text, '[');
	close = open ? strchr(open, ']') : NULL;
	if (!close) {
		add(k, "lockdown", CHECK_OK, NULL, "none");
		return;
	}
	*close = '\0';
	/* A 7.x kernel still loads programs that attach by BTF; an older kernel may refuse them. */
	add(k, "lockdown", strcmp(open + 1, "confidentiality") ? CHECK_OK : CHECK_NOTE,
	    "boot without lockdown=confidentiality; it closes tracefs, and BPF on some kernels",
	    "%s", open + 1);
}

static void check_events(struct kernel *k, const struct btf *btf)
{
	static char names[8][32];
	char type[64];

	for (int i = 0; event_names[i]; i++) {
		bool found;

		snprintf(names[i], sizeof(names[i]), "event lazy_mmu_%s", event_names[i]);
		snprintf(type, sizeof(type), "btf_trace_lazy_mmu_%s", event_names[i]);
		found = btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF) > 0;
		add(k, names[i], found ? CHECK_OK : i < 4 ? CHECK_MISSING : CHECK_NOTE,
		    "apply the series for this version from kernel-patch/ to this kernel",
		    found ? "there" : "this kernel does not have it");
		only_for(k, FOR_TRACEPOINTS);
		if (i < 4)
			k->has_events = found && (!i || k->has_events);
	}
}

/* Return: whether the enum or the struct @type has a member of this name. */
static bool has_member(const struct btf *btf, const char *type, __u32 kind, const char *member)
{
	int id = btf__find_by_name_kind(btf, type, kind);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, id) : NULL;

	for (int i = 0; t && i < btf_vlen(t); i++) {
		__u32 name = kind == BTF_KIND_ENUM ? btf_enum(t)[i].name_off :
						     btf_members(t)[i].name_off;

		if (!strcmp(btf__name_by_offset(btf, name), member))
			return true;
	}
	return false;
}

/*
 * Linux 7.0 moved the mode from a TIF_ bit into struct task_struct.  TIF_ bits are macros, which
 * BTF lacks.  So the series for earlier kernels describe their logic by the members of an enum
 * (include/linux/lazy_mmu_trace.h).
 */
static enum generation find_generation(const struct btf *btf)
{
	if (has_member(btf, "task_struct", BTF_KIND_STRUCT, "lazy_mmu_state"))
		return GENERATION_3;
	if (has_member(btf, "lazy_mmu_rules", BTF_KIND_ENUM, "LAZY_MMU_RULE_TASK_ONLY"))
		return GENERATION_2;
	if (has_member(btf, "lazy_mmu_rules", BTF_KIND_ENUM, "LAZY_MMU_RULE_DEFERS"))
		return GENERATION_1;
	/* Without the series only the kernel's text shows the generation (live/probe_plan.h). */
	if (btf__find_by_name_kind(btf, "btf_trace_lazy_mmu_queue", BTF_KIND_TYPEDEF) <= 0)
		return GENERATION_UNKNOWN;
	return GENERATION_0;
}

static const char *generation_means(enum generation generation)
{
	switch (generation) {
	case GENERATION_3:
		return "sections nest and pause, every disable flushes";
	case GENERATION_2:
		return "sections may nest, the first leave ends the mode";
	case GENERATION_1:
		return "no guard against interrupts, no nesting";
	default:
		return "no batching";
	}
}

static void check_btf(struct kernel *k)
{
	struct btf *btf = btf__parse(BTF_PATH, NULL);

	if (!btf) {
		add(k, "BTF", CHECK_MISSING, "build the kernel with CONFIG_DEBUG_INFO_BTF=y",
		    "%s: %s", BTF_PATH, access(BTF_PATH, R_OK) ? strerror(errno) : "not readable as BTF");
		return;
	}
	k->has_btf = true;
	add(k, "BTF", CHECK_OK, NULL, "%s, %u types", BTF_PATH, btf__type_cnt(btf));

	k->generation = find_generation(btf);
	if (k->generation != GENERATION_UNKNOWN)
		add(k, "batching", k->generation != GENERATION_0 ? CHECK_OK : CHECK_NOTE,
		    "6.16 and later have it; before, every barrier is emitted",
		    "generation %s: %s", generation_name(k->generation),
		    generation_means(k->generation));
	check_events(k, btf);
	k->has_layout = !task_layout_read(&k->layout, btf);
	k->can_be_strict = btf__find_by_name_kind(btf, "btf_trace_lazy_mmu_premature_access",
						  BTF_KIND_TYPEDEF) > 0;
	btf__free(btf);
}

/* Look for all symbols in one pass, because the file has a quarter of a megabyte. */
static void read_config(gzFile f, bool found[NR_SYMBOLS])
{
	char line[256];

	while (gzgets(f, line, sizeof(line)))
		for (size_t i = 0; i < NR_SYMBOLS; i++) {
			size_t len = strlen(symbols[i].symbol);

			if (!strncmp(line, symbols[i].symbol, len) && !strncmp(line + len, "=y", 2))
				found[i] = true;
		}
}

/* Return: the first configuration found for kernel @release, open, or NULL. */
static gzFile open_config(const char *release)
{
	/* Distributions install the file here; with a merged /usr the last two are the same. */
	static const char *const directories[][2] = {
		{ "/boot/config-", "" }, { "/usr/lib/modules/", "/config" }, { "/lib/modules/", "/config" },
	};
	gzFile f = gzopen("/proc/config.gz", "re");
	char path[192];

	for (size_t i = 0; !f && i < ARRAY_SIZE(directories); i++) {
		snprintf(path, sizeof(path), "%s%s%s", directories[i][0], release, directories[i][1]);
		f = gzopen(path, "re");
	}
	return f;
}

static void check_config(struct kernel *k)
{
	bool found[NR_SYMBOLS] = { false };
	gzFile f = open_config(k->release);

	if (!f) {
		add(k, "kernel configuration", CHECK_NOTE,
		    "build the kernel with CONFIG_IKCONFIG_PROC=y, or install /boot/config-RELEASE or /usr/lib/modules/RELEASE/config",
		    "not readable");
		return;
	}
	read_config(f, found);
	gzclose(f);
	for (size_t i = 0; i < NR_SYMBOLS; i++) {
		add(k, symbols[i].symbol, found[i] ? CHECK_OK : CHECK_MISSING, symbols[i].fix,
		    "%s", found[i] ? "y" : "not set");
		only_for(k, symbols[i].need);
	}
}

static bool is_mounted(const char *path, long magic)
{
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == magic;
}

static void check_mounts(struct kernel *k)
{
	bool tracefs = is_mounted(TRACEFS, TRACEFS_MAGIC_);

	add(k, "tracefs", tracefs ? CHECK_OK : CHECK_NOTE,
	    "mount -t tracefs tracefs " TRACEFS
	    "; counting needs it only on kernels that preempt inside the events",
	    "%s%s", TRACEFS, tracefs ? "" : " is not mounted");
	add(k, "cgroup v2", is_mounted(CGROUPFS, CGROUP2_MAGIC_) ? CHECK_OK : CHECK_NOTE,
	    "mount -t cgroup2 cgroup2 " CGROUPFS "; needed by '-- CMD' and -G",
	    "%s%s", CGROUPFS, is_mounted(CGROUPFS, CGROUP2_MAGIC_) ? "" : " is not cgroup v2");
}

void kernel_examine(struct kernel *k)
{
	*k = (struct kernel){ .generation = GENERATION_UNKNOWN, .symbols = KALLSYMS };
	check_machine(k);
	check_lockdown(k);
	check_btf(k);
	check_config(k);
	check_mounts(k);
	check_privileges(k);
	check_namespace(k);
}

static void check_symbols(struct kernel *k)
{
	int ret = ksyms_load(&k->ksyms, k->symbols);
	uint64_t begin, end;
	bool there = ksyms_text(k->ksyms, &begin, &end);

	add(k, "kernel symbols", there ? CHECK_OK : CHECK_DENIED,
	    "sysctl kernel.kptr_restrict=1, and root or CAP_SYSLOG",
	    "%s%s", k->symbols, there ? " has addresses" :
	    ret && ret != -ENOENT ? " cannot be read" : " hides addresses");
	only_for(k, FOR_PROBES);
}

bool kernel_hides_memory(const struct kernel *k)
{
	for (size_t i = 0; i < k->nr_checks; i++)
		if (!strcmp(k->checks[i].name, "lockdown") &&
		    !strcmp(k->checks[i].found, "confidentiality"))
			return true;
	return false;
}

static void check_probe_lockdown(struct kernel *k)
{
	if (!kernel_hides_memory(k))
		return;
	add(k, "lockdown, with probes", CHECK_MISSING, "boot without lockdown=confidentiality",
	    "confidentiality: programs may not read kernel memory");
	only_for(k, FOR_PROBES);
}

void kernel_examine_probes(struct kernel *k)
{
	enum check_state state = CHECK_NOTE;
	char text[32] = "not readable";

	if (k->probes_examined)
		return;
	k->probes_examined = true;
	check_probe_lockdown(k);
	add(k, "kprobes", access(KPROBE_PMU, R_OK) ? CHECK_MISSING : CHECK_OK,
	    "build the kernel with CONFIG_KPROBE_EVENTS=y: without the events, programs attach to kprobes",
	    "%s", KPROBE_PMU);
	only_for(k, FOR_PROBES);
	if (read_file(KPROBES_ENABLED, text, sizeof(text)) >= 0)
		state = text[0] == '0' ? CHECK_MISSING : CHECK_OK;
	add(k, "kprobes enabled", state, "echo 1 > " KPROBES_ENABLED,
	    state == CHECK_MISSING ? "no: they attach, and never fire" :
	    state == CHECK_OK ? "yes" : KPROBES_ENABLED " is not readable");
	only_for(k, FOR_PROBES);
	check_symbols(k);
	state = !access(KPROBE_FUNCTIONS, R_OK) ? CHECK_OK : errno == EACCES ? CHECK_DENIED :
		CHECK_MISSING;
	add(k, "functions that take probes", state, "mount -t tracefs tracefs " TRACEFS ", as root",
	    "%s", KPROBE_FUNCTIONS);
	only_for(k, FOR_PROBES);
}

void kernel_free(struct kernel *k)
{
	ksyms_free(k->ksyms);
	k->ksyms = NULL;
}
