#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 80
# kernel: 7.3 7.2 6.12-g2 6.12-g1
# smp: 2
# Each mistake that can be made from outside of the kernel's inlines is found and named,
# and what is right is clean.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)

# run CHECK-ARGUMENTS...: result and status; the scenarios' own sites may defer
run() { barrier-trace check --allow 'run_*' --allow store_in_irq --json -o result "$@" >out 2>err; status=$?; }

# finds SCENARIO INVARIANTS: all are run under one check, and told apart by the task's name
finds() { echo "$*" >>mistakes; }
found_in() { sed -n 's/^{"type":"violation","invariant":"\(I[0-9]*\)".*"comm":"'"$1"'".*/\1/p' result | sort -u | tr '\n' ' '; }

# What is right.  Before G2 an interrupt may defer, and sections do not nest.
right='emit-pte emit-pmd emit-pud emit-p4d emit-pgd first batch levels empty paused schedule
invalid direct'
[ "$generation" = 1 ] || right="$right bh irq irq-store irq-in-leave nested paused-twice"
echo "for s in $(echo $right); do barrier-load \$s -n 50 -t 4 || exit 1; done" >all-right
run -- sh all-right
is 'what is right: nothing found' "$(found)" ''
is 'what is right: verdict' "$(verdict)" clean
is 'what is right: exit status' $status 0
is 'what is right: lost' "$(field lost result)" 0
is 'what is right: violations of others' "$(field others result)" 0
# Nobody else makes these.
[ "$generation" != 3 ] || is 'what is right: pauses, and direct barriers' \
	"$(field pause result) $(field resume result) $(field direct result)" '600 600 200'

run --attach classic -- sh all-right
is 'classic programs: the same' "$(found)$(verdict) $status $(field lost result)" 'clean 0 0'

run -a -- sh -c 'modprobe test_vmalloc run_test_mask=1 test_loop_count=500 nr_threads=4; true'
is 'test_vmalloc: verdict' "$(verdict)" clean
is 'test_vmalloc: every flush executes' "$(field executing result)" "$(field flushers result)"
stores='2 2'	# functions that store beside the queue, those that have the barriers
[ "$generation" = 3 ] || stores='0 0'
is 'stores beside the queue have barriers' \
	"$(field direct_functions result) $(field direct_executing result)" "$stores"
is 'test_vmalloc: that many flushes at least' $(($(field flush result) >= 2000)) 1
is 'test_vmalloc: as many first deferrals' "$(field first result)" "$(field flush result)"

# What v3 of the batching did by itself
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
fi
finds sleep I17
# Mistakes of the logic
finds defer-idle I1
finds no-irq-guard I1
finds emit-again I2
finds no-pending I3
finds pending-stays I4
finds flush-twice I5
finds leave-no-flush I6
[ "$generation" = 1 ] || finds flush-race 'I1 I6'
if [ "$generation" -ge 3 ]; then
	finds nested-no-flush I7
	finds pause-no-flush I7
	finds count-twice I9
fi
# Those at once
run -- sh -c 'while read -r s _; do barrier-load "$s" >/dev/null || exit 1; done <mistakes'
is 'mistakes: exit status' $status 2
is 'mistakes: verdict' "$(verdict)" violated
is 'mistakes: lost' "$(field lost result)" 0
while read -r s invariants; do
	is "$s: named" "$(found_in "$(printf 'bl:%.12s' "$s")")" "$invariants "
done <mistakes
# One by itself, and its status
run -- barrier-load leave-no-flush
is 'leave-no-flush alone: exit status' $status 2
# Kernel threads are not CMD's.
run -a -- barrier-load kthread-leak
is 'kthread-leak: named' "$(found)" 'I13 '
barrier-load kthread-leak >/dev/null
run -- barrier-load kthread-leak
is 'of another task: not shown' "$(found)" ''
is 'of another task: but counted' "$(field others result)" 1

# Leaks: for each the first place where a task has to be clean.  They stay, and what such
# a task then stores is deferred, whoever it calls (I20). The last that is done.
leaks()
{
	run -- barrier-load leave-pending
	like 'leave-pending: named' result '"type":"violation","invariant":"I12"'
	run -a -- barrier-load work-leak
	like 'work-leak: named' result '"type":"violation","invariant":"I15"'
	if [ "$generation" = 3 ]; then
		# The shell itself is left in a section; what it starts inherits that.
		run -- sh -c 'echo "19 1" >/sys/kernel/debug/barrier_load/run; /bin/true; exit 0'
		like 'inherited: named' result '"type":"violation","invariant":"I14"'
	fi
}

