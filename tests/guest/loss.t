#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 17
# kernel: 7.3 7.3+preemptible
# smp: 1
# Eight threads on one CPU are the hard case: a BPF program that is preempted is
# skipped for every other task of the CPU.  The series keeps preemption off around
# the events; a kernel without that shows why, and what the tool does about it.
. /tests/ktap.sh

case $(uname -r) in
*preemptible*) patched='' ;;
*) patched=1 ;;
esac

# The real load: per kthread and event, stat and ftrace.
vmalloc() # ATTACH
{
	for e in queue flush flush_empty; do
		echo 'hist:keys=common_pid:size=4096' >$EVENTS/lazy_mmu_$e/trigger
	done
	barrier-trace stat --attach $1 -a -n 'vmalloc_test/*' --per task --json -o result.json -- \
		modprobe test_vmalloc run_test_mask=1 test_loop_count=5000 nr_threads=8 2>/dev/null
	wrong=0 threads=$(rows result.json | wc -l)
	for tid in $(rows result.json | sed -n 's/.*"tid":\([0-9]*\).*/\1/p'); do
		row=$(rows result.json | grep "\"tid\":$tid,")
		for e in queue flush flush_empty; do
			c=$e
			[ $e != queue ] || c=queued
			[ "$(echo "$row" | field $c)" = "$(hist_sum $e "common_pid: *$tid ")" ] ||
				wrong=$((wrong + 1))
		done
	done
	for e in queue flush flush_empty; do
		echo '!hist:keys=common_pid:size=4096' >$EVENTS/lazy_mmu_$e/trigger
	done
	lost=$(field lost result.json)
	echo "# $1: queued $(field queued result.json), lost $lost, $wrong counts differ from ftrace's"
}

# The same load under check: verdict, status, and what is said
check() # ARGUMENTS
{
	barrier-trace check -a --strict --json -o check.json "$@" -- sh -c \
		'modprobe test_vmalloc run_test_mask=1 test_loop_count=5000 nr_threads=8; true' 2>check.err
	status=$?
	verdict=$(verdict check.json)
}

attach=$(barrier-trace info --json | sed -n '$s/.*"attach":"\([a-z]*\):.*/\1/p')
if [ $patched ]; then
	is 'with preemption off: BTF programs are chosen' "$attach" btf
	for a in btf classic auto; do
		vmalloc $a
		is "test_vmalloc, 8 threads, $a: lost" "$lost" 0
		is "test_vmalloc, 8 threads, $a: equal to ftrace, each thread" "$wrong $threads" '0 16'
		is "test_vmalloc, 8 threads, $a: identities" "$(broken_identities <result.json | head -n 3)" ''
	done
	check
	is 'check: nothing is lost, nothing is wrong' "$(field lost check.json) $verdict $status" '0 clean 0'
	is 'check: it had events' $(($(field first check.json) >= 80000)) 1
else
	is 'without: classic programs are chosen' "$attach" classic
	vmalloc btf
	is 'test_vmalloc, 8 threads, btf: events are lost, and it is said' $((lost > 0)) 1
	is 'test_vmalloc, 8 threads, btf: the counts are wrong' $((wrong > 0)) 1
	vmalloc auto
	is 'test_vmalloc, 8 threads, auto: lost' "$lost" 0
	is 'test_vmalloc, 8 threads, auto: equal to ftrace, each thread' "$wrong $threads" '0 16'
	# Of what CMD says nothing is left then.
	load='modprobe test_vmalloc run_test_mask=1 test_loop_count=5000 nr_threads=8; exit 7'
	for tool in hist sites record; do
		barrier-trace $tool --attach btf --strict -a -o $tool.out -- sh -c "$load" 2>err
		is "$tool --strict: exit status" $? 3
		like "$tool --strict: says why" err 'lost, and --strict'
	done
	barrier-trace stat --attach btf -a -o text -- sh -c "$load" 2>err
	is 'without: it is that of CMD' $? 7
	barrier-trace stat --attach btf --strict -a -o text -- sh -c "$load" 2>err
	is '--strict: exit status' $? 3
	like '--strict: says why' err 'events lost, and --strict'
	like 'text says LOST' text 'events LOST'
	like 'text says where' text 'missed_(queue|flush|flush_empty)$'
	barrier-trace top --batch --attach btf --strict -a --per comm -o text -- sh -c "$load" 2>err
	is 'top --strict: exit status' $? 3
	like 'top says LOST, and where' text '^[0-9,]+ events? LOST; missed_'
	check --attach btf
	is 'check: events are lost, and it is said' $(($(field lost check.json) > 0)) 1
	is 'check: what follows from that is no violation' "$(field violations check.json)" 0
	is 'check: but none is called clean' "$verdict $status" 'incomplete 3'
	like 'check: says so' check.err 'events were lost: the verdict is incomplete'
	check --attach auto
	is 'check: classic programs lose none' "$(field lost check.json) $verdict $status" '0 clean 0'
	is 'check: it had events' $(($(field first check.json) >= 80000)) 1
fi
finish
