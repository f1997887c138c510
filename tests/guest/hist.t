#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 69
# kernel: 7.3 6.12-g2 6.12-g1
# smp: 2
# hist shows exactly the batches, sections and runs that the loads make.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)

# run ARGUMENTS... -- CMD: measure tasks with the loads' names; sets result, expected and status
run() { barrier-trace hist -a -n 'bl:*' --json -o result "$@" >expected; status=$?; }
# number FIELD: print a number of a record, but not one of its buckets
number() { sed 's/,"buckets".*//' | field $1; }
# of METRIC FIELD: print a number of the record of all tasks together
of() { grep "\"type\":\"all\",\"metric\":\"$1\"" result | tail -n 1 | number $2; }
# line METRIC: print all linear buckets of the record on standard input, as "LOW:COUNT ..."
line() { grep "\"metric\":\"$1\"" | tail -n 1 | sed 's/.*"linear":\[//; s/\].*//; s/},{/\n/g' |
	sed -n 's/.*"low":\([0-9]*\),.*"count":\([0-9]*\).*/\1:\2/p' | tr '\n' ' '; }
of_all() { grep '"type":"all"' result; }

# Whatever the load is, its histograms have each of its events.  whole prints the numbers of the
# records on standard input, from_load those that the load has counted in FILE.
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

# known SCENARIO BATCHES | RUNS | SECTIONS: 4 threads do 100 iterations each.  All scenarios run
# under one hist, because it takes seconds to start.
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
# Scenarios in interrupt: with v3 the interrupt defers, flushes and leaves for the task that it
# interrupts.
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
is 'every scenario has known numbers' "$(cut -d' ' -f1 known | sort | tr '\n' ' ')" \
	"$(echo $SCENARIOS | tr ' ' '\n' | sort | tr '\n' ' ')"
for attach in btf classic; do
	run --attach $attach --per comm -- \
		sh -c 'while read -r s _; do barrier-load -t 4 -n 100 "$s" || exit 1; done <known'
	is "$attach: exits with status 0" $status 0
	while read -r s numbers; do
		comm=$(printf 'bl:%.12s' "$s")
		rows result | grep "\"comm\":\"$comm\"" >row
		grep "\"comm\":\"$comm\"" expected >load
		is "$attach, $s: no event is missing, partial or lost" "$(whole <row)" "$(from_load load)"
		sections=$(grep '"metric":"section"' row | number count)
		is "$attach, $s: batches, runs and sections are those of the load" \
			"$(echo "$(line batch <row)| $(line run <row)| ${sections:-0}")" "$numbers"
		case "$generation $s" in
		'3 first'|'3 batch'|'3 levels'|'3 empty'|'3 schedule'|'3 invalid')
			is "$attach, $s: each enable and disable makes a section" \
				"$sections $sections" "$(field enable load) $(field disable load)" ;;
		esac
	done <known
done

# The rest does not depend on the kernel: the newest one runs it.
[ "$generation" = 3 ] || finish

# Extremes, percentiles and buckets
run -- barrier-load -n 50 batch
is 'batch: min, max and percentiles are those of the load' \
	"$(of batch min) $(of batch max) $(of batch p50) $(of batch p99_9)" '16 16 16 16'
is 'windows are shorter than their sections' $(($(of window sum) < $(of section sum))) 1
is 'windows take some time' $(($(of window min) > 0)) 1
for m in window section; do
	is "$m: extremes and percentiles are in order" "$(for f in min p50 p90 p99 p99_9 max; do of $m $f; done |
		sort -n | tr '\n' ' ')" "$(for f in min p50 p90 p99 p99_9 max; do of $m $f; done | tr '\n' ' ')"
done
run --buckets linear:10 --buckets linear:1ms -- barrier-load -n 50 batch
is 'linear, width 10: batches are in the right bucket' "$(of_all | line batch)" '10:50 '
is 'linear, width of a time: all windows are in buckets' "$(of_all | line window | tr ' ' '\n' |
	awk -F: '{ n += $2 } END { print n }')" "$(of window count)"