# ftrace's graph tracer takes the place of the return address that the events report.
graph_traced() { echo "$1" >$T/set_ftrace_filter && echo "$2" >$T/current_tracer; }
graph_traced '__lazy_mmu_trace_*' function_graph
is 'under the graph tracer: it follows the events' \
	"$(cat $T/current_tracer) $(($(grep -c '^__lazy_mmu_trace_' $T/set_ftrace_filter) > 0))" 'function_graph 1'
run -a -- sh -c 'modprobe test_vmalloc run_test_mask=1 test_loop_count=5 nr_threads=1; true'
graph_traced '' nop
is 'under the graph tracer: nothing found' "$(found)$(verdict)" clean
is 'under the graph tracer: flushes were seen' $(($(field flushers result) > 0)) 1
is 'under the graph tracer: every flush executes' "$(field executing result)" "$(field flushers result)"

# The rest is the same on all.
case $(uname -r) in 7.2.*|6.*) leaks; finish ;; esac

# Names are read when the first site that defers is seen, and that is of modprobe itself.
rmmod barrier_load
modprobe zram
run -a -- sh -c 'modprobe barrier_load; barrier-load batch'
is 'a module that is loaded behind others: its sites may' "$(found)$(verdict) $status" 'clean 0'
rmmod zram

# A symptom that no emulator has: told by the kernel's own words, here all in one run.  An oops
# counts only if it is of an instruction, and its address is mapped after all; of data the
# kernel itself has found that it was not.
mapped=$(sed -n 's/^\([0-9a-f]*\) [Tt] vfs_read$/\1/p' /proc/kallsyms)
cat >oops <<END
say() { echo "<7>\$1" >/dev/kmsg; }
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
innocent=1 run -a -- sh oops
is 'other words, and what is not mapped: nothing' "$(found)$(verdict)" clean
run -a -- sh oops
is 'faults: named' "$(found)" 'I21 '
is 'faults: two of them' "$(grep -c '"type":"violation"' result)" 2
like 'spurious fault: a data access' result '"event":"translation fault of a data access","address":"0xffff800080000000"'
like 'instruction, mapped: which' result "\"event\":\"translation fault of an instruction\",\"address\":\"0x$mapped\""

run --max-window 1ns -- barrier-load batch
is '--max-window: named' "$(found)" 'I19 '
run --max-window 10s -- barrier-load batch
is '--max-window that is long enough: verdict' "$(verdict)" clean

# An unexpected caller that defers
barrier-trace check --json -o result -- barrier-load first >/dev/null
is 'site: not one of those that may defer' "$(found)" 'I20 '

# How it is told
barrier-trace check --history 3 --allow 'run_*' -o text -- barrier-load pending-lost >/dev/null
is 'text: exit status' $? 2
like 'text: what' text '^ I5 violated: deferrals and flushes do not alternate'
like 'text: who' text 'bl:pending-lost/[0-9]+ of process [0-9]+, CPU [01], task context'
like 'text: state' text 'before    pending, enable_count=1 pause_count=0'
like 'text: history' text 'queue \(first\) +pte +pending=1 active=1 .*barrier_load'
is 'text: so much history' "$(grep -c 'in_interrupt=.*barrier_load' text)" 3
like 'text: stack' text 'vfs_write\+0x'
like 'text: verdict' text '^ verdict: violated'
barrier-trace check --format ktap --allow 'run_*' -o ktap -- barrier-load pending-lost >/dev/null
like 'ktap: what failed' ktap '^not ok [0-9]+ I5 '
is 'ktap: nothing else did' "$(grep -c '^not ok' ktap)" 1
like 'ktap: plan' ktap "^1\.\.$(grep -c '^ok\|^not ok' ktap)\$"
run --first --on-violation 'echo $BT_INVARIANT >told' -- barrier-load pending-lost -n 5
is '--first: one' "$(grep -c '"type":"violation"' result)" 1
while [ ! -s told ]; do [ -d /proc/$$ ] || break; done
is '--on-violation: which' "$(cat told)" I5
run -- barrier-load pending-lost -n 50
is 'deduplicated: one' "$(grep -c '"type":"violation"' result)" 1
is 'deduplicated: counted' "$(grep '"type":"count"' result | field count)" 50
run -- sh -c 'exit 7'
is "CMD's status" $status 7
run -- /nonexistent
is 'CMD that is not there' $status 127
leaks
finish
