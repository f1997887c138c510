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

# coverage NAME: print a number of the verdict's coverage.
coverage() { tail -n 1 result | sed -n "s/.*\"coverage\":{.*\"$1\":\([0-9]*\),.*/\1/p"; }
# not_judged: print the rules that were not looked at.
not_judged()
{
	tail -n 1 result | sed 's/{/\n/g' | sed -n 's/^"invariant":"\(I[0-9]*\)","state":"not looked at".*/\1/p' |
		tr '\n' ' '
}
run() { barrier-trace check --backend probes --scope all --json -o result "$@" >out 2>err; status=$?; }

run -- barrier-load batch
is 'a correct load: check exits with status 0' $status 0
is 'a correct load: the verdict is partial' "$(found)$(verdict)" partial
is 'a correct load: nothing was derived, and every event was judged' "$(field derived result) $(coverage judged)" "0 $(coverage events)"
run -- barrier-user -n 5 vmalloc
is 'vmalloc: the verdict is partial' "$(found)$(verdict)" partial
is 'sites that deferred and flushed are counted' "$([ "$(field deferrers result)" -gt 0 ] && [ "$(field flushers result)" -gt 0 ]; echo $?)" 0
is 'each flush is seen to execute the barriers' "$(field executing result)" "$(field flushers result)"
is 'the rules that need sections are not looked at, and no others' "$(not_judged)" 'I5 I6 I7 I8 I9 I10 I11 '
barrier-trace check --backend probes --scope all --strict -- barrier-load batch >out 2>err
is 'a partial verdict and --strict: check exits with status 3' $? 3
barrier-trace check --backend probes --scope all --format ktap -- barrier-load batch >out 2>err
is 'KTAP skips the rules that need sections' "$(sed -n 's/^ok [0-9]* \(I[0-9]*\) .* # SKIP not looked at: .*/\1/p' out | tr '\n' ' ')" \
	'I5 I6 I7 I8 I9 I10 I11 '
is 'a correct load: no event is lost' "$(field lost result)" 0

is 'a correct load: functions that store without the queue execute the barriers' \
	"$(field direct_functions result) $(field direct_executing result)" '2 2'

# in_shell SCENARIO COMMAND: the shell itself runs a scenario; starting /bin/true has given it events.
# Behind a leak, functions that usually emit defer: I20 would name them, too.
in_shell() { run --allow '*' -- sh -c "/bin/true; echo '$(scenario "$1")' >/sys/kernel/debug/barrier_load/run; $2 exit 0"; }
in_shell sleep ''
is 'sleep: check names I17' "$(found)$(verdict) $status" 'I17 violated 2'
in_shell leave-pending ''
is 'a section that leaks: check names I12' "$(found)$(verdict) $status" 'I12 violated 2'
in_shell leave-pending '/bin/true;'
is 'a child inherits a section: check names the leak, once' "$(found)$(verdict) $status $(field violations result)" 'I12 violated 2 1'
barrier-trace record -q --backend probes --scope all -o recording -- \
	sh -c "echo '$(scenario leave-pending)' >/sys/kernel/debug/barrier_load/run"
barrier-trace report --view check --allow '*' --json recording >result
is 'a recording by probes has the state at each event' "$(found)$(verdict)" partial
is 'no kprobe is left' "$(wc -l </sys/kernel/debug/kprobes/list)" 0
finish