# For each key the rows add up.
for per in task process cgroup cpu level site; do
	run --per $per -- barrier-load -t 4 -n 100 nested
	is "--per $per: no event is missing" "$(of_all | whole)" "$(from_load expected)"
	for m in batch window section run; do
		rows=$(rows result | grep "\"metric\":\"$m\"" | sed 's/.*"sum":\([0-9]*\),.*/\1/' |
			awk '{ n += $1 } END { print n + 0 }')
		is "--per $per: rows of $m add up" "$rows" "$(of $m sum)"
	done
done
run --per task -- barrier-load -t 4 -n 100 batch
is '--per task: each thread has a row' "$(rows result | grep -c '"metric":"batch"')" 4
is '--per task: each row has the batches of one thread' "$(rows result | grep -c '"metric":"batch",.*"count":100,"sum":1600,')" 4
run --per level -- sh -c 'barrier-load -n 30 levels; barrier-load -n 7 emit-pmd'
is '--per level: a batch counts for the level of its first deferral' "$(rows result |
	sed -n 's/.*"level":"\([a-z0-9]*\)","metric":"\([a-z]*\)".*"sum":\([0-9]*\),.*/\1 \2 \3/p' |
	grep -v -e window -e section | tr '\n' ';')" 'pte batch 150;pmd run 7;'
run --per site --metric run -- barrier-load -n 30 emit-pte
like '--per site: the row names the function' result '"site":"run_[a-z_]*\+0x[0-9a-f]+ \[barrier_load\]"'
for cpu in 0 1; do
	run -C $cpu --per cpu -- sh -c 'taskset 1 barrier-load -n 40 first; taskset 2 barrier-load -n 50 first'
	is "-C $cpu: only batches of this CPU are counted" "$(of batch count) $(rows result | grep -c '"metric":"batch"')" "$((40 + cpu * 10)) 1"
done

# Tasks that end, many more than hist has room for at once.  A round of tasks begins when hist has
# shown the round before, because there is room for two rounds.
rm -f result
barrier-trace hist -a -n 'bl:*' -I 20ms --per task --metric run --json -o result -- sh -c '
	for i in 1 2 3 4 5 6; do
		barrier-load -t 4 -s 400 -n 3 emit-pte
		while [ $(grep -c "\"type\":\"row\"" result) -lt $((400 * i)) ]; do usleep 10000; done
	done' >expected
is 'tasks that end: each has a row' "$(rows result | wc -l)" 2400
is 'tasks that end: all their runs are counted, nothing is lost' "$(of_all | line run) $(field lost result)" '3:2400  0'
# Tasks that live on: hist loses events of those that have no room, and reports the loss.
run --per task --strict -- barrier-load -i 1100 emit-pte 2>err
is 'more tasks than room: events are lost' $(($(field lost result) > 0)) 1
is 'more tasks than room: each event is counted or lost' $(($(of run count) + $(field lost result) >= 1101)) 1
is 'more tasks than room: --strict makes the exit status 3' $status 3
like 'more tasks than room: the result names the cause' result '"no_histogram":[1-9]'
like 'more tasks than room: the error reports the loss' err 'events or samples lost .an error because of --strict'

# Filters
barrier-trace hist --json -o result -- barrier-load -t 2 -n 50 batch >expected
is 'CMD: its batches are counted' $(($(of batch count) >= 100)) 1
sh -c 'while :; do barrier-load -n 10 batch >/dev/null; done' & noise=$!
barrier-trace hist -n 'bl:*' --json -o result -- barrier-load -t 2 -n 50 batch >expected
is 'CMD: batches of other tasks are not counted' "$(of_all | line batch)" '16:100 '
mkfifo go
sh -c 'read -r line <go; exec barrier-load -t 2 -n 50 batch' >expected &
pid=$!
rm -f result
barrier-trace hist -n 'bl:*' -p $pid --json -o result &
bt=$!
while [ ! -s result ]; do usleep 10000; done
echo >go
wait $bt
is '-p: hist ends with the process' $? 0
is '-p: threads of the process are counted, and no other task' "$(of_all | line batch)" '16:100 '
kill $noise; wait $noise 2>/dev/null

# Intervals add up.
barrier-trace hist -a -n 'bl:*' -I 20ms --json -o result -- sh -c \
	'for i in 1 2 3 4 5 6 7 8 9 10; do barrier-load -n 100 batch; done' >expected
sum=$(sed -n '/"interval":/s/.*"metric":"batch","unit":"deferrals","count":\([0-9]*\),.*/\1/p' result |
	awk '{ n += $1 } END { print n }')
