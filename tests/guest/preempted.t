#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# kernel: 7.3+strict
# smp: 1
# append: lazy_mmu_strict=off debug_pagealloc=on
# finish_task_switch() frees the memory of a dead task in the task that runs next, which may itself
# have been preempted in a section.  With DEBUG_PAGEALLOC freeing opens a section.  check recognizes
# such sections by their stack, and reports no violation.
. /tests/ktap.sh

modprobe barrier_load || exit 1
# On one CPU, two tasks are in sections nearly always, and others end.
barrier-trace check -a --allow 'run_*' --json -o result -- sh -c '
	barrier-load -n 4000 batch >/dev/null & barrier-load -n 4000 batch >/dev/null &
	i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i + 1)); done
	wait' 2>err
is 'the load ran' "$(($(field first result) >= 8000))" 1
is 'check saw sections of finish_task_switch()' "$(($(field task_switch_sections result) > 0))" 1
is 'check finds no violation' "$(grep '"type":"violation"' result; field violations result)" 0
echo "# $(tail -n 1 result)"
finish
