#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 150
# kernel: 7.3+rv+faults
# smp: 2
# Mistakes inside of the kernel's own functions, made on purpose (kernel-patch/faults).  Three
# watch the same run, and each has to find each: check, the runtime verification monitor
# (kernel-patch/rv), and bpf/logic/validate.h in user space, from what ftrace has recorded.  With the
# faults off, nobody finds anything.
. /tests/ktap.sh

FAULTS=/sys/kernel/debug/lazy_mmu_faults
RV=$T/rv
modprobe barrier_load || exit 1
[ -d $FAULTS ] && [ -d $RV ] || { echo 'Bail out! no faults, or no monitor'; exit 1; }

generation=$(cat /sys/module/barrier_load/parameters/generation)

# run CHECK-ARGUMENTS...: under all three; what the monitor found is in rv, the replay in
# replay, a line each
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
# Events of the task up to the first violation, that one included
events() { sed -n 's/^{"type":"violation",.*,"events":\([0-9]*\),.*/\1/p' result | head -n 1; }

fault() # NAME PROBABILITY FILTER
{
	echo 1 >$FAULTS/$1/times
	echo "$3" >$FAULTS/$1/task-filter
	echo "$2" >$FAULTS/$1/probability
}

# Without what must follow where a section stays open
without_leak() { tr ' ' '\n' | grep -vxE 'I1[23457]|I20' | tr '\n' ' ' | sed 's/ $//'; }

# finds FAULT[,FAULT] INVARIANTS MONITOR COMMAND...: once made, found once by each.  I9+: that
# one first, and the section stays open.
finds()
{
	names=$1 invariants=$2 monitor=$3
	shift 3
	for name in $(echo "$names" | tr , ' '); do
		# An interrupt is nobody's: there is no filter for it.
		case $name in irq_guard) fault $name 100 N ;; *) fault $name 100 Y ;; esac
	done
	run "$@"
	for name in $(echo "$names" | tr , ' '); do
		is "$names: $name was made" "$(cat $FAULTS/$name/times)" 0
		fault $name 0 Y
	done
	case $invariants in
	*+)
		invariants=${invariants%+}
		is "$names: named first" "$(first)" "$invariants"
		is "$names: named" "$(found | without_leak)" "$(echo "$invariants" | without_leak)"
		;;
	*) is "$names: named" "$(found)" "$invariants " ;;
	esac
	is "$names: exit status" $status 2
	is "$names: monitor" "$(head -n 1 rv)" "$monitor"
	# Who may defer (I20) is no matter of one task's events.
	case $invariants in
	I20) is "$names: replay" "$(replayed)" '' ;;
	*) is "$names: replay" "$(replayed | without_leak)" "$(echo "$invariants" | without_leak)" ;;
	esac
	[ "$invariants" = I20 ] || like "$names: replay begins with it" replay "^${invariants%% *} "
	echo "# fault $names: $(first), $(events) events; monitor: $(head -n 1 rv)"
	is "$names: lost" "$(field lost result)" 0
}

echo 1 >$T/events/rv/error_lazymmu/enable
echo 1 >$T/events/rv/error_env_lazymmu/enable
for event in lazy_mmu raw_syscalls/sys_exit workqueue/workqueue_execute_end sched/sched_process_fork; do
	echo 1 >$T/events/$event/enable
done
echo 16384 >$T/buffer_size_kb

# Nothing is wrong with the faults off, whoever asks for them.
for s in emit-pte first batch levels empty nested paused paused-twice bh irq irq-store irq-in-leave \
	 schedule invalid direct; do
	echo "barrier-load -f $s -n 20 -t 4 || exit 1"
done >all-right
run -a -- sh -c '. ./all-right; modprobe test_vmalloc run_test_mask=1 test_loop_count=200 nr_threads=4
	for i in 1 2 3; do modprobe zram && rmmod zram || exit 1; done
	i=0; while [ $i -lt 50 ]; do /bin/true; i=$((i + 1)); done'
is 'faults off: exit status' $status 0
is 'faults off: verdict' "$(verdict)" clean
is 'faults off: monitor' "$(cat rv)" ''
is 'faults off: replay' "$(cat replay)" ''
is 'faults off: ftrace has lost nothing' "$(cat $T/per_cpu/cpu*/stats | awk '/^overrun/ { n += $2 } END { print n }')" 0

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
finds irq_guard,flush_race 'I1 I20 I6' 'defer_irq in lazy' -- barrier-load -f batch
finds leave I12+ 'to_user in pending' -- barrier-load -f batch
# A section that stays open: what the task does then is wrong, too.
finds underflow I9+ 'flush in pending' -- barrier-load -f first
finds straddle I11+ 'no_effect in pending' -- sh -c "$(module)"
rmmod zram
finds unbracketed I20 '' -- sh -c "$(module)"
rmmod zram

# The flush that interrupts may follow is right as long as none of them defers.
fault flush_race 100 Y
run -- barrier-load -f batch
is 'flush_race alone: was made' "$(cat $FAULTS/flush_race/times)" 0
fault flush_race 0 Y
is 'flush_race alone: verdict' "$(verdict)" clean
is 'flush_race alone: monitor' "$(cat rv)" ''
is 'flush_race alone: replay' "$(cat replay)" ''

# The error path that fea18c686320 mended.  In the section that stays open others store.
fault vmap_error 100 Y
run -- sh -c "$(module)"
is 'vmap_error: was made' "$(cat $FAULTS/vmap_error/times)" 0
fault vmap_error 0 Y
like 'vmap_error: named' result '"type":"violation","invariant":"I12"'
like 'vmap_error: monitor' rv '^to_user in '
like 'vmap_error: replay' replay '^I12 '
echo "# fault vmap_error: $(first), $(events) events; monitor: $(head -n 1 rv)"

# A leak that is inherited: the shell's own section, and its child's.
scenario=$(barrier-load --list | grep -nx batch | cut -d: -f1)
fault leave 100 Y
run -- sh -c "echo 1 >/proc/self/make-it-fail
	echo '$((scenario - 1)) 1' >/sys/kernel/debug/barrier_load/run; /bin/true; exit 0"
is 'leave, inherited: was made' "$(cat $FAULTS/leave/times)" 0
fault leave 0 Y
like 'leave, inherited: named where it leaked' result '"type":"violation","invariant":"I12"'
like 'leave, inherited: named where it was inherited' result '"type":"violation","invariant":"I14"'
like 'leave, inherited: monitor' rv '^to_user in pending'

# The monitor's own cases
modprobe kunit && modprobe rv_monitors_test
like 'KUnit: rv_test_lazymmu' /sys/kernel/debug/kunit/rv_mon/results '^ *ok [0-9]+ rv_test_lazymmu$'
finish