is 'intervals: they add up to all batches' "$sum" 1000
is 'intervals: there is more than one' $(($(grep -c '"type":"interval"' result) > 1)) 1
is 'intervals: the total has all batches' "$(of batch count)" 1000

# -r repeats the load in separate runs, and diff compares them.  Runs are equal, because the load
# ends by itself and no other task has its name.
repeat() { barrier-trace hist -a -n 'bl:*' -r $1 --metric batch --per comm --json -o $2 -- barrier-load -n 50 $3 >expected; }
# said NUMBER FIELD: print a field of diff's record about a number of batches
said() { grep "\"name\":\"batch.$1\"" said | sed -n "s/.*\"$2\":\"*\([^,\"}]*\).*/\1/p"; }
repeat 4 first4 first
repeat 3 first3 first
repeat 4 schedule4 schedule
is '-r: each run has a record' "$(grep -c '"type":"run"' first4) $(sed -n '1s/.*"runs":\([0-9]*\).*/\1/p' first4)" '4 4'
is '-r: each run has the batches of one load' "$(sed -n 's/.*"type":"all","metric":"batch".*"count":\([0-9]*\),"sum":\([0-9]*\),.*"run":\([0-9]\).*/\3 \1 \2/p' schedule4 |
	tr '\n' ';')" '1 50 100;2 50 100;3 50 100;4 50 100;'
is '-r: the total has the batches of all runs' "$(grep '"type":"all"' schedule4 | tail -n 1 | number count)" 200
like '-r: equal runs have no deviation' schedule4 '"stddev":\{"count":0.000000,"avg":0.000000'
barrier-trace diff --json first4 first3 >said
is 'diff: all numbers of one load are equal' "$? $(grep '"type":"metric"' said | sed 's/.*"verdict":"\([a-z]*\)".*/\1/' | sort | uniq -c | tr -s ' ')" '0  7 equal'
barrier-trace diff --json --fail-if 'batch.avg != 200%' --fail-if 'batch.count != +0' first4 schedule4 >said
is 'diff: batches of twice the size have changed' "$? $(said avg a) $(said avg b) $(said avg percent) $(said avg verdict)" '0 1 2 100 changed'
is 'diff: the number of batches is equal' "$(said count a) $(said count b) $(said count verdict)" '50 50 equal'
is 'diff: rows of one result only are marked' "$(rows said | sed 's/.*"name":"\([a-z:]*\)".*"in":"\([a-z]*\)".*/\1 \2/' | tr '\n' ';')" \
	'bl:first a;bl:schedule b;'
barrier-trace diff --fail-if 'batch.avg > +99%' first4 schedule4 >said 2>err
is 'diff: --fail-if fails with both values' "$? $(grep -c "batch.avg > +99%': 1 in A, 2 in B" err)" '5 1'

# Output formats
barrier-trace hist -a -n 'bl:*' --svg out.svg -o text -- barrier-load -t 4 -n 100 nested >expected
like 'text: a bucket has its count and a bar' text '^ +[12] +400  \|@+ *\|$'
like 'text: the summary has percentiles' text '^ +p99\.9: +[12]$'
like 'text: the loss is shown' text '^ +0      events or samples lost$'
like 'svg: the picture is complete' out.svg '^</svg>$'
barrier-trace hist -a -n 'bl:*' --per task --metric batch -o text -- barrier-load -t 2 -n 100 nested >expected
like 'text: each task has a column' text '^ +deferrals +bl:nested/[0-9]+/[0-9]+ +bl:nested/[0-9]+/[0-9]+ +\(all\)$'
barrier-trace hist -a -n 'bl:*' -x ';' -o csv -- barrier-load -t 2 -n 100 nested >expected
like 'csv: a bucket has its bounds and count' csv '^batch;deferrals;linear;1;2;200$|^batch;deferrals;linear;2;3;200$'
like 'csv: the loss is shown' csv '^\(all\);;lost;;;0$'
barrier-trace hist -- sh -c 'exit 7' >/dev/null
is 'hist exits with the status of CMD' $? 7
barrier-trace hist -- /nonexistent >/dev/null 2>&1
is 'CMD that does not exist: hist exits with status 127' $? 127
finish
