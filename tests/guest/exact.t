#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 13
# smp: 1 2 4
# parallel: on
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

# measure THREADS SCENARIO...: under one stat; what each of the three says, told apart by the
# name that tasks have while they are in the scenario
measure()
{
	threads=$1
	shift
	trigger '' :clear
	echo "for s in $*; do barrier-load -t $threads -n 200 \$s || exit 1; done" >load
	barrier-trace stat -a -n 'bl:*' --per task --json -o result.json -- sh load >expected.json
	status=$?
	(cd $EVENTS && cat lazy_mmu_queue/hist lazy_mmu_flush/hist lazy_mmu_flush_empty/hist \
		lazy_mmu_emit/hist) >ftrace
	awk -v counts="$COUNTS" -v threads=$threads '
	function v(name) {
		return match($0, "\"" name "\":[0-9]+") ?
			substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : "?"
	}
	function word(name) {
		match($0, "\"" name "\":\"[^\"]*")
		return substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 4)
	}
	function all(of,  i, line) {
		for (i = 1; i <= n; i++)
			line = line (i > 1 ? " " : "") name[i] "=" of[name[i]] + 0
		return line
	}
	BEGIN { n = split(counts, name, " ") }
	FILENAME == "expected.json" {
		comm = word("comm"); scenario[comm] = word("scenario"); order[++scenarios] = comm
		for (i = 1; i <= n; i++)
			expected[comm, name[i]] = v(name[i])
		next
	}
	FILENAME == "result.json" {
		if (/"type":"row"/) {
			comm = word("comm"); rows[comm]++; of_pid[v("tid")] = comm
			for (i = 1; i <= n; i++)
				stat[comm, name[i]] += v(name[i])
		}
		next
	}
	/trigger info/ { event = files++ }
	/hitcount:/ {
		pid = $0; sub(/.*common_pid: */, "", pid)
		comm = (pid + 0) in of_pid ? of_pid[pid + 0] : "?"
		hits = $0; sub(/.*hitcount: */, "", hits)
		split("queue flush flush_empty direct", of_file, " ")
		what = of_file[event + 1]
		if (what == "queue") {
			ftrace[comm, "queued"] += hits
			what = /action: *0[ ,]/ ? "emitted" : /action: *1[ ,]/ ? "first" : "again"
		}
		ftrace[comm, what] += hits
	}
	/Dropped:/ { dropped += $NF }
	END {
		for (s = 1; s <= scenarios; s++) {
			comm = order[s]; wrong = ""; line = ""
			for (i = 1; i <= n; i++) {
				key = comm SUBSEP name[i]
				line = line " " name[i] "=" expected[key]
				if (expected[key] "" != stat[key] + 0 "")
					wrong = wrong " stat: " name[i] "=" stat[key] + 0
				if (expected[key] "" != ftrace[key] + 0 "")
					wrong = wrong " ftrace: " name[i] "=" ftrace[key] + 0
			}
			if (rows[comm] != threads && expected[comm, "queued"])
				wrong = wrong " rows: " rows[comm] + 0
			print scenario[comm], wrong == "" ? "" : "scenario:" line ";" wrong
		}
		for (i = 1; i <= n; i++)
			others += ftrace["?", name[i]]
		if (dropped || others)
			print "ftrace", "dropped " dropped + 0 ", of tasks without a row " others + 0
	}' expected.json result.json ftrace >answers
	is "$threads threads: exit status, loss, identities" \
		"$status $(field lost result.json) $(broken_identities <result.json)" '0 0 '
	for s; do
		is "$s, $threads threads: scenario = stat = ftrace" \
			"$(sed -n "s/^$s /-/p" answers)" -
	done
	is "$threads threads: ftrace has no others" "$(sed -n 's/^ftrace //p' answers)" ''
}

trigger '' ''
# On the newest kernel one thread and eight; elsewhere the eight, which are harder.
case $(uname -r) in 7.2.*|6.*) ;; *) measure 1 $SCENARIOS ;; esac
measure 8 $SCENARIOS
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
