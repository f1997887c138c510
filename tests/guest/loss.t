#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 17
# kernel: 7.3 7.3+preemptible
# smp: 1
# Eight threads on one CPU are the hard case: while a BPF program is preempted, the kernel skips it
# for every other task of the CPU.  The series keeps preemption off around the events, so nothing is
# lost.  A kernel without that loses events; the tool reports them, or attaches to classic
# tracepoints.
. /tests/ktap.sh

case $(uname -r) in
*preemptible*) patched='' ;;
*) patched=1 ;;
esac

# Run test_vmalloc, and compare stat with ftrace for each kernel thread and event.
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

# Run test_vmalloc under check, which sets verdict, status and check.err.
check() # ARGUMENTS
{
	barrier-trace check -a --strict --json -o check.json "$@" -- sh -c \
		'modprobe test_vmalloc run_test_mask=1 test_loop_count=5000 nr_threads=8; true' 2>check.err
	status=$?
	verdict=$(verdict check.json)
}

attach=$(barrier-trace info --json | sed -n '$s/.*"attach":"\([a-z]*\):.*/\1/p')
if [ $patched ]; then
	is 'preemption off around events: the tool chooses BTF programs' "$attach" btf
	for a in btf classic auto; do
		vmalloc $a
		is "test_vmalloc, 8 threads, $a: no event is lost" "$lost" 0
		is "test_vmalloc, 8 threads, $a: the counts of each thread equal those of ftrace" "$wrong $threads" '0 16'
		none "test_vmalloc, 8 threads, $a: the counts obey their identities" "$(broken_identities <result.json | head -n 3)"
	done
	check
	is 'check: no event is lost, and the verdict is clean' "$(field lost check.json) $verdict $status" '0 clean 0'
	is 'check: it saw events' $(($(field first check.json) >= 80000)) 1
else
	is 'events are preemptible: the tool chooses classic programs' "$attach" classic
	vmalloc btf
	is 'test_vmalloc, 8 threads, btf: stat reports lost events' $((lost > 0)) 1
	is 'test_vmalloc, 8 threads, btf: the counts are wrong' $((wrong > 0)) 1
	vmalloc auto
	is 'test_vmalloc, 8 threads, auto: no event is lost' "$lost" 0
	is 'test_vmalloc, 8 threads, auto: the counts of each thread equal those of ftrace' "$wrong $threads" '0 16'
	# With --strict the loss replaces the exit status of CMD.
	load='modprobe test_vmalloc run_test_mask=1 test_loop_count=5000 nr_threads=8; exit 7'
	for tool in hist sites record; do
		barrier-trace $tool --attach btf --strict -a -o $tool.out -- sh -c "$load" 2>err
		is "$tool --strict: $tool exits with status 3" $? 3
		like "$tool --strict: the error names the loss" err 'lost .an error because of --strict'
	done
	barrier-trace stat --attach btf -a -o text -- sh -c "$load" 2>err
	is 'without --strict: stat exits with the status of CMD' $? 7
	barrier-trace stat --attach btf --strict -a -o text -- sh -c "$load" 2>err
	is '--strict: stat exits with status 3' $? 3
	like '--strict: the error names the loss' err 'events lost .an error because of --strict'
	like 'the text says that events are LOST' text 'events LOST'
	like 'the text names the programs that were skipped' text 'missed_(queue|flush|flush_empty)$'
	barrier-trace top --batch --attach btf --strict -a --per comm -o text -- sh -c "$load" 2>err
	is 'top --strict: exits with status 3' $? 3
	like 'top says that events are LOST, and names the programs' text '^[0-9,]+ events? LOST; missed_'
	check --attach btf
	is 'check: lost events are reported' $(($(field lost check.json) > 0)) 1
	is 'check: the loss makes no violation' "$(field violations check.json)" 0
	is 'check: the verdict is incomplete' "$verdict $status" 'incomplete 3'
	like 'check: the error says that the verdict is incomplete' check.err 'events were lost: the verdict is incomplete'
	check --attach auto
	is 'check: classic programs lose no event' "$(field lost check.json) $verdict $status" '0 clean 0'
	is 'check: it saw events' $(($(field first check.json) >= 80000)) 1
fi
finish
