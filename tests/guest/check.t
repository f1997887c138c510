#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 110
# kernel: 7.3 7.2 6.12-g2 6.12-g1
# smp: 2
# provokes: premature writes, by a worker that barrier-load has left in the mode (work-leak)
# check finds and names each mistake that code outside the kernel's inlines can make, and finds
# nothing in correct code.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)

# run ARGUMENTS...: run check, which sets result and status; the sites of the scenarios may defer
run() { barrier-trace check --allow 'run_*' --allow store_in_irq --json -o result "$@" >out 2>err; status=$?; }

# finds SCENARIO INVARIANTS: one check runs all of these scenarios, and the task's name tells them
# apart
finds() { echo "$*" >>mistakes; }
found_in() { sed -n 's/^{"type":"violation","invariant":"\(I[0-9]*\)".*"comm":"'"$1"'".*/\1/p' result | sort -u | tr '\n' ' '; }

# Correct scenarios.  Before G2 interrupts defer and sections do not nest, so some are left out.
right='emit-pte emit-pmd emit-pud emit-p4d emit-pgd first batch levels empty paused schedule
invalid direct'
[ "$generation" = 1 ] || right="$right bh irq irq-store irq-in-leave nested paused-twice"
echo "for s in $(echo $right); do barrier-load \$s -n 50 -t 4 || exit 1; done" >all-right
run -- sh all-right
none 'correct scenarios: check finds nothing' "$(found)"
is 'correct scenarios: the verdict is clean' "$(verdict)" clean
is 'correct scenarios: check exits with status 0' $status 0
is 'correct scenarios: no event is lost' "$(field lost result)" 0
is 'correct scenarios: other tasks have no violations' "$(field others result)" 0
# Only the scenarios pause and emit directly, so the numbers are known.
[ "$generation" != 3 ] || is 'correct scenarios: pauses and direct barriers are counted' \
	"$(field pause result) $(field resume result) $(field direct result)" '600 600 200'

run --attach classic -- sh all-right
is 'correct scenarios, classic programs: the verdict is clean, no event is lost' "$(found)$(verdict) $status $(field lost result)" 'clean 0 0'

run -a -- sh -c 'modprobe test_vmalloc run_test_mask=1 test_loop_count=500 nr_threads=4; true'
is 'test_vmalloc: the verdict is clean' "$(verdict)" clean
counted 'test_vmalloc: every flush executes' "$(field executing result)" "$(field flushers result)"
stores='2 2'	# functions that store without the queue; how many of them execute the barriers
[ "$generation" = 3 ] || stores='0 0'
is 'functions that store without the queue execute the barriers' \
	"$(field direct_functions result) $(field direct_executing result)" "$stores"
is 'test_vmalloc: at least 2000 flushes are counted' $(($(field flush result) >= 2000)) 1
is 'test_vmalloc: first deferrals and flushes are equal' "$(field first result)" "$(field flush result)"

# Mistakes of v3 of the batching itself
[ "$generation" != 1 ] || finds irq-store I1
[ "$generation" != 1 ] || finds nested I9

# Mistakes of those who use the mode
finds pending-lost I5
finds pending-stray I8
if [ "$generation" -ge 2 ]; then
	finds straddle I11
	finds straddle-back I11
fi
if [ "$generation" -ge 3 ]; then
	finds underflow I9
	finds resume-only I10
	finds double-disable I9
	finds pause-leak I10
	finds pause-fails I10
	finds pause-across I10
fi
finds innocent I20
finds leak-calls I12
finds sleep I17
# Mistakes of the logic
finds defer-idle I1
finds no-irq-guard I1
finds emit-again I2
finds no-pending I3
finds pending-stays I4
finds flush-twice I5
finds leave-no-flush I6
[ "$generation" = 1 ] || finds flush-race I1
if [ "$generation" -ge 3 ]; then
	finds nested-no-flush I7
	finds pause-no-flush I7
	finds count-twice I9
	finds silent-flush I6
fi
# All of them in one run
run -- sh -c 'while read -r s _; do barrier-load "$s" >/dev/null || exit 1; done <mistakes'
is 'mistakes: exits with status 2' $status 2
is 'mistakes: the verdict is violated' "$(verdict)" violated
is 'mistakes: no event is lost' "$(field lost result)" 0
while read -r s invariants; do
	is "$s: check names $invariants" "$(found_in "$(printf 'bl:%.12s' "$s")")" "$invariants "
