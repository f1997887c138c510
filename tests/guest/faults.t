#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 150
# kernel: 7.3+rv+faults
# smp: 2
# The kernel makes mistakes in its own functions on purpose (kernel-patch/faults).  Three watchers
# see the same run, and each has to find each mistake: check, the runtime verification monitor
# (kernel-patch/rv), and bpf/logic/validate.h in user space, which reads ftrace's recording.  With
# the faults off, none of them finds anything.
. /tests/ktap.sh

FAULTS=/sys/kernel/debug/lazy_mmu_faults
RV=$T/rv
modprobe barrier_load || exit 1
[ -d $FAULTS ] && [ -d $RV ] || { echo 'Bail out! no faults, or no monitor'; exit 1; }

generation=$(cat /sys/module/barrier_load/parameters/generation)

# run ARGUMENTS...: run check while the other two watch.  rv gets the monitor's findings, replay
# those of the replay, a line each
run()
{
	echo >$T/trace
	echo 1 >$T/tracing_on
	echo lazymmu >$RV/enabled_monitors
	barrier-trace check --json --history 64 --allow 'run_*' --allow store_in_irq -o result "$@" >out 2>err
	status=$?
	echo '!lazymmu' >$RV/enabled_monitors
	echo 0 >$T/tracing_on
	barrier-replay "$generation" <$T/trace >replay
	grep -F _lazymmu: $T/trace |
		sed 's/.*: event \([a-z_]*\) not expected in the state \([a-z]*\).*/\1 in \2/' >rv
}
replayed() { cut -d' ' -f1 replay | sort -u | tr '\n' ' ' | sed 's/ $//'; }
first() { sed -n 's/^{"type":"violation","invariant":"\(I[0-9]*\)".*/\1/p' result | head -n 1; }
# Print how many events of the task led to the first violation, its own event included
events() { sed -n 's/^{"type":"violation",.*,"events":\([0-9]*\),.*/\1/p' result | head -n 1; }

fault() # NAME PROBABILITY FILTER
{
	echo 1 >$FAULTS/$1/times
	echo "$3" >$FAULTS/$1/task-filter
	echo "$2" >$FAULTS/$1/probability
}

# Drop the invariants that a section left open always violates
# as_known NAME GOT EXPECTED: as is(), where the table expects nothing of some faults
as_known() { if [ -n "$3" ]; then is "$@"; else none "$1" "$2"; fi; }

without_leak() { tr ' ' '\n' | grep -vxE 'I1[23457]|I20' | tr '\n' ' ' | sed 's/ $//'; }

# finds FAULT[,FAULT] INVARIANTS MONITOR COMMAND...: pass if the kernel makes each fault once, and
# each watcher finds it.  I9+ means: I9 comes first, and the section stays open.
finds()
{
	names=$1 invariants=$2 monitor=$3
	shift 3
	for name in $(echo "$names" | tr , ' '); do
		# The task filter does not apply in interrupt: no task makes this fault.
		case $name in irq_guard) fault $name 100 N ;; *) fault $name 100 Y ;; esac
	done
	run "$@"
	for name in $(echo "$names" | tr , ' '); do
		is "$names: the kernel made $name" "$(cat $FAULTS/$name/times)" 0
		fault $name 0 Y
	done
	case $invariants in
	*+)
		invariants=${invariants%+}
		is "$names: check names $invariants first" "$(first)" "$invariants"
		as_known "$names: check names only what follows from it" "$(found | without_leak)" "$(echo "$invariants" | without_leak)"
		;;
	*) is "$names: check names $invariants" "$(found)" "$invariants " ;;
	esac
	is "$names: check exits with status 2" $status 2
	as_known "$names: the monitor finds it" "$(head -n 1 rv)" "$monitor"
	# The replay knows only one task's events, and cannot tell which sites may defer (I20).
	case $invariants in
	I20) none "$names: the replay finds nothing" "$(replayed)" ;;
	*) as_known "$names: the replay finds $invariants" "$(replayed | without_leak)" "$(echo "$invariants" | without_leak)" ;;
	esac
	[ "$invariants" = I20 ] || like "$names: the replay begins with it" replay "^${invariants%% *} "
	echo "# fault $names: $(first), $(events) events; monitor: $(head -n 1 rv)"
	is "$names: no event is lost" "$(field lost result)" 0
}

echo 1 >$T/events/rv/error_lazymmu/enable
echo 1 >$T/events/rv/error_env_lazymmu/enable
for event in lazy_mmu raw_syscalls/sys_exit workqueue/workqueue_execute_end sched/sched_process_fork; do
	echo 1 >$T/events/$event/enable
