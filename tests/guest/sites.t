#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 61
# pauth: on
# kernel: 7.3/2 6.12-g2/2
# The counts of sites and stacks equal the loads' arithmetic, those of stat --per site, and those of
# a recording of the same run.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)

# run ARGUMENTS... -- CMD: measure tasks with the loads' names; sets result, expected and status
run() { barrier-trace sites -a -n 'bl:*' --json -o result "$@" >expected; status=$?; }
# sum FIELD: print the sum of a field over all lines on standard input
sum() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" | awk '{ n += $1 } END { print n + 0 }'; }
of_sites() { grep '"type":"site"' "$1"; }
of_stacks() { grep '"type":"stack"' "$1"; }
# in_a_row FILE [NAME]: print emitted, avoidable and runs of each site that has runs
in_a_row()
{
	of_sites "$1" | grep -e "\"site\":\"${2-}" |
		sed -n 's/.*"emitted":\([0-9]*\),.*"avoidable":\([0-9]*\),"runs":\([0-9]*\),.*/\1 \2 \3/p' |
		grep -v ' 0 0$' | sort | tr '\n' ';'
}

# All scenarios, 4 threads with 100 iterations each.  A section would avoid barriers only in the
# five scenarios that do nothing but emit.  Each thread makes one system call.
cat >loads <<EOF
for s in $(echo $SCENARIOS); do barrier-load -t 4 -n 100 \$s || exit 1; done
EOF
for attach in btf classic; do
	run --attach $attach -- sh loads
	is "$attach: exits with status 0" $status 0
	is "$attach: no event is lost" "$(field lost result)" 0
	for f in queued emitted first again; do
		is "$attach: $f of the total is that of the loads" "$(field $f result)" "$(sum $f <expected)"
		is "$attach: $f of the sites adds up" "$(of_sites result | sum $f)" "$(sum $f <expected)"
		is "$attach: $f of the stacks adds up" "$(of_stacks result | sum $f)" "$(sum $f <expected)"
	done
	is "$attach: five sites emit in a row" "$(in_a_row result)" \
		'400 396 4;400 396 4;400 396 4;400 396 4;400 396 4;'
	is "$attach: no event lacks a stack" "$(field no_stack result)" 0
	is "$attach: each stack begins with its site" "$(of_stacks result |
		grep -vc '"ip":"\(0x[0-9a-f]*\)",.*"frames":\[{"symbol":"[^"]*","ip":"\1"}')" 0
	like "$attach: the stack has the callers" result \
		'"frames":\[\{"symbol":"run_[a-z_]*\+0x[0-9a-f]+ \[barrier_load\]".*"symbol":"vfs_write\+0x[^"]*".*"symbol":"el0t_64_sync\+0x'
done

# The tools run inside each other, with deep stacks, also from the page faults of programs that
# start.
cat >all <<EOF
for s in $(echo $SCENARIOS); do barrier-load -n 50 -t 3 \$s || exit 1; done
modprobe test_vmalloc run_test_mask=7 test_loop_count=1 nr_threads=2
for i in 1 2 3 4 5; do dd if=/dev/zero of=/dev/null bs=4M count=1 2>/dev/null; done
true
EOF
who='-n bl:* -n modprobe -n vmalloc_test* -n dd'
set -f
# shellcheck disable=SC2086  # words
barrier-trace stat -a $who --per level --json -o level.json -- \
	barrier-trace stat -a $who --per site --json -o stat.json -- \
	barrier-trace sites -a $who --json -o sites.json -- \
	barrier-trace record -a -g -o both.data -- sh all >out 2>err
is 'stat, sites and record of one run exit with status 0' $? 0
for format in json folded; do
	for count in emitted deferred avoidable queued; do
		# shellcheck disable=SC2086
		barrier-trace report --view sites $who --format $format --count $count -o $count.$format both.data
	done
done
# shellcheck disable=SC2086
barrier-trace report --view sites $who --missed -o missed.text both.data
for per in site level; do
	# shellcheck disable=SC2086
	barrier-trace report $who --per $per --json -o report-$per.json both.data
