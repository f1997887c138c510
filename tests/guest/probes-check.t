#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 14
# waits: on
# kernel: 7.3
# smp: 2
# check by kprobes alone finds leaks.  It does not see sections, but looks at each task that has
# stored or flushed wherever the task has to be outside of any section.  Each process has stored,
# because --scope all probes the paths of user mappings, too.
. /tests/ktap.sh

modprobe barrier_load || exit 1

run() { barrier-trace check --backend probes --scope all --json -o result "$@" >out 2>err; status=$?; }

run -- barrier-load batch
is 'a correct load: check exits with status 0' $status 0
is 'a correct load: the verdict is clean' "$(found)$(verdict)" clean
is 'a correct load: no event is lost' "$(field lost result)" 0

is 'a correct load: functions that store without the queue execute the barriers' \
	"$(field direct_functions result) $(field direct_executing result)" '2 2'

# in_shell NUMBER COMMAND: the shell itself runs a scenario; starting /bin/true has given it events.
# scenarios.h has the numbers.
in_shell() { run -- sh -c "/bin/true; echo '$1 1' >/sys/kernel/debug/barrier_load/run; $2 exit 0"; }
in_shell 41 ''
is 'sleep: check names I17' "$(found)$(verdict) $status" 'I17 violated 2'
in_shell 19 ''
is 'a section that leaks: check names I12' "$(found)$(verdict) $status" 'I12 violated 2'
in_shell 19 '/bin/true;'
is 'a child inherits a section: check names I12 and I14' "$(found)$(verdict) $status" 'I12 I14 violated 2'
barrier-trace record -q --backend probes --scope all -o recording -- \
	sh -c "echo '19 1' >/sys/kernel/debug/barrier_load/run"
barrier-trace report --view check --json recording >result
is 'a recording by probes has the state at each event' "$(found)$(verdict)" clean
is 'no kprobe is left' "$(wc -l </sys/kernel/debug/kprobes/list)" 0
finish
