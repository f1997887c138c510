#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 69
# kernel: 7.3 6.12-g2 6.12-g1
# smp: 2
# Histograms of loads whose batches, sections and runs are known beforehand.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)

# run ARGUMENTS... -- CMD: of tasks by the loads' names; result and what must come of it
run() { barrier-trace hist -a -n 'bl:*' --json -o result "$@" >expected; status=$?; }
# number FIELD: of a record's own, not of its buckets
number() { sed 's/,"buckets".*//' | field $1; }
# of METRIC FIELD: of all tasks together
of() { grep "\"type\":\"all\",\"metric\":\"$1\"" result | tail -n 1 | number $2; }
# line METRIC: all linear buckets of a record on standard input as "LOW:COUNT ..."
line() { grep "\"metric\":\"$1\"" | tail -n 1 | sed 's/.*"linear":\[//; s/\].*//; s/},{/\n/g' |
	sed -n 's/.*"low":\([0-9]*\),.*"count":\([0-9]*\).*/\1:\2/p' | tr '\n' ' '; }
of_all() { grep '"type":"all"' result; }

# What holds whatever the load: each event that a histogram is made of is in it.  Of records
# on standard input, and of the load's own numbers.
whole()
{
	awk '
	function v(name) {
		return match($0, "\"" name "\":[0-9]+") ?
			substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : "?"
	}
	match($0, /"metric":"[a-z]*/) {
		m = substr($0, RSTART + 10, RLENGTH - 10)
		sum[m] = v("sum"); count[m] = v("count"); bad += v("partial") + v("lost")
	}
	END {
		print sum["batch"] + 0, count["batch"] + 0, count["window"] + 0, sum["run"] + 0,
			"bad", bad + 0
	}'
}
from_load()
{
	echo "$(($(field first $1) + $(field again $1)))" "$(field flush $1) $(field flush $1)" \
		"$(field emitted $1) bad 0"
}

# known SCENARIO BATCHES | RUNS | SECTIONS: of 4 threads with 100 iterations each; all are run
# under one hist, which takes seconds to load each time.
known() { echo "$*" >>known; }
known emit-pte '| 100:4 | 0'
known emit-pmd '| 100:4 | 0'
known emit-pud '| 100:4 | 0'
known emit-p4d '| 100:4 | 0'
known emit-pgd '| 100:4 | 0'
known first '1:400 | | 400'
known batch '16:400 | | 400'
known levels '5:400 | | 400'
known empty '| | 400'
known schedule '2:400 | | 400'
known invalid '| | 400'
known direct '| | 0'
# In interrupt; with v3 it defers, flushes and leaves for the task that it met.
if [ "$generation" = 1 ]; then
	known bh '2:400 | | 400'
	known irq '2:400 | | 400'
	known irq-store '2:400 | | 400'
	known irq-in-leave '1:800 | | 800'
else
	known bh '1:400 | 1:400 | 400'
	known irq '1:400 | 1:400 | 400'
	known irq-store '1:400 | 1:400 | 400'
	known irq-in-leave '1:400 | 1:400 | 400'
fi
if [ "$generation" = 3 ]; then
	known nested '1:400 2:400 | | 400'
	known paused '1:800 | 1:800 | 400'
	known paused-twice '| 1:400 | 400'
else
	known nested '2:400 | 1:400 | 400'
	known paused '1:1200 | 1:400 | 1200'
	known paused-twice '| 1:400 | 800'
fi
is 'every scenario is known' "$(cut -d' ' -f1 known | sort | tr '\n' ' ')" \
	"$(echo $SCENARIOS | tr ' ' '\n' | sort | tr '\n' ' ')"
for attach in btf classic; do
	run --attach $attach --per comm -- \
		sh -c 'while read -r s _; do barrier-load -t 4 -n 100 "$s" || exit 1; done <known'
	is "$attach: exit status" $status 0
	while read -r s numbers; do
		comm=$(printf 'bl:%.12s' "$s")
		rows result | grep "\"comm\":\"$comm\"" >row
		grep "\"comm\":\"$comm\"" expected >load
		is "$attach, $s: nothing is missing, partial or lost" "$(whole <row)" "$(from_load load)"
		sections=$(grep '"metric":"section"' row | number count)
		is "$attach, $s: batches, runs and sections" \
			"$(echo "$(line batch <row)| $(line run <row)| ${sections:-0}")" "$numbers"
		case "$generation $s" in
		'3 first'|'3 batch'|'3 levels'|'3 empty'|'3 schedule'|'3 invalid')
			is "$attach, $s: a section for each enable and disable" \
				"$sections $sections" "$(field enable load) $(field disable load)" ;;
		esac
	done <known
