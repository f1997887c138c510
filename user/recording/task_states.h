/* SPDX-License-Identifier: GPL-2.0 */
/* Keep a state for each task of a recording, from birth to end, under all names of the task. */
#ifndef BT_TASK_STATES_H
#define BT_TASK_STATES_H

#include <stdbool.h>
#include <stddef.h>

#include "recording/recording.h"

struct task_states;

/**
 * task_states_new() - begin without any state.
 * @size: bytes of a state; a new state is all zero
 *
 * Return: to be freed with task_states_free(), or NULL when out of memory.
 */
struct task_states *task_states_new(size_t size);

/**
 * task_states_free() - free all states.
 * @end: called for each state before it is freed; may be NULL
 */
void task_states_free(struct task_states *s, void (*end)(void *state));

/**
 * task_state() - find the state of a task, or make a new one.
 * @introduced: result, true in the first call with this number of the recording
 * @is_new: result, true in the first call for this task under any number
 *
 * Return: the state, owned by @s, which does not move it; or NULL when out of memory.
 */
void *task_state(struct task_states *s, const struct rec_task *task, bool *introduced,
		 bool *is_new);

/**
 * task_states_each() - call @fn for each state, in no order, until it returns another value than 0.
 *
 * Return: 0 or what @fn returned.
 */
int task_states_each(struct task_states *s, int (*fn)(void *state, void *arg), void *arg);

/** task_states_number() - count the tasks that have a state. */
size_t task_states_number(const struct task_states *s);

#endif /* BT_TASK_STATES_H */