done
set +f
is 'stat, sites and record lose no event' \
	"$(field lost stat.json) $(field lost sites.json) $(field lost emitted.json)" '0 0 0'
counts()
{
	sed 's/.*"ip":"\(0x[0-9a-f]*\)","queued":\([0-9]*\),"emitted":\([0-9]*\),"deferred":\([0-9]*\),"first":\([0-9]*\),"again":\([0-9]*\),.*/\1 \2 \3 \4 \5 \6/' |
		grep -v ' 0 0 0 0 0$' | sort
}
rows stat.json | counts >stat.counts
of_sites sites.json | counts >sites.counts
is 'there are at least 15 sites' $(($(grep -c . sites.counts) >= 15)) 1
same 'every site has the counts of stat' stat.counts sites.counts
# Names aside, as a module may have gone before one of both has looked them up
rows_of() { rows "$1" | sed 's/"site":"[^"]*",//; s/,"lost".*//' | sort; }
rows_of stat.json >site.live
rows_of level.json >level.live
for per in site level; do
	rows_of report-$per.json >$per.recorded
	same "by $per: every row of stat equals that of the recording" $per.live $per.recorded
done
grep -e '"type":"site"' -e '"type":"stack"' sites.json >live
grep -e '"type":"site"' -e '"type":"stack"' emitted.json >recorded
is 'there are at least 40 stacks' $(($(of_stacks live | grep -c .) >= 40)) 1
is 'the deepest stack has all 32 frames' "$(awk '{ n = gsub(/"symbol":/, "&"); if (n > max) max = n } END { print max }' live)" 32
same 'every site and stack equals that of the recording' live recorded
is 'the total equals that of the recording' "$(tail -n 1 emitted.json | sed 's/,"lost".*//')" \
	"$(tail -n 1 sites.json | sed 's/,"lost".*//')"
is 'avoidable has at least the barriers of the loads' $(($(field avoidable sites.json) >= 5 * 3 * 49)) 1
for f in emitted deferred avoidable queued; do
	counted "folded: $f adds up" "$(awk '{ n += $NF } END { print n }' $f.folded)" "$(field $f sites.json)"
	is "folded: each line of $f is well-formed" "$(grep -vcE '^all(;[^; ]+_\[k\])+ [1-9][0-9]*$' $f.folded)" 0
done
like 'missed: the total is shown' missed.text '^ +[0-9,]+ +100.0 % +[0-9,]+ +[0-9,]+  no section.*  \(all\)$'
like 'missed: the length of runs is shown' missed.text '^ +[0-9.]+      barriers in a run, on average$'

# A system call ends a stretch of emissions in a row.  One shell makes ten system calls:
barrier-trace hist -a -n sh --per site --metric run --json -o hist.json -- \
	barrier-trace sites -a -n sh --json -o result -- sh -c '
	for i in 1 2 3 4 5 6 7 8 9 10; do echo 0 10 >/sys/kernel/debug/barrier_load/run; done'
is 'ten system calls make ten stretches of ten' "$(in_a_row result run_)" '100 90 10;'
is 'hist, which does not end runs at system calls, has longer runs' \
	$(($(rows hist.json | grep '"site":"run_' | sed 's/,"buckets".*//' | field max) > 10)) 1

# Where a section would help, and why it would not: the same live and from a recording.
cat >advice <<EOF
barrier-load -n 1 alternate
barrier-load -n 32 first
barrier-load -n 1 paused-many
barrier-load -n 1 bh-many
barrier-load -n 5 irq-store
EOF
barrier-trace sites -a -n 'bl:*' --json -o advice.json -- \
	barrier-trace record -a -g -o advice.data -- sh advice >out 2>err