done

# The rest is the same on all.
[ "$generation" = 3 ] || finish

# The rest of a histogram
run -- barrier-load -n 50 batch
is 'batch: min, max and percentiles' \
	"$(of batch min) $(of batch max) $(of batch p50) $(of batch p99_9)" '16 16 16 16'
is 'a window is inside its section' $(($(of window sum) < $(of section sum))) 1
is 'and neither is nothing' $(($(of window min) > 0)) 1
for m in window section; do
	is "$m: extremes and percentiles are in order" "$(for f in min p50 p90 p99 p99_9 max; do of $m $f; done |
		sort -n | tr '\n' ' ')" "$(for f in min p50 p90 p99 p99_9 max; do of $m $f; done | tr '\n' ' ')"
done
run --buckets linear:10 --buckets linear:1ms -- barrier-load -n 50 batch
is 'linear, width 10' "$(of_all | line batch)" '10:50 '
is 'linear, width of a time: all are there' "$(of_all | line window | tr ' ' '\n' |
	awk -F: '{ n += $2 } END { print n }')" "$(of window count)"
# Each key: rows add up
for per in task process cgroup cpu level site; do
	run --per $per -- barrier-load -t 4 -n 100 nested
	is "--per $per: nothing is missing" "$(of_all | whole)" "$(from_load expected)"
	for m in batch window section run; do
		rows=$(rows result | grep "\"metric\":\"$m\"" | sed 's/.*"sum":\([0-9]*\),.*/\1/' |
			awk '{ n += $1 } END { print n + 0 }')
		is "--per $per: rows of $m add up" "$rows" "$(of $m sum)"
	done
done
run --per task -- barrier-load -t 4 -n 100 batch
is '--per task: rows' "$(rows result | grep -c '"metric":"batch"')" 4
is '--per task: each is known' "$(rows result | grep -c '"metric":"batch",.*"count":100,"sum":1600,')" 4
run --per level -- sh -c 'barrier-load -n 30 levels; barrier-load -n 7 emit-pmd'
is '--per level: a batch is of its first level' "$(rows result |
	sed -n 's/.*"level":"\([a-z0-9]*\)","metric":"\([a-z]*\)".*"sum":\([0-9]*\),.*/\1 \2 \3/p' |
	grep -v -e window -e section | tr '\n' ';')" 'pte batch 150;pmd run 7;'
run --per site --metric run -- barrier-load -n 30 emit-pte
like '--per site: by name' result '"site":"run_[a-z_]*\+0x[0-9a-f]+ \[barrier_load\]"'
for cpu in 0 1; do
	run -C $cpu --per cpu -- sh -c 'taskset 1 barrier-load -n 40 first; taskset 2 barrier-load -n 50 first'
	is "-C $cpu" "$(of batch count) $(rows result | grep -c '"metric":"batch"')" "$((40 + cpu * 10)) 1"
done

# Tasks that die, many more than there is room for at once.  A round of them begins when the one
# before has been shown, and there is room for two.
rm -f result
barrier-trace hist -a -n 'bl:*' -I 20ms --per task --metric run --json -o result -- sh -c '
	for i in 1 2 3 4 5 6; do
		barrier-load -t 4 -s 400 -n 3 emit-pte
		while [ $(grep -c "\"type\":\"row\"" result) -lt $((400 * i)) ]; do usleep 10000; done
	done' >expected
is 'dead tasks: rows' "$(rows result | wc -l)" 2400
is 'dead tasks: what they did' "$(of_all | line run) $(field lost result)" '3:2400  0'
# And that do not: what there is no room for is lost, and said.
run --per task --strict -- barrier-load -i 1100 emit-pte 2>err
is 'more tasks than room: lost' $(($(field lost result) > 0)) 1
is 'more tasks than room: none is forgotten' $(($(of run count) + $(field lost result) >= 1101)) 1
is 'more tasks than room: --strict' $status 3
like 'more tasks than room: the cause' result '"no_histogram":[1-9]'
like 'more tasks than room: said' err 'events or samples lost, and --strict'

# Who is measured
barrier-trace hist --json -o result -- barrier-load -t 2 -n 50 batch >expected
is 'CMD: at least its batches' $(($(of batch count) >= 100)) 1
sh -c 'while :; do barrier-load -n 10 batch >/dev/null; done' & noise=$!
barrier-trace hist -n 'bl:*' --json -o result -- barrier-load -t 2 -n 50 batch >expected
is 'CMD: not those of others' "$(of_all | line batch)" '16:100 '
mkfifo go
sh -c 'read -r line <go; exec barrier-load -t 2 -n 50 batch' >expected &
pid=$!
rm -f result
barrier-trace hist -n 'bl:*' -p $pid --json -o result &
bt=$!
while [ ! -s result ]; do usleep 10000; done
echo >go
wait $bt
is '-p: ends with the process' $? 0
is '-p: its threads and nobody else' "$(of_all | line batch)" '16:100 '
kill $noise; wait $noise 2>/dev/null

