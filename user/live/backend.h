/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The source of events: the tracepoints of a patched kernel, with BPF programs of one of two kinds,
 * or kprobes in the text of any other kernel.
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
	ATTACH_AUTO,	/* BTF tracepoints where exact, else classic; probes without tracepoints */
	ATTACH_BTF,
	ATTACH_CLASSIC,
	ATTACH_PROBES,
	ATTACH_TRACEPOINTS,	/* like ATTACH_AUTO, but never probes */
};

extern const char *const attach_names[];	/* names of the first four */

struct backend_opts {
	enum attach_mode attach;
	enum probe_scope scope;		/* where probes are placed */
};

/* The chosen source of events; zero-initialised: none */
struct backend {
	struct kernel *kernel;		/* borrowed */
	enum attach_mode attach;	/* ATTACH_BTF, ATTACH_CLASSIC or ATTACH_PROBES */
	struct probe_plan *plan;	/* for ATTACH_PROBES, else NULL */
	struct probes *probes;		/* attached, or NULL */
};

/** backend_log_libbpf() - pass on the messages of libbpf that the user wants to see. */
void backend_log_libbpf(void);

/**
 * backend_choose() - choose the source of events that the options mean on this kernel.
 * @kernel: examined; must outlive @b
 *
 * To be called before the first BPF object is opened.  Says why it failed.
 *
 * Return: 0 and @b, to be given to backend_close(); or a negative errno.
 */
int backend_choose(struct backend *b, struct kernel *kernel, const struct backend_opts *opts);

/** backend_explain() - call kernel_explain() for the chosen source of events. */
int backend_explain(const struct backend *b, const char *what, int ret);

/**
 * backend_resize() - set the number of entries of a map whose object is not loaded.
 *
 * Says why it failed.
 *
 * Return: 0; errors as kernel_explain().
 */
int backend_resize(const struct backend *b, struct bpf_map *map, uint32_t entries);

/**
 * backend_load() - load the programs of an object that was opened.
 * @skeleton: of the object
 *
 * Says why it failed.
 *
 * Return: 0; errors as kernel_explain().
 */
int backend_load(const struct backend *b, struct bpf_object_skeleton *skeleton);

/** backend_programs() - load the programs on probes, or not; before the object is loaded. */
void backend_programs(const struct backend *b, struct bpf_object *obj);

/**
 * backend_attach() - attach the programs of an object that was loaded, and then the probes.
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int backend_attach(struct backend *b, struct bpf_object_skeleton *skeleton);

/** backend_missed() - count the hits that probes could not serve so far, as far as is known. */
uint64_t backend_missed(const struct backend *b);

/**
 * backend_missed_since() - count the hits that probes could not serve since backend_missed() was
 * @before; add one where not all are known.
 */
uint64_t backend_missed_since(const struct backend *b, uint64_t before);

/** backend_generation() - return what a probed kernel's text shows, else what its types show. */
enum generation backend_generation(const struct backend *b);

/**
 * backend_about() - describe a measurement by @b.
 * @subject: borrowed
 * @scope: kind of the tasks, as watch_scope() has it; borrowed
 *
 * The result borrows the kernel's strings, too, but may outlive @b.
 */
struct about backend_about(const struct backend *b, const char *subject, const char *scope);

/** backend_close() - detach the probes and free. */
void backend_close(struct backend *b);

/**
 * backend_probe_attach() - find out which attachment to the tracepoints is exact on this kernel.
 *
 * The function causes a few events, and a program looks at them from inside.
 *
 * Return: ATTACH_BTF, ATTACH_CLASSIC, or a negative errno (-ENODATA: the events
 * are there but do not fire).
 */
int backend_probe_attach(void);

#endif /* BT_BACKEND_H */
