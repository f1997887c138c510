/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Judge the states of tasks that a look at all tasks has found.  A look sees a state, and not how
 * the task came to it: what may be legal is never called wrong.
 */
#ifndef BT_NOW_TASKS_H
#define BT_NOW_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/coverage.h"
#include "kernel/generation.h"
#include "kernel/ksyms.h"
#include "shared/now.h"

/* Judgement on the state of a task. */
enum now_judgement {
	NOW_UNDECIDED,		/* legal at this instant, if the task leaves the state soon */
	NOW_LEGAL,		/* for as long as the task is where it is */
	NOW_RESTS_INSIDE,	/* sleeps, or has ended, inside a section */
	NOW_RESTS_PAUSED,	/* sleeps, or has ended, with a pause that nobody ends */
	NOW_OWES_OUTSIDE,	/* owes barriers, and is in no section */
	NOW_OWES_PAUSED,	/* owes barriers although a pause flushes */
	NR_NOW_JUDGEMENTS,
};

/** now_is_wrong() - return whether a judgement names a state that cannot be. */
static inline bool now_is_wrong(enum now_judgement judgement)
{
	return judgement > NOW_LEGAL;
}

/* A task that is in the mode, has a pause, or owes barriers. */
struct now_task {
	struct bt_now_task state;	/* as the last look saw it */
	enum now_judgement judgement;
	uint32_t looks;		/* number of looks that saw the task so */
	bool inherited;		/* @judgement is wrong, and the state came from another such task */
};

/* Tasks that looks have found. */
struct now_tasks {
	struct now_task *v;	/* owned, in the order of task ids; idle tasks by CPU, behind */
	size_t n;
	uint64_t tasks;		/* tasks in all, looked at by the last look */
	uint64_t idle;		/* idle tasks of these; 0: the kernel does not show them */
	uint64_t dropped;	/* tasks in the mode for which a look had no room */
	uint32_t looks;
	uint64_t elapsed_ns;	/* from the first look to the last one's end */
	bool knows_pending;	/* the bit of PENDING is known */
	enum generation generation;
};

/* Numbers of tasks by state and by judgement. */
struct now_counts {
	uint64_t inside, paused, owing;		/* a task may be in several of these */
	uint64_t wrong, inherited;		/* @inherited: not in @wrong */
	uint64_t undecided;
	uint64_t standing;	/* of @undecided: the same state at every look */
};

/**
 * now_judge() - judge the state of a task.
 * @ksyms: symbols, for callers that may sleep; NULL: what depends on a stack is undecided
 */
enum now_judgement now_judge(const struct bt_now_task *task, const struct ksyms *ksyms);

/** now_is_at_rest() - return whether a task is in no middle: it sleeps, has ended, or idles. */
bool now_is_at_rest(const struct bt_now_task *task);

/**
 * now_tasks_add() - take the result of a look.
 * @look: result of the program, in the order in which the tasks stand there
 *
 * What an earlier look has found wrong stays.  A task that an earlier look found undecided, and
 * this look does not find, has left the state: it was in the middle, and is removed.
 *
 * Return: 0 or -ENOMEM.
 */
int now_tasks_add(struct now_tasks *set, const struct bt_now *look, const struct ksyms *ksyms);

/** now_tasks_count() - count the tasks. */
struct now_counts now_tasks_count(const struct now_tasks *set);

/**
 * now_tasks_verdict() - return what the looks have shown.
 *
 * Return: VERDICT_VIOLATED; VERDICT_PARTIAL if nothing is wrong as far as it was seen, and not all
 * was seen; or VERDICT_CLEAN.
 */
enum check_verdict now_tasks_verdict(const struct now_tasks *set);

/**
 * now_tasks_gap() - name what was not seen, from the first on.
 * @n: number of the gap, from 0
 *
 * Return: a sentence without its full stop, static; NULL: there are no more.
 */
const char *now_tasks_gap(const struct now_tasks *set, unsigned int n);

/** now_tasks_heirs() - mark wrong tasks whose state came from their parent, which is wrong, too. */
void now_tasks_heirs(struct now_tasks *set);

/** now_tasks_free() - free the tasks, and make @set empty. */
void now_tasks_free(struct now_tasks *set);

/** now_judgement_text() - say for people what is wrong with a task, or why it is not judged. */
const char *now_judgement_text(enum now_judgement judgement);

/** now_judgement_name() - return a stable name, for JSON: "legal", "sleeps-inside" and so on. */
const char *now_judgement_name(enum now_judgement judgement);

/** now_rest_name() - say where a task was: "runs", "sleeps" and so on; static. */
const char *now_rest_name(const struct bt_now_task *task);

#endif /* BT_NOW_TASKS_H */