barrier-trace report --view sites -n 'bl:*' --json -o replayed.json advice.data
grep -e '"type":"site"' -e '"type":"stack"' advice.json >live
grep -e '"type":"site"' -e '"type":"stack"' replayed.json >recorded
is 'sites and record lose no event' "$(field lost advice.json) $(field lost replayed.json)" '0 0'
cmp -s live recorded && ok 'a recording gives the same advice' || {
	not_ok 'a recording gives the same advice'
	diff live recorded | cut -c1-700 | head -n 6 | diag
}
# of_load LOAD ITERATIONS FIELD...: print fields of the total of a load
of_load()
{
	run -- barrier-load -n "$2" "$1"
	shift 2
	for f; do printf '%s ' "$(tail -n 1 result | field $f)"; done
}
is 'two sites and levels in turn: 31 of 32 are avoidable' \
	"$(of_load alternate 1 emitted avoidable runs no_section)" '32 31 1 32 '
is 'two sites in turn: each avoidable barrier counts at its own site' "$(of_sites result |
	sed 's/.*"avoidable":\([0-9]*\),.*/\1/' | sort -n | tr '\n' ' ')" '15 16 '
is 'sections of one in a row: each but the first could be part of the one before' \
	"$(of_load first 32 deferred sections_of_one avoidable)" '32 31 0 '
is 'batches are no sections of one' "$(of_load batch 32 sections_of_one avoidable)" '0 0 '
barrier-trace sites -a -n 'bl:*' --missed -o text -- barrier-load -n 32 first >expected
like 'missed: sections of one have a table' text '^ +31 +100.0 % +100.0 % +32 +32  run_[a-z_]*\+0x[0-9a-f]+ \[barrier_load\]$'
like 'missed: sections of one have their callers' text '^ {60,}vfs_write\+0x[0-9a-f]+$'
is 'with BH off: nothing is avoidable, and the reason is shown' \
	"$(of_load bh-many 1 emitted bh_off interrupt avoidable) $(of_sites result | grep -c '"reason":"BH off"')" \
	'32 32 0 0  1'
if [ "$generation" = 3 ]; then
	is 'while paused: nothing is avoidable, and the reason is shown' \
		"$(of_load paused-many 1 emitted paused avoidable) $(of_sites result | grep -c '"reason":"paused"')" \
		'32 32 0  1'
	is 'a flush that begins a pause ends no section of one' "$(of_load paused-many 4 sections_of_one)" '0 '
	is 'in interrupt: nothing is avoidable, and the reason is shown' \
		"$(of_load irq-store 5 emitted interrupt bh_off avoidable)" '5 5 0 0 '
	is 'a nested section ends no section of one' "$(of_load nested 5 sections_of_one)" '0 '
fi

# Text patching maps a page for each word that it writes, and uses the page at once.
barrier-trace sites -a --json -o result -- sh -c "echo function >$T/current_tracer; echo nop >$T/current_tracer"
of_sites result | grep '"site":"__set_fixmap+' >fixmap
is 'text patching: nothing is avoidable at __set_fixmap' "$(sum avoidable <fixmap)" 0
is 'text patching: each barrier has its reason' \
	$(($(sum used_at_once <fixmap) + $(sum interrupt <fixmap) + $(sum bh_off <fixmap))) "$(sum emitted <fixmap)"
is 'text patching: there are many' $(($(sum used_at_once <fixmap) > 1000)) 1

# The rest does not depend on the kernel: the newest one runs it.
[ "$generation" = 3 ] || finish

# One system call has a page fault for each table.
barrier-trace sites -n dd --json -o result -- dd if=/dev/zero of=/dev/null bs=32M count=1 2>/dev/null
# Few are avoidable: a fault that makes several tables emits several in a row.
is 'a page fault between two emissions: hardly any is avoidable' "$(of_sites result |
	sed -n 's/.*"emitted":\([0-9]*\),.*"avoidable":\([0-9]*\),.*/\1 \2/p' |
	awk '$1 >= 15 { n++; bad += $2 > $1 / 4 } END { print n + 0, bad + 0 }')" '1 0'
# Many tasks: each begins with a new stretch.
run -- barrier-load -t 4 -s 400 -n 3 emit-pte
is 'tasks that end: each has a stretch of its own' "$(in_a_row result) $(field lost result)" '1200 800 400; 0'

