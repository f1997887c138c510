#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# weight: 67
# smp: 2
# timeout: 1500
# Short lives: every task is counted once, whoever had its pid before.
. /tests/ktap.sh

modprobe barrier_load || exit 1

storm() # NAME TASKS OPTIONS...
{
	name=$1 tasks=$2
	shift 2
	barrier-trace stat -a -n 'bl:*' --per task --json -o result.json -- \
		barrier-load --storm $tasks "$@" nested >expected.json
	is "$name: exit status" $? 0
	for c in $COUNTS; do
		is "$name: $c" "$(field $c result.json)" "$(field $c expected.json)"
	done
	is "$name: lost" "$(field lost result.json)" 0
	is "$name: a row per task" "$(rows result.json | wc -l)" $tasks
	# All the same, to the last number: what a nested section does, once.
	is "$name: each with its own three stores" "$(rows result.json | grep -vcF \
		'"queued":3,"emitted":0,"deferred":3,"first":2,"again":1,"flush":2,"flush_empty":0,"direct":0,"barriers":2,"avoided":1,"pending_start":0,"pending":0')" 0
	is "$name: identities of the total" "$(tail -n 1 result.json | broken_identities)" ''
}

storm '10,000 forks' 10000 --threads 2 --processes
storm '100,000 threads' 100000 --threads 2
# So few pids that each is used again and again, by tasks of the same name.
echo 400 >/proc/sys/kernel/pid_max
storm 'reused pids' 2000 --threads 2
finish
