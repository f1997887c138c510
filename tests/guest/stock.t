#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# waits: on
# weight: 54
# kernel: debian:7.2.12
# smp: 2
# A distribution's own kernel as it is: every command by probes, without being asked for them, and
# nothing left of them.
. /tests/ktap.sh

LIST=/sys/kernel/debug/kprobes/list
probes() { wc -l <$LIST; }

# Maps of arrays are vmalloc-ed: what is counted has a floor.
load='barrier-user -n 10 vmalloc'
barrier-trace stat -a -- $load >out 2>err
is 'stat: status' $? 0
diag <out
[ ! -s err ] && ok 'stat: no complaint' || { not_ok 'stat: no complaint'; diag <err; }
like 'stat: says what it used' out 'By kprobes at [0-9]+ places \(--scope=kernel\)'
like 'stat: says what it did not look at' out 'Not looked at: [0-9]+ places'
like 'stat: what was derived' out '[0-9,]+ +of deferred derived, the rest observed'
like 'stat: nothing lost' out ' 0 +events lost'

barrier-trace stat -n 'barrier-user' -a --per comm --json -- $load >result.json
is 'stat --json: status' $? 0
like 'stat --json: where' result.json '"attach":"probes".*"probes":\{"scope":"kernel","places":[1-9]'
for n in first flush again; do
	[ "$(field $n result.json)" -ge 10 ] && ok "stat --json: $n" || not_ok "stat --json: $n"
done
is 'stat --json: identities' "$(broken_identities <result.json)" ''
is 'stat: nothing is left' "$(probes)" 0
barrier-trace stat -a -x, -- $load >out 2>err
like 'stat -x: what was derived' out '^[1-9][0-9]*,derived_again$'
barrier-trace stat -a --format openmetrics -- $load >out 2>err
like 'stat --format openmetrics: what was derived' out '^barrier_trace_derived_total\{counter="again"\} [1-9]'
barrier-trace top -a --batch -- $load >out 2>err
is 'top: status' $? 0
like 'top: what was derived' out '^by kprobes: [1-9][0-9,]* of [0-9,]+ events derived'

barrier-trace hist -a -- $load >out 2>err
is 'hist: status' $? 0
like 'hist: batches' out 'batch'
like 'hist: says what it used' out 'By kprobes at'
like 'hist: what was derived' out ' derived: +[1-9]'
barrier-trace sites -a -- $load >out 2>err
is 'sites: status' $? 0
like 'sites: who deferred, and who called' out 'vmap_small_pages_range_noflush|vmap_range_noflush|vmap_pages_pte_range'
like 'sites: what was derived' out '[1-9][0-9,]* +of queued derived, the rest observed'
barrier-trace check -a -- $load >out 2>err
is 'check: status' $? 0
like 'check: clean' out 'verdict: clean'
like 'check: says what it cannot see' out 'Sections are not seen'
like 'check: what was derived' out '[1-9][0-9,]* +events not judged: derived'
barrier-trace record -g -a -o recording -- $load >out 2>err
is 'record: status' $? 0
like 'record: what was derived' err '[0-9,]+ events \([1-9][0-9,]* derived, the rest observed\)'
for view in stat hist sites check; do
	barrier-trace report --view $view recording >out 2>err
	is "report --view $view: status" $? 0
	like "report --view $view: says what it was made by" out 'By kprobes at'
	like "report --view $view: what was derived" out '[1-9][0-9,]* +(of [a-z]+|events not judged:) derived|derived: +[1-9]'
done
# The views count the same events: what is derived of the queued ones in the one is in the other.
all=$(barrier-trace report --view events -x, recording | awk -F, '$NF == 1' | grep -c 'queue (')
is 'report: sites has what events has' \
	"$(barrier-trace report --view sites -x, recording | sed -n 's/^(all),\([0-9]*\),derived$/\1/p')" "$all"
is 'report: stat has what events has' "$(barrier-trace report -x, recording | awk -F, \
	'$2 ~ /^derived_(emitted|first|again)$/ { n += $1 } END { print n }')" "$all"
is 'nothing is left' "$(probes)" 0

# Text that others patch, modules, and CPUs that come and go.  What is mapped is the same each time,
# so is the number of entries; not that of new tables, whose stores are emitted.
count() { barrier-trace stat -a -n barrier-user --per comm --json -o result.json -- "$@" >out 2>err; }
count $load
calm=$(field deferred result.json)
count sh /tests/storm.sh loop $load
is 'storm: status' $? 0
[ ! -s err ] && ok 'storm: no complaint' || { not_ok 'storm: no complaint'; diag <err; }
is 'storm: nothing else failed' "$(cat failed 2>/dev/null)" ''
is 'storm: nothing lost' "$(field lost result.json)" 0
is 'storm: as many deferred as without it' "$(field deferred result.json)" "$calm"
is 'storm: nothing is left' "$(probes)" 0

# Killed, the kernel takes them away by itself.
mkfifo go
barrier-trace stat -a -- sh -c 'echo >go; cat go' >out 2>err &
tool=$!
read -r _ <go
[ "$(probes)" -gt 0 ] && ok 'while it runs there are probes' || not_ok 'while it runs there are probes'
kill -9 $tool
wait $tool
echo >go
is 'after kill -9 nothing is left' "$(probes)" 0
finish
