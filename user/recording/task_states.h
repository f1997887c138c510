/* SPDX-License-Identifier: GPL-2.0 */
/* Something for each task of a recording, from its birth to its end, whatever its names. */
#ifndef BT_TASK_STATES_H
#define BT_TASK_STATES_H

#include <stdbool.h>
#include <stddef.h>

#include "recording/recording.h"

struct task_states;

/**
 * task_states_new() - none yet.
 * @size: of a state; it is all zero when it is new
 *
 * Return: to be freed with task_states_free(), or NULL when out of memory.
 */
struct task_states *task_states_new(size_t size);

/**
 * task_states_free() - and all states.
 * @end: called for each before, or NULL
 */
void task_states_free(struct task_states *s, void (*end)(void *state));

/**
 * task_state() - of a task.
 * @introduced: result, it is the first time that this number of the recording is asked for
 * @is_new: result, it is the first time at all for this task
 *
 * Return: the state, which stays where it is, or NULL when out of memory.
 */
void *task_state(struct task_states *s, const struct rec_task *task, bool *introduced, bool *is_new);

/** task_states_each() - in no order.  Return: 0 or what @fn returned. */
int task_states_each(struct task_states *s, int (*fn)(void *state, void *arg), void *arg);

/** task_states_number() - of tasks. */
size_t task_states_number(const struct task_states *s);

#endif /* BT_TASK_STATES_H */
