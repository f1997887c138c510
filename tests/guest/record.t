#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 67
# pauth: on
# kernel: 7.3/4 6.12-g2/2
# timeout: 500
# mem: 2G
# What a recording shows is what stat, hist and check showed of the same run.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)
allow="--allow run_* --allow store_in_irq"

right='emit-pte emit-pmd emit-pud emit-p4d emit-pgd first batch levels empty schedule invalid'
[ "$generation" = 1 ] || right="$right bh irq irq-store"
[ "$generation" != 3 ] || right="$right nested paused paused-twice direct"
# What G1 does wrong by itself is found by all, too.
wrong='pending-lost pending-stray defer-idle no-irq-guard emit-again no-pending pending-stays
flush-twice leave-no-flush sleep'
[ "$generation" != 3 ] || wrong="$wrong underflow resume-only nested-no-flush pause-no-flush count-twice"
cat >all <<EOF
for s in $(echo $right); do barrier-load -n 50 -t 3 \$s >>counts || exit 1; done
for s in $(echo $wrong); do barrier-load -n 3 \$s >/dev/null || exit 1; done
EOF

# One in the other: what the innermost sees the others see, and the rest by its names.
barrier-trace stat -a --per task --json -o stat.json -- \
	barrier-trace hist -a --per comm --json -o hist.json -- \
	barrier-trace check -a $allow --json -o check.json -- \
	barrier-trace record -a -g -o both.data -- sh all >out 2>err
is 'stat, hist, check and record of one run: exit status' $? 2
is 'lost by none of them' "$(field lost stat.json) $(field lost hist.json) $(field lost check.json)" '0 0 0'
barrier-trace report --per task --json -o report.json both.data
is 'report: exit status' $? 0
is 'report: lost' "$(field lost report.json)" 0