done
echo 16384 >$T/buffer_size_kb

# With the faults off, a task that asks for faults makes none.
for s in emit-pte first batch levels empty nested paused paused-twice bh irq irq-store irq-in-leave \
	 schedule invalid direct; do
	echo "barrier-load -f $s -n 20 -t 4 || exit 1"
done >all-right
run -a -- sh -c '. ./all-right; modprobe test_vmalloc run_test_mask=1 test_loop_count=200 nr_threads=4
	for i in 1 2 3; do modprobe zram && rmmod zram || exit 1; done
	i=0; while [ $i -lt 50 ]; do /bin/true; i=$((i + 1)); done'
is 'faults off: check exits with status 0' $status 0
is 'faults off: the verdict is clean' "$(verdict)" clean
none 'faults off: the monitor finds nothing' "$(cat rv)"
none 'faults off: the replay finds nothing' "$(cat replay)"
is 'faults off: ftrace loses no event' "$(cat $T/per_cpu/cpu*/stats | awk '/^overrun/ { n += $2 } END { print n }')" 0

module() { echo 'echo 1 >/proc/self/make-it-fail; exec modprobe zram'; }

finds irq_guard I1 'defer_irq in pending' -- barrier-load irq-store
finds defer_idle I1 'defer_first in idle' -- barrier-load -f emit-pte
finds emit_again I2 'emit in pending' -- barrier-load -f batch
finds no_pending I3 'defer_first in lazy' -- barrier-load -f batch
finds pending_lost I5 'defer_first in pending' -- barrier-load -f batch
finds pending_stays I4 'flush in pending' -- barrier-load -f batch
finds leave_flush I6 'leave in pending' -- barrier-load -f batch
finds nested_flush I7 'leave_nested in pending' -- barrier-load -f nested
finds pause_flush I7 'pause in pending' -- barrier-load -f paused
finds irq_guard,flush_race I1 'defer_irq in lazy' -- barrier-load -f batch
finds leave I12+ 'to_user in pending' -- barrier-load -f batch
# These leave a section open, so that the task's later events are violations, too.
finds underflow I9+ 'flush in pending' -- barrier-load -f first
finds straddle I11+ 'no_effect in pending' -- sh -c "$(module)"
rmmod zram
finds unbracketed I20 '' -- sh -c "$(module)"
rmmod zram

# An interrupt may come after the flush of a leave: that is right as long as it does not defer.
fault flush_race 100 Y
run -- barrier-load -f batch
is 'flush_race alone: the kernel made it' "$(cat $FAULTS/flush_race/times)" 0
fault flush_race 0 Y
is 'flush_race alone: the verdict is clean' "$(verdict)" clean
none 'flush_race alone: the monitor finds nothing' "$(cat rv)"
none 'flush_race alone: the replay finds nothing' "$(cat replay)"

# The error path that commit fea18c686320 mended.  Other functions store in the section that stays
# open, so only the first findings are compared.
fault vmap_error 100 Y
run -- sh -c "$(module)"
is 'vmap_error: the kernel made it' "$(cat $FAULTS/vmap_error/times)" 0
fault vmap_error 0 Y
like 'vmap_error: check names I12' result '"type":"violation","invariant":"I12"'
like 'vmap_error: the monitor finds it' rv '^to_user in '
like 'vmap_error: the replay finds I12' replay '^I12 '
echo "# fault vmap_error: $(first), $(events) events; monitor: $(head -n 1 rv)"

# The shell leaks a section, and its child inherits the section.
scenario=$(barrier-load --list | grep -nx batch | cut -d: -f1)
fault leave 100 Y
run -- sh -c "echo 1 >/proc/self/make-it-fail
	echo '$((scenario - 1)) 1' >/sys/kernel/debug/barrier_load/run; /bin/true; exit 0"
is 'leave, inherited: the kernel made it' "$(cat $FAULTS/leave/times)" 0
fault leave 0 Y
like 'leave, inherited: check names I12 where it leaked' result '"type":"violation","invariant":"I12"'
is 'leave, inherited: nothing else is a violation' "$(found)$(field violations result)" 'I12 1'
is 'leave, inherited: the child is its heir' "$(grep '"type":"count"' result | field heir_count)" 1
like 'leave, inherited: the monitor finds it' rv '^to_user in pending'

# The monitor's own KUnit suite
modprobe kunit && modprobe rv_monitors_test
like 'KUnit: rv_test_lazymmu passes' /sys/kernel/debug/kunit/rv_mon/results '^ *ok [0-9]+ rv_test_lazymmu$'
finish
