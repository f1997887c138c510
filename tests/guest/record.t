#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 67
# pauth: on
# kernel: 7.3/4 6.12-g2/2
# timeout: 500
# mem: 2G
# report shows of a recording what stat, hist and check showed of the same run.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)
allow="--allow run_* --allow store_in_irq"

right='emit-pte emit-pmd emit-pud emit-p4d emit-pgd first batch levels empty schedule invalid'
[ "$generation" = 1 ] || right="$right bh irq irq-store"
[ "$generation" != 3 ] || right="$right nested paused paused-twice direct"
# Scenarios that G1 itself gets wrong are left out: every view would show them.
wrong='pending-lost pending-stray defer-idle no-irq-guard emit-again no-pending pending-stays
flush-twice leave-no-flush sleep'
[ "$generation" != 3 ] || wrong="$wrong underflow resume-only nested-no-flush pause-no-flush count-twice"
cat >all <<EOF
for s in $(echo $right); do barrier-load -n 50 -t 3 \$s >>counts || exit 1; done
for s in $(echo $wrong); do barrier-load -n 3 \$s >/dev/null || exit 1; done
EOF

# The tools run inside each other: the outer ones see more tasks, so rows are compared by task name.
barrier-trace stat -a --per task --json -o stat.json -- \
	barrier-trace hist -a --per comm --json -o hist.json -- \
	barrier-trace check -a $allow --json -o check.json -- \
	barrier-trace record -a -g -o both.data -- sh all >out 2>err
is 'stat, hist, check and record of one run exit with status 2' $? 2
is 'stat, hist and check lose no event' "$(field lost stat.json) $(field lost hist.json) $(field lost check.json)" '0 0 0'
barrier-trace report --per task --json -o report.json both.data
is 'report: exits with status 0' $? 0
is 'report: no event is lost' "$(field lost report.json)" 0