# task_rows FILE: of the workload's tasks, without what is the run's
task_rows() { grep '"comm":"\(bl:\|barrier-load\)' "$1" | sed 's/,"lost".*//' | sort; }
task_rows stat.json >stat.rows
task_rows report.json >report.rows
is 'rows per task' "$(grep -c . report.rows)" "$(grep -c . stat.rows)"
cmp -s stat.rows report.rows && ok 'every row is the one of stat' || {
	not_ok 'every row is the one of stat'
	diff stat.rows report.rows | head -n 10 | diag
}
# And arithmetic's.
barrier-trace report --per comm --json both.data >comms.json
for s in $right; do
	# Tasks that are called bl:NAME now were barrier-load before.
	want=$(grep "\"scenario\":\"$s\"" counts | sed 's/.*"queued"/"queued"/; s/,"enable".*//')
	got=$(grep "\"comm\":\"$(printf 'bl:%.12s' "$s")\"" comms.json | sed 's/"deferred":[0-9]*,//
		s/.*"queued":\([0-9]*\),"emitted":\([0-9]*\),"first":\([0-9]*\),"again":\([0-9]*\),"flush":\([0-9]*\),"flush_empty":\([0-9]*\),"direct":\([0-9]*\),.*/"queued":\1,"emitted":\2,"first":\3,"again":\4,"flush":\5,"flush_empty":\6,"direct":\7/')
	is "$s: as many as there must be" "$got" "$want"
done

# Histograms, bucket by bucket; of times, which each takes for itself, how many.
hist_rows()
{
	grep '"comm":"bl:' "$1" | grep -e '"metric":"batch"' -e '"metric":"run"' |
		sed 's/"lost":[0-9]*,"elapsed_ns":[0-9]*,//' | sort
	grep '"comm":"bl:' "$1" | grep -e '"metric":"window"' -e '"metric":"section"' |
		sed 's/"sum":.*"partial"/"partial"/; s/,"lost".*//' | sort
}
barrier-trace report --view hist --per comm --json -o report.hist both.data
is 'report --view hist: exit status' $? 0
hist_rows hist.json >hist.live
hist_rows report.hist >hist.recorded
is 'histograms: of every scenario' $(($(grep -c . hist.recorded) >= 30)) 1
cmp -s hist.live hist.recorded && ok 'every histogram is the one of hist' || {
	not_ok 'every histogram is the one of hist'
	diff hist.live hist.recorded | cut -c1-400 | head -n 8 | diag
}

# The same violations, each with its stack, state and history.  Times differ, and how much of
# the stack is left by the frames of the programs.
violations()
{
	grep '"type":"violation"' "$1" | grep '"comm":"bl:' |
		sed 's/"time_ns":[-0-9]*,//g; s/"tid":[0-9]*,"pid":[0-9]*,//; s/"cpu":[0-9]*,//g
			s/\("stack":\[\("[^"]*",\)\{6\}\).*\],"events"/\1],"events"/' | sort
}
barrier-trace report --view check $allow --json -o replay.json both.data
is 'report --view check: exit status' $? 2
violations check.json >check.found
violations replay.json >replay.found
is 'violations: as many' "$(grep -c . replay.found)" "$(grep -c . check.found)"
is 'violations: some' $(($(grep -c . replay.found) >= 8)) 1
cmp -s check.found replay.found && ok 'the violations of check, in full' || {
	not_ok 'the violations of check, in full'
	diff check.found replay.found | cut -c1-600 | head -n 6 | diag
}
is 'report --view check: verdict' "$(tail -n 1 replay.json | sed 's/.*"verdict":"\([a-z]*\)".*/\1/')" violated
barrier-trace report --view check --format ktap $allow both.data >ktap
like 'ktap: what is not in a recording' ktap '^ok [0-9]+ I22 .* # SKIP'

# Views of events
barrier-trace report --view events both.data >events
is 'events: one a line, but for stacks' "$(grep -c '^ *[0-9.]* \[' events)" \
	"$(tail -n 1 events | sed 's/# \([0-9]*\) events.*/\1/')"
like 'events: text' events 'bl:batch/[0-9]+ +queue \(first\) +pte +pending=1 active=1 in_interrupt=0'
barrier-trace report --view events --format csv both.data >events.csv
is 'events: csv' "$(($(grep -c . events.csv) - 1))" "$(grep -c '^ *[0-9.]* \[' events)"
barrier-trace report --view events --format chrome both.data >chrome.json
is 'chrome: as many sections end as begin' "$(grep -c '"ph":"B","name":"section"' chrome.json)" \
	"$(grep -c '"ph":"E","name":"section"' chrome.json)"
is 'chrome: and batches' "$(grep -c '"ph":"B","name":"batch"' chrome.json)" \
	"$(grep -c '"ph":"E","name":"batch"' chrome.json)"

# A clean one
barrier-trace record -o clean.data -- barrier-load -n 100 batch >out 2>err
is 'clean: exit status' $? 0
is 'clean: identities' "$(barrier-trace report --per task --json clean.data | broken_identities)" ''
barrier-trace report --view check $allow clean.data >clean.txt
is 'clean: verdict' "$? $(tail -n 2 clean.txt | head -n 1)" '0  verdict: clean'
is 'of the command only' "$(barrier-trace report --per comm --json clean.data | grep -c '"comm":"\(bl:batch\|barrier-load\|barrier-trace\)"')" \
	"$(barrier-trace report --per comm --json clean.data | grep -c '"type":"row"')"
barrier-trace record -o none.data -- sh -c 'exit 7' 2>err
is "CMD's status" $? 7
barrier-trace record -o none.data -- /nonexistent 2>err
is 'CMD that is not there' $? 127
[ ! -e none.data.part ] && ok 'nothing half written is left' || not_ok 'nothing half written is left'

# waits until FILE has a line like PATTERN
until_like() { while ! grep -q "$2" "$1" 2>/dev/null; do [ -d /proc/$3 ] || break; done; }

# A symptom that no emulator has, as in check.t; whether an address is mapped is asked then.
mapped=$(sed -n 's/^\([0-9a-f]*\) [Tt] vfs_read$/\1/p' /proc/kallsyms)
oops() # ADDRESS
{
	echo "<7>Unable to handle kernel paging request at virtual address $1" >/dev/kmsg
	echo '<7>  EC = 0x21: IABT (current EL), IL = 32 bits' >/dev/kmsg
}
told() # FILE: the violations
{
	sed -n 's/.*"type":"violation","invariant":"\(I[0-9]*\)".*"event":"\([^"]*\)","address".*/\1 \2/p' "$1"
}
case $(uname -r) in
7.*)
	cat >faults <<-EOF
	echo "<7>Ignoring spurious kernel translation fault at virtual address ffff800080000000" >/dev/kmsg
	EOF
	barrier-trace record -a -o fault.data -- sh faults 2>err
	barrier-trace report --view check --json -o fault.json fault.data
	is 'spurious fault: named' "$? $(told fault.json)" '2 I21 translation fault of a data access'
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
	is 'fetch: an invariant broken where the address is mapped, else not' "$(cat faults.found)" \
		"$(printf '2 I21 translation fault of an instruction\n0 ')"
	like 'fetch: the other is in the recording, too' faults.seen 'fetch from where nothing is mapped'
	;;
esac

# The rest is the same on all.
[ "$generation" = 3 ] || finish

# Full speed on all CPUs, with the default buffer
barrier-trace record -a -o full.data -- modprobe test_vmalloc run_test_mask=1 test_loop_count=2000 nr_threads=4 2>err
barrier-trace report --json full.data >full.json
is 'test_vmalloc on 4 CPUs: lost' "$(field lost full.json)" 0
is 'test_vmalloc on 4 CPUs: that many flushes at least' $(($(field flush full.json) >= 4000)) 1

# A buffer that nobody empties
barrier-trace record -a -v -b 64K -o lost.data 2>lost.err &
pid=$!
until_like lost.err 'recording;' $pid
kill -STOP $pid
barrier-load -n 500 batch >/dev/null
kill -CONT $pid
kill -INT $pid
wait $pid
is 'overflow: exit status' $? 0
like 'overflow: said' lost.err '[0-9,]+ events were lost: the recording has gaps'
barrier-trace report --json -o lost.json lost.data
is 'overflow: some are lost' $(($(field lost lost.json) > 0)) 1
is 'overflow: the file lacks as many as it says' "$(field gaps lost.json)" ''
is 'overflow: by cause' "$(field no_room lost.json)" "$(field lost lost.json)"
barrier-trace report --strict --json lost.data >out 2>err
is 'overflow: --strict' $? 3
barrier-trace report --view check $allow --json -o lost.check lost.data
is 'overflow: verdict' "$(tail -n 1 lost.check | sed 's/.*"verdict":"\([a-z]*\)".*/\1/')" incomplete

# Bounded
barrier-trace record -o small.data --max-size 64K -- sh -c 'while :; do barrier-load -n 500 batch; done' >out 2>err
is '--max-size: exit status' $? 143
like '--max-size: said' err 'max-size is reached'
is '--max-size: held' $(($(wc -c <small.data) < 200000)) 1
is '--max-size: nothing is missing before that' "$(barrier-trace report --json small.data | field lost)" 0
# More between the first and the last than one chunk holds
barrier-trace record -a -o ring.data --ring --max-size 64K -- sh -c \
	'barrier-load emit-pgd; barrier-load -n 5000 batch; barrier-load emit-pud' >out 2>err
barrier-trace report --json ring.data >ring.json 2>err
is '--ring: none is lost' "$(grep -c . ring.json) $(field lost ring.json)" '2 0'
is '--ring: the last ones are kept' "$(barrier-trace report --per comm -n 'bl:emit-*' --json ring.data 2>err |
	sed -n 's/.*"comm":"\([^"]*\)","queued":[1-9].*/\1/p')" bl:emit-pud
barrier-trace record -o first.data --until-violation -- sh all >out 2>err
is '--until-violation: status' $? 2
like '--until-violation: said' err 'ended by a violation'
barrier-trace report --view check first.data >out
is '--until-violation: it is there' $? 2

# A tracer that was killed
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
is 'killed: what was written can be read' $(($(field queued killed.json) > 0)) 1
like 'killed: said' err 'is incomplete'
barrier-trace report --view check $allow killed.data.part 2>err | grep -q 'verdict: incomplete'
is 'killed: verdict' $? 0
finish
