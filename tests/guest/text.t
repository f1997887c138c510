#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 40
# kernel: 7.3 6.12-g2
# smp: 2
# check reads in the text of modules what no event shows, also when the module is gone at once, and
# names their functions.
. /tests/ktap.sh

# run ARGUMENTS...: run check, which sets result and status; modprobe fails, as it has to
run() { barrier-trace check -a --allow 'flush_*' --json -o result "$@" >out 2>err; status=$?; }
# sites INVARIANT: print the functions of the violations.  The first event of a line is the site's,
# those behind it are the history's.
sites()
{
	grep '^{"type":"violation","invariant":"'"$1"'"' result | sed 's/"event":/@/' |
		sed -n 's/.*@"[^"]*","ip":"[^"]*","site":"\([a-z_]*\)+0x[0-9a-f]* \[barrier_broken\]".*/\1/p' |
		sort | tr '\n' ' '
}
# undecided FILE: count the sites whose text tells nothing
undecided() { grep -o '"text":"undecided"' "$1" | wc -l; }
names() { for name in $2; do echo "$1_$name"; done | sort | tr '\n' ' '; }

right='right strong system outer'
wrong='no_isb no_dsb nshst loads dmb swapped late skipped half_skipped'
run -- sh -c 'modprobe barrier_broken; true'
is 'all: check exits with status 2' $status 2
is 'all: I22 names each function that flushes wrongly, and no other' "$(sites I22)" "$(names flush "$wrong")"
is 'all: I23 names each function that emits wrongly, and no other' "$(sites I23)" "$(names emit "$wrong")"
is 'all: nothing is undecided' "$(undecided result)" 0
for how in $right; do
	run -- sh -c "modprobe barrier_broken how=$how; true"
	none "$how: nothing is found" "$(found)"
	is "$how: the verdict is clean" "$(verdict)" clean
	counted "$how: each flush executes" "$(field executing result)" "$(field flushers result)"
	counted "$how: each store executes" "$(field emitters_executing result)" "$(field emitters result)"
done
for how in no_isb skipped; do
	run -- sh -c "modprobe barrier_broken how=$how; true"
	is "$how alone: both sites are found" "$(sites I22)$(sites I23)" "flush_$how emit_$how "
done
run -- sh -c 'modprobe barrier_broken how=jumped; true'
none 'jumped: nothing is found' "$(found)"
is 'jumped: one site is undecided' "$(undecided result)" 1
like 'jumped: JSON names the site and the reason' result \
	'"site":"emit_jumped\+0x[0-9a-f]+ \[barrier_broken\]","text":"undecided","reason":"an indirect branch'
is 'jumped: the verdict is partial' "$(verdict)" partial
like 'jumped: I23 is judged in part' result '"I23","state":"judged in part"'
run --strict -- sh -c 'modprobe barrier_broken how=jumped; true'
is 'jumped: check --strict exits with status 3' $status 3
jumped='modprobe barrier_broken how=jumped; true'
barrier-trace check -a --allow 'flush_*' -o text -- sh -c "$jumped" 2>err
like 'jumped: the text names the site and the reason' text \
	'emits undecided emit_jumped\+0x[0-9a-f]+ \[barrier_broken\]: an indirect branch'
none 'without -v nobody looks for calls that were not passed' "$(grep 'not passed' text)"
barrier-trace check -a -v --allow 'flush_*' -o text -- sh -c "$jumped" 2>err
like 'jumped: -v lists the sites that execute, too' text 'flushes executes [a-z_]+\+0x'
for kind in queue flush; do
	like "jumped: -v counts the calls that report a $kind event" text \
		"calls in the kernel that report a $kind event, [0-9,]+ not passed"
done

# Names of a module that is gone, in each view: modprobe says that it fails.  busybox's modprobe loads
# such a module twice.
vmalloc='modprobe test_vmalloc run_test_mask=1 test_loop_count=20 nr_threads=1; true'
broken='modprobe barrier_broken how=right; true'
# foreign FILE: print symbols in modules that this load does not have
foreign() { grep -o '"[A-Za-z_0-9.]*+0x[0-9a-f]* \[[^]]*\]' "$1" | grep -vE '\[(test_vmalloc|barrier_broken|bpf)\]'; }
# bare FILE: print addresses without a name
bare() { grep -oE '"(symbol|site)":"0x[0-9a-f]+"' "$1"; }
barrier-trace sites -a --json -o sites -- sh -c "$vmalloc" 2>err
none 'sites: no other module is named' "$(foreign sites)"
like 'sites: the module that is gone is named' sites '"symbol":"fix_size_alloc_test\+0x[0-9a-f]+ \[test_vmalloc\]"'
none 'sites: no address is without a name' "$(bare sites)"
barrier-trace sites -a --json -o sites -- sh -c "$broken" 2>err
like 'sites: the function that emitted is named' sites '"site":"emit_right\+0x[0-9a-f]+ \[barrier_broken\]"'
barrier-trace stat -a --per site --json -o stat -- sh -c "$broken" 2>err
like 'stat --per site: the function that emitted is named' stat '"site":"emit_right\+0x[0-9a-f]+ \[barrier_broken\]"'
barrier-trace hist -a --per site --json -o hist -- sh -c "$broken" 2>err
like 'hist --per site: the function that deferred is named' hist '"site":"flush_right\+0x[0-9a-f]+ \[barrier_broken\]"'
# Two modules, the second of which may be where the first one was
barrier-trace record -a -g -o data -- sh -c "$vmalloc; $broken" 2>err
barrier-trace report --view sites --json -o sites data
none 'record: no other module is named' "$(foreign sites)"
barrier-trace report --view events --format json -o events data
like 'record: an event names the function that emitted' events '"site":"emit_right\+0x[0-9a-f]+ \[barrier_broken\]"'
none 'record: no event is without a name' "$(bare events)"
barrier-trace record -a -g -o data -- sh -c "$vmalloc" 2>err
barrier-trace report --view sites --json -o sites data
like 'record: the module that is gone is named' sites '"symbol":"fix_size_alloc_test\+0x[0-9a-f]+ \[test_vmalloc\]"'
none 'record: no address is without a name' "$(bare sites)"
finish