# task_rows FILE: print the rows of the workload's tasks, without the fields of the run
task_rows() { grep '"comm":"\(bl:\|barrier-load\)' "$1" | sed 's/,"lost".*//' | sort; }
task_rows stat.json >stat.rows
task_rows report.json >report.rows
counted 'report has as many rows of tasks as stat' "$(grep -c . report.rows)" "$(grep -c . stat.rows)"
same 'every row of report equals that of stat' stat.rows report.rows
# The rows also equal the scenarios' arithmetic.
barrier-trace report --per comm --json both.data >comms.json
for s in $right; do
	# Tasks have the name barrier-load first, and bl:NAME in the scenario.
	want=$(grep "\"scenario\":\"$s\"" counts | sed 's/.*"queued"/"queued"/; s/,"enable".*//')
	got=$(grep "\"comm\":\"$(printf 'bl:%.12s' "$s")\"" comms.json | sed 's/"deferred":[0-9]*,//
		s/.*"queued":\([0-9]*\),"emitted":\([0-9]*\),"first":\([0-9]*\),"again":\([0-9]*\),"flush":\([0-9]*\),"flush_empty":\([0-9]*\),"direct":\([0-9]*\),.*/"queued":\1,"emitted":\2,"first":\3,"again":\4,"flush":\5,"flush_empty":\6,"direct":\7/')
	is "$s: report has the counts of the scenario" "$got" "$want"
done

# Compare histograms bucket by bucket.  hist and record each take times for themselves, so of times
# only the number is compared.
hist_rows()
{
	grep '"comm":"bl:' "$1" | grep -e '"metric":"batch"' -e '"metric":"run"' |
		sed 's/"lost":[0-9]*,"elapsed_ns":[0-9]*,//' | sort
	grep '"comm":"bl:' "$1" | grep -e '"metric":"window"' -e '"metric":"section"' |
		sed 's/"sum":.*"partial"/"partial"/; s/,"lost".*//' | sort
}
barrier-trace report --view hist --per comm --json -o report.hist both.data
is 'report --view hist: exits with status 0' $? 0
hist_rows hist.json >hist.live
hist_rows report.hist >hist.recorded
is 'report has histograms of the scenarios' $(($(grep -c . hist.recorded) >= 30)) 1
same 'every histogram of report equals that of hist' hist.live hist.recorded

# Compare violations with their stack, state and history.  Times differ, and the depth of the stack
# does, because the frames of the BPF programs take a part of it.
violations()
{
	grep '"type":"violation"' "$1" | grep '"comm":"bl:' |
		sed 's/"time_ns":[-0-9]*,//g; s/"tid":[0-9]*,"pid":[0-9]*,//; s/"cpu":[0-9]*,//g
			s/\("stack":\[\("[^"]*",\)\{6\}\).*\],"events"/\1],"events"/' | sort
}
barrier-trace report --view check $allow --json -o replay.json both.data
is 'report --view check: exits with status 2' $? 2
violations check.json >check.found
violations replay.json >replay.found
counted 'report has as many violations as check' "$(grep -c . replay.found)" "$(grep -c . check.found)"
is 'there are at least 8 violations' $(($(grep -c . replay.found) >= 8)) 1
same 'every violation of report equals that of check' check.found replay.found
is 'report --view check: the verdict is violated' "$(verdict replay.json)" violated
barrier-trace report --view check --format ktap $allow both.data >ktap
like 'ktap: a rule that a recording cannot judge is skipped' ktap '^ok [0-9]+ I22 .* # SKIP'

# Events in all formats
barrier-trace report --view events both.data >events
counted 'events: each event has a line' "$(grep -c '^ *[0-9.]* \[' events)" \
	"$(tail -n 1 events | sed 's/# \([0-9]*\) events.*/\1/')"
like 'events, text: a line has task, action, level and state' events 'bl:batch/[0-9]+ +queue \(first\) +pte +pending=1 active=1 in_interrupt=0'
barrier-trace report --view events --format csv both.data >events.csv
counted 'events, csv: each event has a line' "$(($(grep -c . events.csv) - 1))" "$(grep -c '^ *[0-9.]* \[' events)"
barrier-trace report --view events --format chrome both.data >chrome.json
counted 'chrome: each section that begins ends' "$(grep -c '"ph":"B","name":"section"' chrome.json)" \
	"$(grep -c '"ph":"E","name":"section"' chrome.json)"
counted 'chrome: each batch that begins ends' "$(grep -c '"ph":"B","name":"batch"' chrome.json)" \
	"$(grep -c '"ph":"E","name":"batch"' chrome.json)"

# A recording of a correct load
barrier-trace record -o clean.data -- barrier-load -n 100 batch >out 2>err
is 'clean: exits with status 0' $? 0
none 'clean: the counts obey their identities' "$(barrier-trace report --per task --json clean.data | broken_identities)"
barrier-trace report --view check $allow clean.data >clean.txt
# I22 and I23
text_rules='2 of 21'
[ "$generation" != 3 ] || text_rules='2 of 24'
is 'clean: the verdict is partial, for want of the text' "$? $(tail -n 2 clean.txt | head -n 1 | sed 's|[0-9.]* %|N %|')" \
	"0  verdict: partial, N % of the events judged, $text_rules rules not or in part"
barrier-trace report --view check $allow --strict clean.data >out 2>err
is 'clean: report --strict exits with status 3' $? 3
counted 'clean: only tasks of CMD are recorded' "$(barrier-trace report --per comm --json clean.data | grep -c '"comm":"\(bl:batch\|barrier-load\|barrier-trace\)"')" \
	"$(barrier-trace report --per comm --json clean.data | grep -c '"type":"row"')"
barrier-trace record -o none.data -- sh -c 'exit 7' 2>err
is 'record exits with the status of CMD' $? 7
barrier-trace record -o none.data -- /nonexistent 2>err
is 'CMD that does not exist: record exits with status 127' $? 127
[ ! -e none.data.part ] && ok 'CMD that does not exist: no half-written file is left' || not_ok 'CMD that does not exist: no half-written file is left'

# until_like FILE PATTERN PID: wait until FILE has a line like PATTERN, or PID has ended
until_like() { while ! grep -q "$2" "$1" 2>/dev/null; do [ -d /proc/$3 ] || break; done; }

# Spurious faults, which no emulator has, as in check.t: record looks up at the fault whether the
# address is mapped.
mapped=$(sed -n 's/^\([0-9a-f]*\) [Tt] vfs_read$/\1/p' /proc/kallsyms)
oops() # ADDRESS
{
	echo "Unable to handle kernel paging request at virtual address $1" >/sys/kernel/debug/barrier_load/log
	echo "  EC = 0x21: IABT (current EL), IL = 32 bits" >/sys/kernel/debug/barrier_load/log
}
told() # FILE: print its violations
{
	sed -n 's/.*"type":"violation","invariant":"\(I[0-9]*\)".*"event":"\([^"]*\)","address".*/\1 \2/p' "$1"
}
case $(uname -r) in
7.*)
	cat >faults <<-EOF
	echo "Ignoring spurious kernel translation fault at virtual address ffff800080000000" >/sys/kernel/debug/barrier_load/log
	EOF
	barrier-trace record -a -o fault.data -- sh faults 2>err
	barrier-trace report --view check --json -o fault.json fault.data
	is 'spurious fault: the recording has an I21' "$? $(told fault.json)" '2 I21 translation fault of a data access'
	for at in "$mapped" ffffffffffff0000; do
		barrier-trace record -a -v -o fault.data 2>fault.err &
		pid=$!
		until_like fault.err 'recording;' $pid
		oops "$at"
		kill -INT $pid
		wait $pid
		barrier-trace report --view check --json -o fault.json fault.data
		echo "$? $(told fault.json)" >>faults.found
		barrier-trace report --view events fault.data >>faults.seen
	done
	is 'instruction fetch: only a mapped address is a violation' "$(cat faults.found)" \
		"$(printf '2 I21 translation fault of an instruction\n0 ')"
	like 'instruction fetch: the recording has the other fault, too' faults.seen 'fetch from where nothing is mapped'
	;;
esac

# The rest does not depend on the kernel: the newest one runs it.
[ "$generation" = 3 ] || finish

# All CPUs at full speed, with the default buffer
barrier-trace record -a -o full.data -- modprobe test_vmalloc run_test_mask=1 test_loop_count=2000 nr_threads=4 2>err
barrier-trace report --json full.data >full.json
is 'test_vmalloc on 4 CPUs: no event is lost' "$(field lost full.json)" 0
is 'test_vmalloc on 4 CPUs: at least 4000 flushes are recorded' $(($(field flush full.json) >= 4000)) 1

# The buffer overflows, because the tool is stopped and does not empty it.
barrier-trace record -a -v -b 64K -o lost.data 2>lost.err &
pid=$!
until_like lost.err 'recording;' $pid
kill -STOP $pid
barrier-load -n 500 batch >/dev/null
kill -CONT $pid
kill -INT $pid
wait $pid
is 'overflow: exits with status 0' $? 0
like 'overflow: the warning reports the loss' lost.err '[0-9,]+ events were lost: the recording has gaps'
barrier-trace report --json -o lost.json lost.data
is 'overflow: events are lost' $(($(field lost lost.json) > 0)) 1
none 'overflow: the file lacks as many events as it says' "$(grep -o '"gaps"' lost.json)"
counted 'overflow: the loss is counted as no_room' "$(field no_room lost.json)" "$(field lost lost.json)"
barrier-trace report --strict --json lost.data >out 2>err
is 'overflow: report --strict exits with status 3' $? 3
barrier-trace report --view check $allow --json -o lost.check lost.data
is 'overflow: the verdict is incomplete' "$(verdict lost.check)" incomplete

# Bounded recordings
barrier-trace record -o small.data --max-size 64K -- sh -c 'while :; do barrier-load -n 500 batch; done' >out 2>err
is '--max-size: exits with status 143' $? 143
like '--max-size: the message says that the size is reached' err 'max-size is reached'
is '--max-size: the file is not larger' $(($(wc -c <small.data) < 200000)) 1
is '--max-size: no event before the end is missing' "$(barrier-trace report --json small.data | field lost)" 0
# The events between the first and the last need more than one chunk, so the first are dropped.
barrier-trace record -a -o ring.data --ring --max-size 64K -- sh -c \
	'barrier-load emit-pgd; barrier-load -n 5000 batch; barrier-load emit-pud' >out 2>err
barrier-trace report --json ring.data >ring.json 2>err
is '--ring: no event is lost' "$(grep -c . ring.json) $(field lost ring.json)" '2 0'
is '--ring: the last events are kept, the first are not' "$(barrier-trace report --per comm -n 'bl:emit-*' --json ring.data 2>err |
	sed -n 's/.*"comm":"\([^"]*\)","queued":[1-9].*/\1/p')" bl:emit-pud
barrier-trace record -o first.data --until-violation -- sh all >out 2>err
is '--until-violation: exits with status 2' $? 2
like '--until-violation: the message says that a violation ended it' err 'ended by a violation'
barrier-trace report --view check first.data >out
is '--until-violation: the recording has the violation' $? 2

# The tool is killed while it records.
barrier-trace record -a -v -o killed.data 2>killed.err &
pid=$!
until_like killed.err 'recording;' $pid
barrier-load -n 2000 -t 4 batch >/dev/null
while [ ! -s killed.data.part ] || [ "$(wc -c <killed.data.part)" -lt 100000 ]; do
	[ -d /proc/$pid ] || break
	barrier-load -n 100 batch >/dev/null
done
kill -KILL $pid
wait $pid
barrier-trace report --json killed.data.part >killed.json 2>err
is 'killed: report reads the written part' $(($(field queued killed.json) > 0)) 1
like 'killed: the warning says that the file is incomplete' err 'is incomplete'
barrier-trace report --view check $allow killed.data.part 2>err | grep -q 'verdict: incomplete'
is 'killed: the verdict is incomplete' $? 0
finish