# More stacks than room.  The tool selects names in user space, so stacks of other tasks take room,
# too, and their events may be the lost ones.
run --max-stacks 2 --strict -- sh -c 'for s in pte pmd pud p4d pgd; do barrier-load -n 100 emit-$s; done' 2>err
is 'more stacks than room: --strict makes the exit status 3' $status 3
is 'more stacks than room: at most two are shown' $(($(of_stacks result | grep -c .) <= 2)) 1
is 'more stacks than room: each event is counted or lost' $(($(field emitted result) + $(field lost result) >= 500)) 1
counted 'more stacks than room: the loss is counted as no_site' "$(field no_site result)" "$(field lost result)"
like 'more stacks than room: the error reports the loss' err '[1-9][0-9]* events lost .an error because of --strict'
barrier-trace sites -a -n 'bl:*' --max-stacks 1 -o text -- sh -c 'barrier-load emit-pte; barrier-load emit-pmd' >expected
like 'more stacks than room: the text shows the loss' text '^ +[1-9][0-9,]*      events LOST: the counts are short by as many$'
barrier-trace sites -a -n 'bl:*' --max-stacks 1 --folded -o text -- sh -c 'barrier-load emit-pte; barrier-load emit-pmd' >expected 2>err
like 'more stacks than room: a warning beside folded stacks reports the loss' err '[1-9][0-9]* events were lost'

# Filters
sh -c 'while :; do barrier-load -n 10 emit-pte >/dev/null; done' & noise=$!
barrier-trace sites -n 'bl:*' --json -o result -- barrier-load -t 2 -n 50 emit-pte >expected
is 'CMD: emissions of other tasks are not counted' "$(in_a_row result)" '100 98 2;'
mkfifo go
sh -c 'read -r line <go; exec barrier-load -t 2 -n 50 emit-pte' >expected &
pid=$!
barrier-trace sites -v -n 'bl:*' -p $pid --json -o result 2>err &
bt=$!
while ! grep -q 'counting;' err 2>/dev/null; do usleep 10000; done
echo >go
wait $bt
is '-p: sites ends with the process' $? 0
is '-p: threads of the process are counted, and no other task' "$(in_a_row result)" '100 98 2;'
kill $noise; wait $noise 2>/dev/null
for cpu in 0 1; do
	run -C $cpu -- sh -c 'taskset 1 barrier-load -n 40 emit-pte; taskset 2 barrier-load -n 50 emit-pte'
	is "-C $cpu: only emissions of this CPU are counted" "$(in_a_row result)" "$((40 + cpu * 10)) $((39 + cpu * 10)) 1;"
done

# A recording without stacks
barrier-trace record -o sites.data -- barrier-load -n 100 emit-pte >expected 2>err
barrier-trace report --view sites -n 'bl:*' --json -o result sites.data 2>err
is 'recorded without stacks: report shows sites and no stacks' "$(in_a_row result) $(of_stacks result | grep -c .)" '100 99 1; 0'
like 'recorded without stacks: a message says so' err 'recorded without stacks'

# Output formats
barrier-trace sites -a -n 'bl:*' -g -o text -- barrier-load -n 100 emit-pte >expected
like 'text: a site has its counts' text '^ +100 +100.0 % +100.0 % +100 +0 +99  no section +run_[a-z_]*\+0x[0-9a-f]+ \[barrier_load\]$'
like 'text: its caller has the same counts' text '^ +100 +100.0 % +100 +0 +99  no section +[a-z_]+\+0x[0-9a-f]+'
like 'text: the loss is shown' text '^ +0      events lost$'
barrier-trace sites -a -n 'bl:*' --missed -o text -- barrier-load -n 100 batch >expected
like 'missed: the text says that there is nothing' text 'no task emits two in a row'
barrier-trace sites -a -n 'bl:*' -x ';' -o csv -- barrier-load -n 100 emit-pte >expected
like 'csv: a site has its avoidable barriers' csv '^"run_[a-z_]*\+0x[0-9a-f]+ \[barrier_load\]";99;avoidable$'
barrier-trace sites -- sh -c 'exit 7' >/dev/null
is 'sites exits with the status of CMD' $? 7
barrier-trace sites -- /nonexistent >/dev/null 2>&1
is 'CMD that does not exist: sites exits with status 127' $? 127
finish
