#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# kernel: 7.3+strict
# smp: 1
# append: lazy_mmu_strict=off debug_pagealloc=on
# A task that is preempted in the kernel frees what the task before it has left when it runs again:
# with DEBUG_PAGEALLOC in a section of its own.  check knows these by their stack, and takes nothing
# of them for a mistake.
. /tests/ktap.sh

modprobe barrier_load || exit 1
# One CPU: tasks that are in sections nearly always, and others that end.
barrier-trace check -a --allow 'run_*' --json -o result -- sh -c '
	barrier-load -n 4000 batch >/dev/null & barrier-load -n 4000 batch >/dev/null &
	i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i + 1)); done
	wait' 2>err
is 'the load ran' "$(($(field first result) >= 8000))" 1
is 'sections of finish_task_switch() were seen' "$(($(field task_switch_sections result) > 0))" 1
is 'nothing is wrong' "$(grep '"type":"violation"' result; field violations result)" 0
echo "# $(tail -n 1 result)"
finish
