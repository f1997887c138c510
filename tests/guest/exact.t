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

# trigger PREFIX SUFFIX: '' '' makes the histograms, '' :clear empties them, ! '' ends them
trigger()
{
	for e in queue flush flush_empty emit; do
		keys=common_pid
		[ $e != queue ] || keys=common_pid,action
		echo "$1hist:keys=$keys:size=4096$2 if $range" >>$EVENTS/lazy_mmu_$e/trigger
	done
}

# All counters on one line, as ftrace has them and as JSON has them.
from_ftrace()
{
	cd $EVENTS && awk '
	/hitcount/ {
		split(FILENAME, path, "/"); event = substr(path[1], 10)
		if (event == "queue")
			event = /action: *0,/ || /action: *0 / ? "emitted" : /action: *1[, ]/ ? "first" : "again"
		n = $0; sub(/.*hitcount: */, "", n); v[event] += n
	}
	/Dropped:/ { dropped += $NF }
	END {
		printf "queued=%d emitted=%d first=%d again=%d flush=%d flush_empty=%d direct=%d%s\n",
			v["emitted"] + v["first"] + v["again"], v["emitted"], v["first"], v["again"],
			v["flush"], v["flush_empty"], v["emit"], dropped ? " dropped=" dropped : ""
	}' lazy_mmu_queue/hist lazy_mmu_flush/hist lazy_mmu_flush_empty/hist lazy_mmu_emit/hist
	cd "$work"
}
from_json() { tail -n 1 $1 | awk -v names="$COUNTS" '{
	n = split(names, name, " ")
	for (i = 1; i <= n; i++) {
		match($0, "\"" name[i] "\":[0-9]+")
		skip = length(name[i]) + 3
		printf "%s%s=%s", (i > 1 ? " " : ""), name[i], substr($0, RSTART + skip, RLENGTH - skip)
	}
	print "" }'; }

# On the newest kernel one thread and eight; elsewhere the eight, which are harder.
case $(uname -r) in
7.3.*) thread_counts='1 8' ;;
*) thread_counts=8 ;;
esac
trigger '' ''
for scenario in $SCENARIOS; do
	for threads in $thread_counts; do
		trigger '' :clear
		barrier-trace stat -a -n 'bl:*' --per task --json -o result.json -- \
			barrier-load -t $threads -n 200 $scenario >expected.json
		status=$?
		expected=$(from_json expected.json) wrong=''
		[ "$expected" = "$(from_json result.json)" ] || wrong="stat: $(from_json result.json);"
		[ "$expected" = "$(from_ftrace)" ] || wrong="$wrong ftrace: $(from_ftrace);"
		[ $status = 0 ] || wrong="$wrong exit status $status;"
		[ "$(field lost result.json)" = 0 ] || wrong="$wrong lost $(field lost result.json);"
		[ "$(grep -c '"type":"row"' result.json)" = $threads ] ||
		[ "${expected%% *}" = queued=0 ] || wrong="$wrong rows;"
		[ -z "$(broken_identities <result.json)" ] || wrong="$wrong identities;"
		[ -z "$wrong" ] || wrong="scenario: $expected; $wrong"
		is "$scenario, $threads threads: scenario = stat = ftrace" "$wrong" ''
	done
done
trigger ! ''

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

# By site: rows of the module's functions, by name, that add up.
barrier-trace stat -a -n 'bl:*' --per site --json -o result.json -- \
	barrier-load -t 4 -n 100 nested >expected.json
is 'by site: the functions of the module' "$(rows result.json |
	grep -vcE '"site":"run_[a-z]+\+0x[0-9a-f]+ \[barrier_load\]","ip":"0x[0-9a-f]{16}"')" 0
for c in queued flush; do
	is "by site: $c" "$(rows result.json | sed "s/.*\"$c\":\([0-9]*\).*/\1/" |
		awk '{ n += $1 } END { print n + 0 }')" "$(field $c expected.json)"
done

# What was done twice as often is twice as much, and by what was done the same.
for n in 100 200; do
	barrier-trace stat -a -n 'bl:*' --per level --json -o $n.json -- barrier-load -t 4 -n $n batch >/dev/null
done
barrier-trace diff --strict --unit 100:200=rounds --fail-if 'queued != 200%' \
	--fail-if 'queued/rounds != +0' --fail-if 'barriers/rounds != +0' 100.json 200.json >out 2>&1
is 'diff of two results' "$? $(grep -c LOST out)" '0 0'

# A measurement that begins and ends inside a section says so.
barrier-trace stat -a -n 'bl:*' --json -o result.json -- barrier-load leave-pending >expected.json
first=$(field first expected.json)	# none where nothing is deferred
is 'a section that never ends: first' "$(field first result.json)" $first
is 'a section that never ends: pending at the end' "$(field pending result.json)" $first
is 'a section that never ends: identities' "$(broken_identities <result.json)" ''
finish
