#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 9
# smp: 2
# timeout: 900
# The events are ordinary trace events: the README's command for each other tool works, and counts
# as many events as the load makes.
. /tests/ktap.sh

modprobe barrier_load || exit 1
N=300
run() { barrier-load -n $N batch >/dev/null; }

# ftrace
cd $T/events/lazy_mmu || exit 1
echo 'hist:keys=common_pid.execname,action' >lazy_mmu_queue/trigger
run
cat lazy_mmu_queue/hist >"$work/out"
echo '!hist:keys=common_pid.execname,action' >lazy_mmu_queue/trigger
cd "$work" || exit 1
# The module's thread has by far the highest count: other threads of the process have few events.
is 'ftrace counts all again deferrals' "$(sed -n 's/.*action: *2 } hitcount: *//p' out | sort -n | tail -n 1)" $((N * 15))

# perf also counts the process's own events beside those of the module.
perf stat -e 'lazy_mmu:*' -x, -o out -- barrier-load -n $N batch >/dev/null 2>err
is 'perf stat: exits with status 0' $? 0
[ -s err ] && diag <err
is 'perf stat counts all eight events' "$(grep lazy_mmu out | grep -vc 'premature_access\|unasked_store')" 8
# Only the number of the module's own calls is known, because the thread's stack may be vmalloc-ed.
base=$(cat /sys/module/barrier_load/sections/.text)
end=$(printf '0x%x' $((base + $(sed -n 's/^barrier_load \([0-9]*\) .*/\1/p' /proc/modules))))
perf stat -e lazy_mmu:lazy_mmu_flush --filter "ip >= $base && ip < $end" -x, -o out -- \
	barrier-load -n $N batch >/dev/null 2>err
is 'perf stat with a filter counts the flushes of the module' "$(awk -F, '/lazy_mmu_flush/ { print $1 }' out)" $N

trace-cmd record -q -e lazy_mmu -o trace.dat barrier-load -n $N batch >/dev/null 2>err
is 'trace-cmd record: exits with status 0' $? 0
trace-cmd report -i trace.dat 2>/dev/null >out
is 'trace-cmd records all flushes of the module' \
	"$(grep -c 'lazy_mmu_flush:.*pending=0.*barrier_load\|lazy_mmu_flush:.*pending=0 active=0.*run_write' out)" $N

bpftrace -e 'tracepoint:lazy_mmu:lazy_mmu_queue { @[comm, args->action] = count(); }' \
	-c '/bin/barrier-load -n 300 batch' >out 2>err
is 'bpftrace: exits with status 0' $? 0
[ -s err ] && head -n 5 err | diag
like 'bpftrace counts all again deferrals' out "\[bl:batch, 2\]: $((N * 15))"

# The README's lines, to the letter; tests/check/examples.t fails if one is missing here.
line()
{
	sh -c "$1" >out 2>err </dev/null
	is "$1: exits with status 0" $? 0
}
line "echo 'hist:keys=common_pid.execname,action' > /sys/kernel/tracing/events/lazy_mmu/lazy_mmu_queue/trigger"
run
like 'the trigger counts by name and action' $T/events/lazy_mmu/lazy_mmu_queue/hist 'common_pid: .*action: .*hitcount: '
echo '!hist:keys=common_pid.execname,action' >$T/events/lazy_mmu/lazy_mmu_queue/trigger
line "perf stat -e 'lazy_mmu:*' -- modprobe zram"
like 'perf stat prints the events' err '[0-9] +lazy_mmu:lazy_mmu_queue'
rmmod zram
line 'trace-cmd record -e lazy_mmu modprobe zram'
trace-cmd report -i trace.dat 2>/dev/null >out
like 'trace-cmd has events' out 'lazy_mmu_queue: '
sh -c "exec bpftrace -e 'tracepoint:lazy_mmu:lazy_mmu_queue { @[comm, args->action] = count(); }'" >out 2>err &
pid=$!
while ! grep -q '^Attaching' out; do usleep 20000; done
while [ "$(programs)" = 0 ]; do usleep 20000; done
run
# bpftrace 0.17 hears a signal only while it waits in epoll_wait(): send one until it ends.
while grep -q '^State:[^Z]*$' /proc/$pid/status 2>/dev/null; do
	kill -INT $pid 2>/dev/null
	usleep 500000
done
wait $pid
is 'bpftrace: Ctrl-C ends it with status 0' $? 0
like 'bpftrace prints counts by name and action' out '^@\[.*, [0-9]+\]: [0-9]+$'
finish
