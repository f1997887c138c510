#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# weight: 67
# smp: 2
# timeout: 1500
# Short-lived tasks: stat counts every task once, even if its pid was used before.
. /tests/ktap.sh

modprobe barrier_load || exit 1

storm() # NAME TASKS OPTIONS...
{
	name=$1 tasks=$2
	shift 2
	barrier-trace stat -a -n 'bl:*' --per task --json -o result.json -- \
		barrier-load --storm $tasks "$@" nested >expected.json
	is "$name: exits with status 0" $? 0
	for c in $COUNTS; do
		is "$name: $c is that of the load" "$(field $c result.json)" "$(field $c expected.json)"
	done
	is "$name: no event is lost" "$(field lost result.json)" 0
	is "$name: each task has a row" "$(rows result.json | wc -l)" $tasks
	# All rows are equal: each task runs one nested section.
	is "$name: each row has the counts of one nested section" "$(rows result.json | grep -vcF \
		'"queued":3,"emitted":0,"deferred":3,"first":2,"again":1,"flush":2,"flush_empty":0,"direct":0,"barriers":2,"avoided":1,"pending_start":0,"pending":0')" 0
	none "$name: the counts of the total obey their identities" "$(tail -n 1 result.json | broken_identities)"
}

storm '10,000 forks' 10000 --threads 2 --processes
storm '100,000 threads' 100000 --threads 2
# With few pids, tasks of the same name use each pid again and again.
echo 400 >/proc/sys/kernel/pid_max
storm 'reused pids' 2000 --threads 2
finish
