#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# waits: on
# weight: 54
# kernel: debian:7.2.12
# smp: 2
# On a distribution's own kernel every command chooses probes by itself, works, and leaves none
# behind.
. /tests/ktap.sh

LIST=/sys/kernel/debug/kprobes/list
probes() { wc -l <$LIST; }

# The load makes BPF arrays, which are vmalloc-ed, so the counts have a lower bound.
load='barrier-user -n 10 vmalloc'
barrier-trace stat -a -- $load >out 2>err
is 'stat: exits with status 0' $? 0
diag <out
[ ! -s err ] && ok 'stat prints no warning' || { not_ok 'stat prints no warning'; diag <err; }
like 'stat says that it used kprobes' out 'By kprobes at [0-9]+ places \(--scope=kernel\)'
like 'stat says what it did not look at' out 'Not looked at: [0-9]+ places'
like 'stat shows how much was derived' out '[0-9,]+ +of deferred derived, the rest observed'
like 'stat: no event is lost' out ' 0 +events lost'

barrier-trace stat -n 'barrier-user' -a --per comm --json -- $load >result.json
is 'stat --json: exits with status 0' $? 0
like 'stat --json has scope and number of the probes' result.json '"attach":"probes".*"probes":\{"scope":"kernel","places":[1-9]'
for n in first flush again; do
	[ "$(field $n result.json)" -ge 10 ] && ok "stat --json: $n is at least 10" || not_ok "stat --json: $n is at least 10"
done
none 'stat --json: the counts obey their identities' "$(broken_identities <result.json)"
is 'stat leaves no kprobe' "$(probes)" 0
barrier-trace stat -a -x, -- $load >out 2>err
like 'stat -x shows how much was derived' out '^[1-9][0-9]*,derived_again$'
barrier-trace stat -a --format openmetrics -- $load >out 2>err
like 'stat --format openmetrics shows how much was derived' out '^barrier_trace_derived_total\{counter="again"\} [1-9]'
barrier-trace top -a --batch -- $load >out 2>err
is 'top: exits with status 0' $? 0
like 'top shows how much was derived' out '^by kprobes: [1-9][0-9,]* of [0-9,]+ events derived'

barrier-trace hist -a -- $load >out 2>err
is 'hist: exits with status 0' $? 0
like 'hist shows batches' out 'batch'
like 'hist says that it used kprobes' out 'By kprobes at'
like 'hist shows how much was derived' out ' derived: +[1-9]'
barrier-trace sites -a -- $load >out 2>err
is 'sites: exits with status 0' $? 0
like 'sites names the functions that defer' out 'vmap_small_pages_range_noflush|vmap_range_noflush|vmap_pages_pte_range'
like 'sites shows how much was derived' out '[1-9][0-9,]* +of queued derived, the rest observed'
barrier-trace check -a -- $load >out 2>err
is 'check: exits with status 0' $? 0
like 'check: the verdict is partial, and names the share' out 'verdict: partial, [0-9]+\.[0-9] % of the events judged'
like 'check says what it cannot see' out 'not looked at: probes do not see sections'
like 'check shows how much was derived' out '[1-9][0-9,]* +not judged: derived by probes'
like 'check counts the sites that deferred' out '[1-9][0-9,]* +sites that deferred'
barrier-trace check -a --strict -- $load >out 2>err
is 'check: a partial verdict and --strict exit with status 3' $? 3
barrier-trace record -g -a -o recording -- $load >out 2>err
is 'record: exits with status 0' $? 0
like 'record says how much was derived' err '[0-9,]+ events \([1-9][0-9,]* derived, the rest observed\)'
for view in stat hist sites check; do
	barrier-trace report --view $view recording >out 2>err
	is "report --view $view: exits with status 0" $? 0
	like "report --view $view says that kprobes made the recording" out 'By kprobes at'
	like "report --view $view shows how much was derived" out '[1-9][0-9,]* +(of [a-z]+|not judged:) derived|derived: +[1-9]'
done
# The views count the same events, so their numbers of derived stores are equal.
all=$(barrier-trace report --view events -x, recording | awk -F, '$NF == 1' | grep -c 'queue (')
counted 'report: sites has as many derived stores as events' \
	"$(barrier-trace report --view sites -x, recording | sed -n 's/^(all),\([0-9]*\),derived$/\1/p')" "$all"
counted 'report: stat has as many derived stores as events' "$(barrier-trace report -x, recording | awk -F, \
	'$2 ~ /^derived_(emitted|first|again)$/ { n += $1 } END { print n }')" "$all"
is 'no command leaves a kprobe' "$(probes)" 0

# The storm patches the kernel's text, loads modules and takes CPUs away.  The load maps as many
# entries each time, so deferred must be equal.  The number of new tables differs, but stores of
# tables are emitted.
count() { barrier-trace stat -a -n barrier-user --per comm --json -o result.json -- "$@" >out 2>err; }
count $load
calm=$(field deferred result.json)
count sh /tests/storm.sh loop $load
is 'storm: exits with status 0' $? 0
[ ! -s err ] && ok 'storm: stat prints no warning' || { not_ok 'storm: stat prints no warning'; diag <err; }
none 'storm: no background load failed' "$(cat failed 2>/dev/null)"
is 'storm: no event is lost' "$(field lost result.json)" 0
counted 'storm: as many stores are deferred as without it' "$(field deferred result.json)" "$calm"
is 'storm: no kprobe is left' "$(probes)" 0

# The kernel removes the kprobes of a tool that is killed.
mkfifo go
barrier-trace stat -a -- sh -c 'echo >go; cat go' >out 2>err &
tool=$!
read -r _ <go
[ "$(probes)" -gt 0 ] && ok 'while stat runs there are kprobes' || not_ok 'while stat runs there are kprobes'
kill -9 $tool
wait $tool
echo >go
is 'kill -9: no kprobe is left' "$(probes)" 0
finish