done <mistakes
is 'mistakes: each one is one report' "$(field violations result)" "$(wc -l <mistakes)"
# One mistake alone also sets the exit status.
run -- barrier-load leave-no-flush
is 'leave-no-flush alone: exits with status 2' $status 2
# A kernel thread does not belong to CMD.
run -a -- barrier-load kthread-leak
is 'kthread-leak: check -a names I13' "$(found)" 'I13 '
barrier-load kthread-leak >/dev/null
run -- barrier-load kthread-leak
none 'kthread-leak: check of CMD does not show it' "$(found)"
is 'kthread-leak: check of CMD counts it as a violation of others' "$(field others result)" 1

# A thread that never returns to user mode is a leak at its first sleep: the function that has opened
# the section has returned.
run -a -- barrier-load kthread-sleeps
is 'kthread-sleeps: check names I9, once' "$(found)$(field violations result)" 'I9 1'
like 'kthread-sleeps: the report names the site that has entered' result '"opener":"enter_and_return\+0x'

run -a -- sh -c 'modprobe test_vmalloc use_huge=1 nr_pages=64 run_test_mask=1 test_loop_count=2 nr_threads=1; true'
is 'test_vmalloc with huge pages: a setter defers for its caller' "$(found)$(verdict)" clean

if [ "$generation" -ge 3 ]; then
	run -- barrier-load -n 2 underflow
	is 'underflow twice: two reports' "$(found)$(field violations result)" 'I9 2'
	# What the same shell does afterwards goes wrong because of it, and is no mistake.
	run -- sh -c 'echo "$0" >/sys/kernel/debug/barrier_load/run; for i in 1 2 3; do /bin/ls / >/dev/null; done; exit 0' "$(scenario double-disable)"
	is 'double disable, then commands: one report' "$(found)$(field violations result)" 'I9 1'
	is 'double disable, then commands: later effects are counted with it' \
		$(($(grep '"type":"count"' result | field effects) > 0)) 1
	is 'double disable, then commands: no other task has a violation' "$(field others result)" 0
	# An entry that the events do not know: no task has made a mistake.
	run -- barrier-load -n 3 silent-entry
	is 'silent entry: no violation, and not clean' "$(found)$(verdict) $status" 'partial 0'
	is 'silent entry: the sections are counted' "$(field unreported_entries result)" 3
	like 'silent entry: the site is named' result '"unreported_entry":"run_silent_entry\+0x'
	is 'silent entry: one warning' "$(grep -c 'no event has opened' err)" 1
fi

# Leaks: check names the first place where the task has to be outside of any section.  The task then
# defers in whatever it calls, so leaks come last.
leaks()
{
	run -- barrier-load leave-pending
	like 'leave-pending: check names I12' result '"type":"violation","invariant":"I12"'
	run -a -- barrier-load work-leak
	like 'work-leak: check names I15' result '"type":"violation","invariant":"I15"'
	if [ "$generation" = 3 ]; then
		# The shell itself stays in a section, and the processes that it starts inherit the
		# section.
		run -- sh -c 'echo "$0" >/sys/kernel/debug/barrier_load/run; for i in 1 2 3; do /bin/ls / >/dev/null; done; exit 0' "$(scenario leave-pending)"
		is 'an inherited section: check names the leak, once' "$(found)$(field violations result)" 'I12 1'
		is 'an inherited section: the children are its heirs' "$(grep '"type":"count"' result | field heir_count)" 3
		like 'an inherited section: the heirs are named' result '"heirs":\[\{"tid":[0-9]+,"comm":"sh"\}'
	fi
}

# ftrace's graph tracer replaces the return address that the events report.
graph_traced() { echo "$1" >$T/set_ftrace_filter && echo "$2" >$T/current_tracer; }
graph_traced '__lazy_mmu_trace_*' function_graph
is 'the graph tracer traces the functions of the events' \
	"$(cat $T/current_tracer) $(($(grep -c '^__lazy_mmu_trace_' $T/set_ftrace_filter) > 0))" 'function_graph 1'
run -a -- sh -c 'modprobe test_vmalloc run_test_mask=1 test_loop_count=5 nr_threads=1; true'
graph_traced '' nop
is 'under the graph tracer: the verdict is clean' "$(found)$(verdict)" clean
is 'under the graph tracer: check sees functions that flush' $(($(field flushers result) > 0)) 1
counted 'under the graph tracer: every flush executes' "$(field executing result)" "$(field flushers result)"

# The rest does not depend on the kernel: the newest one runs it.
case $(uname -r) in 7.2.*|6.*) leaks; finish ;; esac

# check reads module names when it sees the first site that defers, here while modprobe runs.
rmmod barrier_load
modprobe zram
run -a -- sh -c 'modprobe barrier_load; barrier-load batch'
is 'a module that is loaded behind others: its sites may defer' "$(found)$(verdict) $status" 'clean 0'
rmmod zram

