/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sees the events: the tracepoints of a patched kernel, by programs of one of two kinds, or
 * kprobes in the text of any other.
 */
#ifndef BT_BACKEND_H
#define BT_BACKEND_H

#include "aggregate/about.h"
#include "live/probe_plan.h"

struct bpf_map;
struct bpf_object;
struct bpf_object_skeleton;
struct kernel;
struct probes;

enum attach_mode {
	ATTACH_AUTO,	/* tracepoints; BTF where it is exact, classic elsewhere; without them probes */
	ATTACH_BTF,
	ATTACH_CLASSIC,
	ATTACH_PROBES,
	ATTACH_TRACEPOINTS,	/* as AUTO, but never probes */
};

extern const char *const attach_names[];	/* of the first four */

struct backend_opts {
	enum attach_mode attach;
	enum probe_scope scope;		/* of probes */
};

/* Zero-initialised: none. */
struct backend {
	struct kernel *kernel;		/* the caller's */
	enum attach_mode attach;	/* ATTACH_BTF, ATTACH_CLASSIC or ATTACH_PROBES */
	struct probe_plan *plan;	/* of probes, else NULL */
	struct probes *probes;
};

/**
 * backend_choose() - what the options mean on this kernel.
 * @kernel: examined; must outlive @b
 *
 * To be called before the first BPF object is opened.  Says why it failed.
 *
 * Return: 0 and @b, to be given to backend_close(); or a negative errno.
 */
int backend_choose(struct backend *b, struct kernel *kernel, const struct backend_opts *opts);

/** backend_explain() - kernel_explain() for the way of tracing that was chosen. */
int backend_explain(const struct backend *b, const char *what, int ret);

/** backend_resize() - bpf_map__set_max_entries(), and why it failed. */
int backend_resize(const struct backend *b, struct bpf_map *map, uint32_t entries);

/**
 * backend_load() - load the programs of an object that was opened.
 * @skeleton: of it
 *
 * Says why it failed.
 *
 * Return: 0; errors as kernel_explain().
 */
int backend_load(const struct backend *b, struct bpf_object_skeleton *skeleton);

/** backend_programs() - load the programs on probes, or leave them out; before the object is loaded. */
void backend_programs(const struct backend *b, struct bpf_object *obj);

/**
 * backend_attach() - attach the programs of an object that was loaded; the probes last.
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int backend_attach(struct backend *b, struct bpf_object_skeleton *skeleton);

/** backend_missed() - hits that probes could not serve since they were attached, as far as is known. */
uint64_t backend_missed(const struct backend *b);

/** backend_missed_since() - those since there were @before; one more where not all are known. */
uint64_t backend_missed_since(const struct backend *b, uint64_t before);

/** backend_generation() - return what a probed kernel's text shows, else what its types show. */
enum generation backend_generation(const struct backend *b);

/**
 * backend_about() - what a measurement by @b is of.
 * @subject: borrowed, as is what the kernel's strings are in
 *
 * The result outlives @b.
 */
struct about backend_about(const struct backend *b, const char *subject);

/** backend_close() - detach the probes and free. */
void backend_close(struct backend *b);

/**
 * backend_probe_attach() - which attachment to the tracepoints is exact on this kernel.
 *
 * Causes a few events of its own and looks at them from inside.
 *
 * Return: ATTACH_BTF, ATTACH_CLASSIC, or a negative errno (-ENODATA: the events
 * are there but do not fire).
 */
int backend_probe_attach(void);

#endif /* BT_BACKEND_H */
