#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 13
# smp: 1 2 4
# parallel: on
# kernel: 7.3 7.2/2 6.12-g0/2 6.12-g1/2 6.12-g2/2
# The scenario's arithmetic, barrier-trace, and ftrace hist triggers, which select the module's
# calls by address, have equal counts, to the last event.
. /tests/ktap.sh

modprobe barrier_load || exit 1
base=$(cat /sys/module/barrier_load/sections/.text 2>/dev/null)
# The triggers select by the module's text range.
size=$(sed -n 's/^barrier_load \([0-9]*\) .*/\1/p' /proc/modules)
range="ip >= $base && ip < $(printf '0x%x' $((base + size)))"

# trigger PREFIX SUFFIX: '' '' makes the histograms, '' :clear empties them, ! '' removes them
trigger()
{
	for e in queue flush flush_empty emit; do
		keys=common_pid
		[ $e != queue ] || keys=common_pid,action
		echo "$1hist:keys=$keys:size=4096$2 if $range" >>$EVENTS/lazy_mmu_$e/trigger
	done
}

# measure THREADS SCENARIO...: run all under one stat, and compare the three counts of each
# scenario.  A task has the name of its scenario meanwhile.
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
	is "$threads threads: stat exits with status 0, loses no event, and its counts obey their identities" \
		"$status $(field lost result.json) $(broken_identities <result.json)" '0 0 '
	for s; do
		is "$s, $threads threads: scenario, stat and ftrace have equal counts" \
			"$(sed -n "s/^$s /-/p" answers)" -
	done
	none "$threads threads: ftrace has no events of other tasks" "$(sed -n 's/^ftrace //p' answers)"
}

trigger '' ''
# The newest kernel runs one thread and eight; the others run only the harder case, eight.
case $(uname -r) in 7.2.*|6.*) ;; *) measure 1 $SCENARIOS ;; esac
measure 8 $SCENARIOS
trigger ! ''

# Rows by level, with both ways to attach.
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
	none "by level, attached as $attach: the counts are those of the scenario" "$wrong"
	is "attached as $attach: the result says so" "$(sed -n '1s/.*"attach":"\([a-z]*\)".*/\1/p' result.json)" $attach
done

# Rows by site name the module's functions, and add up to the load's counts.
barrier-trace stat -a -n 'bl:*' --per site --json -o result.json -- \
	barrier-load -t 4 -n 100 nested >expected.json
is 'by site: each row names a function of the module' "$(rows result.json |
	grep -vcE '"site":"run_[a-z]+\+0x[0-9a-f]+ \[barrier_load\]","ip":"0x[0-9a-f]{16}"')" 0
for c in queued flush; do
	is "by site: the rows of $c add up to the load's count" "$(rows result.json | sed "s/.*\"$c\":\([0-9]*\).*/\1/" |
		awk '{ n += $1 } END { print n + 0 }')" "$(field $c expected.json)"
done

# By level and by site a flush counts where its batch began: no row has a count below 0, and the rows
# add up to the total.
echo 'for s in first batch levels nested paused schedule; do barrier-load -t 4 -n 50 $s || exit 1; done' >load
for per in level site; do
	barrier-trace stat -a -n 'bl:*' --per $per --json -o result.json -- sh load >expected.json
	is "by $per: no row has a count below 0" "$(grep -c '":-' result.json)" 0
	wrong=''
	for c in queued emitted first again flush flush_empty direct barriers avoided pending_start pending; do
		sum=$(rows result.json | sed "s/.*\"$c\":\([0-9]*\),.*/\1/" | awk '{ n += $1 } END { print n + 0 }')
		[ "$sum" = "$(tail -n 1 result.json | field $c)" ] || wrong="$wrong $c: $sum"
	done
	none "by $per: the rows of each count add up to the total" "$wrong"
	barrier-trace stat -a -n 'bl:*' --per $per --json -o result.json -- barrier-load -t 4 -n 50 first >expected.json
	is "by $per: a section of one store avoids nothing" "$(rows result.json |
		sed -n 's/.*"queued":200,.*"avoided":\([0-9]*\),.*"saving":\([0-9.]*\),.*/\1 \2/p')" '0 0.000000'
done
is 'by site: the flushes that a site executed are there, too' "$(rows result.json |
	sed 's/.*"flush_here":\([0-9]*\),.*/\1/' | awk '{ n += $1 } END { print n + 0 }')" "$(field flush expected.json)"

# Twice the rounds cause twice the events, and the events per round are equal.
for n in 100 200; do
	barrier-trace stat -a -n 'bl:*' --per level --json -o $n.json -- barrier-load -t 4 -n $n batch >/dev/null
done
barrier-trace diff --strict --unit 100:200=rounds --fail-if 'queued != 200%' \
	--fail-if 'queued/rounds != +0' --fail-if 'barriers/rounds != +0' 100.json 200.json >out 2>&1
is 'diff: twice the rounds, twice the events, equal per round, nothing lost' "$? $(grep -c LOST out)" '0 0'

# stat counts a section that is still open at the end as pending.
barrier-trace stat -a -n 'bl:*' --json -o result.json -- barrier-load leave-pending >expected.json
first=$(field first expected.json)	# none where nothing is deferred
is 'a section that never ends: its first deferral is counted' "$(field first result.json)" $first
is 'a section that never ends: it is pending at the end' "$(field pending result.json)" $first
none 'a section that never ends: the counts obey their identities' "$(broken_identities <result.json)"
finish
