#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# smp: 1 2 4
# kernel: 7.3 7.2/2 6.12-g0/2 6.12-g1/2 6.12-g2/2
# Three answers to one question, equal to the last one: the scenario's arithmetic,
# barrier-trace, and ftrace hist triggers that see the module's calls by address.
. /tests/ktap.sh

modprobe barrier_load || exit 1
base=$(cat /sys/module/barrier_load/sections/.text 2>/dev/null)
# Function tracing is off while nothing needs the events: the module's text range.
size=$(sed -n 's/^barrier_load \([0-9]*\) .*/\1/p' /proc/modules)
range="ip >= $base && ip < $(printf '0x%x' $((base + size)))"

trigger() # on or off
{
	for e in queue flush flush_empty emit; do
		keys=common_pid
		[ $e != queue ] || keys=common_pid,action,level
		case $1 in
		on) echo "hist:keys=$keys:size=4096 if $range" >$EVENTS/lazy_mmu_$e/trigger ;;
		off) echo "!hist:keys=$keys:size=4096 if $range" >$EVENTS/lazy_mmu_$e/trigger ;;
		esac
	done
}

from_ftrace()
{
	case $1 in
	queued) hist_sum queue ;;
	emitted) hist_sum queue 'action: *0,' ;;
	first) hist_sum queue 'action: *1,' ;;
	again) hist_sum queue 'action: *2,' ;;
	direct) hist_sum emit ;;
	*) hist_sum "$1" ;;
	esac
}

for scenario in $SCENARIOS; do
	for threads in 1 8; do
		trigger on
		barrier-trace stat -a -n 'bl:*' --per task --json -o result.json -- \
			barrier-load -t $threads -n 200 $scenario >expected.json
		status=$?
		wrong=''
		for c in $COUNTS; do
			e=$(field $c expected.json) s=$(field $c result.json) f=$(from_ftrace $c)
			[ "$e" = "$s" ] && [ "$e" = "$f" ] ||
				wrong="$wrong $c: scenario $e, stat $s, ftrace $f;"
		done
		for e in queue flush flush_empty emit; do
			[ "$(hist_dropped $e)" = 0 ] || wrong="$wrong hist of $e dropped events;"
		done
		trigger off
		[ $status = 0 ] || wrong="$wrong exit status $status;"
		[ "$(field lost result.json)" = 0 ] || wrong="$wrong lost $(field lost result.json);"
		[ "$(rows result.json | wc -l)" = $threads ] || [ "$(field queued expected.json)" = 0 ] ||
			wrong="$wrong $(rows result.json | wc -l) rows;"
		[ -z "$(broken_identities <result.json)" ] || wrong="$wrong identities;"
		is "$scenario, $threads threads: scenario = stat = ftrace" "$wrong" ''
	done
done

# By level, and with the classic attachment.
for attach in btf classic; do
	barrier-trace stat --attach $attach -a -n 'bl:*' --per level --json -o result.json -- \
		barrier-load -t 4 -n 100 levels >expected.json
	wrong=''
	for level in pte pmd pud p4d pgd; do
		row=$(grep "\"level\":\"$level\"" result.json)
		for c in emitted first again; do
			[ "$(echo "$row" | field $c)" = "$(field ${c}_$level expected.json)" ] ||
				wrong="$wrong $level: $c"
		done
	done
	is "by level, attached as $attach" "$wrong" ''
	is "attached as $attach" "$(sed -n '1s/.*"attach":"\([a-z]*\)".*/\1/p' result.json)" $attach
done

# A measurement that begins and ends inside a section says so.
barrier-trace stat -a -n 'bl:*' --json -o result.json -- barrier-load leave-pending >expected.json
first=$(field first expected.json)	# none where nothing is deferred
is 'a section that never ends: first' "$(field first result.json)" $first
is 'a section that never ends: pending at the end' "$(field pending result.json)" $first
is 'a section that never ends: identities' "$(broken_identities <result.json)" ''
finish
