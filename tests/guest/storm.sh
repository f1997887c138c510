#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Run CMD while background loads patch the kernel's text, load modules and take CPUs away.  Each
# load leaves LOAD.runs in the current directory, and a line in "failed" for each of its failures.
#
# usage: storm.sh MODULE CMD [ARGS]
T=/sys/kernel/tracing
module=$1
shift
rm -f stop failed ./*.runs
last=$(($(nproc) - 1))

kprobe()
{
	echo 'p:churn vfs_write' >>$T/kprobe_events && echo 1 >$T/events/kprobes/churn/enable
	echo 0 >$T/events/kprobes/churn/enable
	echo '-:churn' >>$T/kprobe_events
}
tracer() { echo function >$T/current_tracer && echo nop >$T/current_tracer; }
modules() { modprobe "$module" && rmmod "$module"; }
hotplug()
{
	echo 0 >/sys/devices/system/cpu/cpu$last/online
	echo 1 >/sys/devices/system/cpu/cpu$last/online
}

loads='kprobe tracer modules'
[ $last = 0 ] || loads="$loads hotplug"
for load in $loads; do
	while [ ! -e stop ]; do
		$load || echo "$load" >>failed
		echo >>"$load.runs"
	done &
done
"$@"
status=$?
touch stop
wait
for load in $loads; do
	[ -s "$load.runs" ] || echo "$load has not run" >>failed
done
exit $status