# Intervals add up.
barrier-trace hist -a -n 'bl:*' -I 20ms --json -o result -- sh -c \
	'for i in 1 2 3 4 5 6 7 8 9 10; do barrier-load -n 100 batch; done' >expected
sum=$(sed -n '/"interval":/s/.*"metric":"batch","unit":"deferrals","count":\([0-9]*\),.*/\1/p' result |
	awk '{ n += $1 } END { print n }')
is 'intervals: all batches' "$sum" 1000
is 'intervals: more than one' $(($(grep -c '"type":"interval"' result) > 1)) 1
is 'intervals: the total' "$(of batch count)" 1000

# Runs of their own, which add up; and what diff says of them.  The load ends by itself, and
# nothing else has its name: the same load is the same in each run.
repeat() { barrier-trace hist -a -n 'bl:*' -r $1 --metric batch --per comm --json -o $2 -- barrier-load -n 50 $3 >expected; }
# said NUMBER FIELD: of diff, of a number of batches
said() { grep "\"name\":\"batch.$1\"" said | sed -n "s/.*\"$2\":\"*\([^,\"}]*\).*/\1/p"; }
repeat 4 first4 first
repeat 3 first3 first
repeat 4 schedule4 schedule
is '-r: runs' "$(grep -c '"type":"run"' first4) $(sed -n '1s/.*"runs":\([0-9]*\).*/\1/p' first4)" '4 4'
is '-r: batches of each run' "$(sed -n 's/.*"type":"all","metric":"batch".*"count":\([0-9]*\),"sum":\([0-9]*\),.*"run":\([0-9]\).*/\3 \1 \2/p' schedule4 |
	tr '\n' ';')" '1 50 100;2 50 100;3 50 100;4 50 100;'
is '-r: of all runs' "$(grep '"type":"all"' schedule4 | tail -n 1 | number count)" 200
like '-r: the spread is none' schedule4 '"stddev":\{"count":0.000000,"avg":0.000000'
barrier-trace diff --json first4 first3 >said
is 'diff: the same load' "$? $(grep '"type":"metric"' said | sed 's/.*"verdict":"\([a-z]*\)".*/\1/' | sort | uniq -c | tr -s ' ')" '0  7 equal'
barrier-trace diff --json --fail-if 'batch.avg != 200%' --fail-if 'batch.count != +0' first4 schedule4 >said
is 'diff: batches of twice the size' "$? $(said avg a) $(said avg b) $(said avg percent) $(said avg verdict)" '0 1 2 100 changed'
is 'diff: as many of them' "$(said count a) $(said count b) $(said count verdict)" '50 50 equal'
is 'diff: rows come and go' "$(rows said | sed 's/.*"name":"\([a-z:]*\)".*"in":"\([a-z]*\)".*/\1 \2/' | tr '\n' ';')" \
	'bl:first a;bl:schedule b;'
barrier-trace diff --fail-if 'batch.avg > +99%' first4 schedule4 >said 2>err
is 'diff: --fail-if' "$? $(grep -c "batch.avg > +99%': 1 in A, 2 in B" err)" '1 1'

# How it is told
barrier-trace hist -a -n 'bl:*' --svg out.svg -o text -- barrier-load -t 4 -n 100 nested >expected
like 'text: a line' text '^ +[12] +400  \|@+ *\|$'
like 'text: summary' text '^ +p99\.9: +[12]$'
like 'text: lost' text '^ +0      events or samples lost$'
like 'svg' out.svg '^</svg>$'
barrier-trace hist -a -n 'bl:*' --per task --metric batch -o text -- barrier-load -t 2 -n 100 nested >expected
like 'text: columns' text '^ +deferrals +bl:nested/[0-9]+/[0-9]+ +bl:nested/[0-9]+/[0-9]+ +\(all\)$'
barrier-trace hist -a -n 'bl:*' -x ';' -o csv -- barrier-load -t 2 -n 100 nested >expected
like 'csv' csv '^batch;deferrals;linear;1;2;200$|^batch;deferrals;linear;2;3;200$'
like 'csv: lost' csv '^\(all\);;lost;;;0$'
barrier-trace hist -- sh -c 'exit 7' >/dev/null
is "CMD's status" $? 7
barrier-trace hist -- /nonexistent >/dev/null 2>&1
is 'CMD that is not there' $? 127
finish