# Spurious faults, which no emulator has: check recognizes the kernel's messages, which one script
# prints here.  An oops counts only for an instruction fetch whose address is mapped after all: for
# data accesses the kernel itself has verified that nothing is mapped.
mapped=$(sed -n 's/^\([0-9a-f]*\) [Tt] vfs_read$/\1/p' /proc/kallsyms)
cat >oops <<END
say() { echo "\$prefix\$1" >\$log; }
oops() # ADDRESS CLASS
{
	say "Unable to handle kernel paging request at virtual address \$1"
	say "  EC = \$2, IL = 32 bits"
}
say 'Ignoring spurious kernels'
oops ffffffffffff0000 '0x21: IABT (current EL)'
oops $mapped '0x25: DABT (current EL)'
[ -n "\$innocent" ] && exit
say 'Ignoring spurious kernel translation fault at virtual address ffff800080000000'
oops $mapped '0x21: IABT (current EL)'
END
export log=/sys/kernel/debug/barrier_load/log prefix=
# Before the kernel's log has such lines of the kernel itself
log=/dev/kmsg prefix='<7>' run -a -- sh oops
is 'the same lines, written by a user: check finds nothing' "$(found)$(verdict)" clean
innocent=1 run -a -- sh oops
is 'other messages, and an address that is not mapped: check finds nothing' "$(found)$(verdict)" clean
run -a -- sh oops
is 'faults: check names I21' "$(found)" 'I21 '
is 'faults: check shows two violations' "$(grep -c '"type":"violation"' result)" 2
like 'spurious fault: the violation names a data access' result '"event":"translation fault of a data access","address":"0xffff800080000000"'
like 'oops at a mapped instruction: the violation has its address' result "\"event\":\"translation fault of an instruction\",\"address\":\"0x$mapped\""

run --max-window 1ns -- barrier-load batch
is '--max-window 1ns: check names I19' "$(found)" 'I19 '
run --max-window 10s -- barrier-load batch
is '--max-window that is long enough: the verdict is clean' "$(verdict)" clean

# Who may defer follows from who has opened the section.
barrier-trace check --json -o result -- barrier-load first >/dev/null
is 'a function that stores in its own section may defer' "$(found)$(verdict)" clean
barrier-trace check --json -o result -- barrier-load innocent >/dev/null
is 'a function that stores in the section of another may not defer: check names I20' "$(found)" 'I20 '
run --allow store_deep -- barrier-load innocent
is '--allow lets it defer' "$(found)$(verdict)" clean

# There are histories for 8192 tasks; the windows of the others count, too.
run -a -n 'bl:*' --max-window 1ns -- barrier-load -t 1 -i 9000 first
# So many reports at once do not find room in the ring buffer.
is 'more tasks than histories: each window is judged' \
	$(($(field violations result) + $(field others result) + $(field unreported result))) "$(field flush result)"

# Output formats
barrier-trace check --history 3 --allow 'run_*' -o text -- barrier-load pending-lost >/dev/null
is 'text: exits with status 2' $? 2
like 'text: the heading names the rule' text '^ I5 violated: deferrals and flushes do not alternate'
like 'text: the task, process and CPU are named' text 'bl:pending-lost/[0-9]+ of process [0-9]+, CPU [01], task context'
like 'text: the state before is shown' text 'before    pending, enable_count=1 pause_count=0'
like 'text: the history has the first deferral' text 'queue \(first\) +pte +pending=1 active=1 .*barrier_load'
is 'text: the history has as many events as --history says' "$(grep -c 'in_interrupt=.*barrier_load' text)" 3
like 'text: the stack is shown' text 'vfs_write\+0x'
like 'text: the verdict is violated' text '^ verdict: violated'
barrier-trace check --format ktap --allow 'run_*' -o ktap -- barrier-load pending-lost >/dev/null
like 'ktap: I5 is not ok' ktap '^not ok [0-9]+ I5 '
is 'ktap: nothing else is not ok' "$(grep -c '^not ok' ktap)" 1
like 'ktap: the plan has the number of results' ktap "^1\.\.$(grep -c '^ok\|^not ok' ktap)\$"
run --first --on-violation 'echo $BT_INVARIANT >told' -- barrier-load pending-lost -n 5
is '--first: one violation is shown' "$(grep -c '"type":"violation"' result)" 1
while [ ! -s told ]; do [ -d /proc/$$ ] || break; done
is '--on-violation: the command gets the invariant' "$(cat told)" I5
run -- barrier-load pending-lost -n 50
is 'the same violation 50 times: one is shown' "$(grep -c '"type":"violation"' result)" 1
is 'the same violation 50 times: all are counted' "$(grep '"type":"count"' result | field count)" 50
run -- sh -c 'exit 7'
is 'check exits with the status of CMD' $status 7
run -- /nonexistent
is 'CMD that does not exist: check exits with status 127' $status 127
leaks
finish
