#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 14
# waits: on
# kernel: 7.3
# smp: 2
# What check finds by kprobes alone: sections are not seen, but a task that has stored or flushed is
# looked at wherever it has to be outside of any.  With all paths of user mappings probed, each process has.
. /tests/ktap.sh

modprobe barrier_load || exit 1

run() { barrier-trace check --backend probes --scope all --json -o result "$@" >out 2>err; status=$?; }

run -- barrier-load batch
is 'what is right: status' $status 0
is 'what is right' "$(found)$(verdict)" clean
is 'what is right: lost' "$(field lost result)" 0

is 'what is right: functions that store beside the queue have barriers' \
	"$(field direct_functions result) $(field direct_executing result)" '2 2'

# By the shell itself, which has events from starting others; scenarios.h has the numbers.
in_shell() { run -- sh -c "/bin/true; echo '$1 1' >/sys/kernel/debug/barrier_load/run; $2 exit 0"; }
in_shell 41 ''
is 'sleep: named' "$(found)$(verdict) $status" 'I17 violated 2'
in_shell 19 ''
is 'a section that leaks: named' "$(found)$(verdict) $status" 'I12 violated 2'
in_shell 19 '/bin/true;'
is 'a child inherits it: named' "$(found)$(verdict) $status" 'I12 I14 violated 2'
barrier-trace record -q --backend probes --scope all -o recording -- \
	sh -c "echo '19 1' >/sys/kernel/debug/barrier_load/run"
barrier-trace report --view check --json recording >result
is 'a recording by probes has the state at each event' "$(found)$(verdict)" clean
is 'nothing is left' "$(wc -l </sys/kernel/debug/kprobes/list)" 0
finish
