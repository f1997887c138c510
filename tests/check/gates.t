#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 4
# The long runs (hunt, soak, truth, compare, bench) fail where a guest has done nothing, has lost events that
# nothing explains, or has not said something.  A stub plays the guest, so this needs none.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tests/vm"
cp -r tests/hunt tests/soak tests/bench tests/truth tests/made.py "$work/tests/"
cat >"$work/tests/vm/run" <<'END'
#!/bin/sh
cat "$GUEST"
exit "$(cat "$GUEST.status")"
END
chmod +x "$work/tests/vm/run"
export GUEST=$work/guest PYTHONDONTWRITEBYTECODE=1

# fails WHAT WORDS, passes WHAT: judge the last run, by its status and its log
fails()
{
	[ "$(cat "$work/status")" = 1 ] && grep -qF -e "$2" "$work/log"
	report $? "$1" "$work/log"
}
passes()
{
	[ "$(cat "$work/status")" = 0 ]
	report $? "$1" "$work/log"
}
run() { "$work/tests/$1" "${@:2}" >"$work/log" 2>&1; echo $? >"$work/status"; }

# total EVENTS LOST [CAUSE [VIOLATIONS [LOOKS]]]: print the total of a check
total()
{
	local verdict=clean
	[ "$2" = 0 ] || verdict=incomplete
	printf '{"type":"total","verdict":"%s","violations":%d,"others":0,"unreported":0,"suspect":0,"emitted":%d,' $verdict "${4-0}" "$1"
	printf '"first":0,"again":0,"flush":0,"flush_empty":0,"direct":0,"enable":0,"disable":0,"pause":0,"resume":0,"skipped":0,'
	printf '"to_user":%d,"work_end":0,"task_end":0,"fork":0,"lost":%d,"losses":{"missed_queue":0,"%s":%d}}\n' "${5-1000}" "$2" "${3-missed_flush}" "$2"
}
# guest STATUS LINES...: what the next guest prints
guest() { echo "$1" >"$GUEST.status"; { echo 7.3.4-7.3; cat; } >"$GUEST"; }
# runs [LOAD]...: print how often each load has run, the given ones never
runs()
{
	local load
	for load in $loads; do
		case " $* " in *" $load "*) echo "runs $load 0" ;; *) echo "runs $load 3" ;; esac
	done
}

# soak
loads='scenarios vmalloc modules forks stress text hotplug stop'
soak() { run soak/soak --duration 100s "$@"; }
{ total 100000 0; runs; } | guest 0
soak --kernel 7.3
passes 'soak: a kernel that is right passes'
{ total 100000 0; runs; } | guest 7
soak --kernel 7.3
fails 'soak: a guest that fails is a failure' 'the guest ended with 7'
runs | guest 0
soak --kernel 7.3
fails 'soak: a run without a check is a failure' 'no check has ended'
{ total 100000 0 missed_flush 1; runs; } | guest 0
soak --kernel 7.3
fails 'soak: a violation is a failure' 'something was found'
{ total 1999 0; runs; } | guest 0
soak --kernel 7.3
fails 'soak: too few events are a failure' '1999 events in 100 s are too few'
{ total 100000 0 missed_flush 0 199; runs; } | guest 0
soak --kernel 7.3
fails 'soak: too few looks are a failure' '199 looks in 100 s are too few'
{ total 100000 0; runs text; } | guest 0
soak --kernel 7.3
fails 'soak: a load that did not run is a failure' 'these loads did not run: text'
{ total 100000 1; runs; } | guest 0
soak --kernel 7.3
fails 'soak: a loss on an ordinary kernel is a failure' '1 events lost, and 0 are explained'
for flavour in pagealloc:250 kfence:30; do
	{ total 1000000 ${flavour#*:}; runs; } | guest 0
	soak --kernel "7.3+${flavour%:*}"
	passes "soak: with ${flavour%:*} a loss that is explained passes"
	{ total 1000000 $((${flavour#*:} + 1)); runs; } | guest 0
	soak --kernel "7.3+${flavour%:*}"
	fails "soak: with ${flavour%:*} a larger loss is a failure" 'are explained'
	{ total 1000000 1 no_slot; runs; } | guest 0
	soak --kernel "7.3+${flavour%:*}"
	fails "soak: with ${flavour%:*} a loss of another cause is a failure" 'of a cause that nothing explains'
done

# hunt
strict() { printf 'strict %s\n' "hidden ${1-100000}" "completed ${2-100000}" 'early 0' "premature ${3-0}" "unasked ${4-0}" 'abandoned 0'; }
loads='scenarios vmalloc modules forks stress text hotplug stop bpf tracer'
hunt() { run hunt/hunt --duration 100s --guest "$@"; }
{ total 100000 0; runs; strict; } | guest 0
hunt plain
passes 'hunt: a kernel that is right passes'
{ total 5 987654; printf 'runs %s 0\n' $loads; strict 1 1; } | guest 0
hunt plain
fails 'hunt: one incomplete check, no load and one hidden entry are a failure' 'hidden: 1 in 100 s are too few'
{ total 100000 0; runs; strict 1499 1499; } | guest 0
hunt plain
fails 'hunt: too few hidden entries are a failure' 'hidden: 1499 in 100 s are too few'
{ total 1999 0; runs; strict; } | guest 0
hunt plain
fails 'hunt: too few events are a failure' 'events: 1999 in 100 s are too few'
{ total 100000 0; runs text bpf tracer; strict; } | guest 0
hunt plain
fails 'hunt: too few loads are a failure' 'only 7 loads have run'
{ total 100000 1; runs; strict; } | guest 0
hunt plain
fails 'hunt: a loss in a guest that explains none is a failure' '1 events lost, and 0 are explained'
{ total 100000 41; runs; strict; printf 'suite kfence t%d passed\n' {1..20}; } | guest 0
hunt debug
fails 'hunt: a loss beyond what is explained is a failure' '41 events lost, and 40 are explained'
{ total 100000 40; runs; strict; printf 'suite kfence t%d passed\n' {1..20}; } | guest 0
hunt debug
passes 'hunt: a loss that is explained passes'
{ total 100000 0; runs; strict; printf 'suite kfence t%d passed\n' {1..19}; } | guest 0
hunt debug
fails 'hunt: too few tests of a suite are a failure' 'suite kfence: 19 tests passed'
{ total 100000 0; runs; } | guest 0
hunt plain
fails 'hunt: a kernel without counts is a failure' 'the kernel gave no counts'
{ total 100000 0; runs; strict 100000 100000 1; } | guest 0
hunt plain
fails 'hunt: a premature access that check does not show is a failure' 'the kernel has counted what no check has shown'
{ total 100000 0; runs; strict 100000 90000; } | guest 0
hunt plain
fails 'hunt: entries that are never completed are a failure' 'of 100000 hidden entries only 90000 were completed'
{ total 100000 0; runs; strict; } | guest 128
hunt plain
fails 'hunt: a guest that dies is a failure' 'the guest ended with 128'

# compare
# workloads QUEUED INSTRUCTIONS LOST [NUMBER]
workloads()
{
	local i
	for ((i = 1; i <= ${4-13}; i++)); do
		printf 'w%d\t10\t%s\t{"queued":%d,"emitted":1,"deferred":1,"flush":1,"barriers":1,"avoided":1,"lost":%d}\n' "$i" "$2" "$1" "$3"
	done
}
compare() { PATH=$work/bin:$PATH run bench/compare --output "$work/COMPARE.md" 7.3; }
mkdir "$work/bin"
printf '#!/bin/sh\necho a version\n' | tee "$work/bin/qemu-system-aarch64" >"$work/bin/aarch64-linux-gnu-gcc"
chmod +x "$work"/bin/*
workloads 100 1000 0 | guest 0
compare
passes 'compare: workloads that ran pass'
grep -q '^- commit unknown: 7.3 is Linux 7.3.4-7.3$' "$work/COMPARE.md"
report $? 'compare: the table says what it is of' "$work/COMPARE.md"
workloads 100 1000 1 | guest 0
compare
fails 'compare: a loss is a failure' '1 events lost'
workloads 49 1000 0 | guest 0
compare
fails 'compare: a workload that did nothing is a failure' 'the workload did not run'
workloads 100 - 0 | guest 0
compare
fails 'compare: instructions that were not counted are a failure' 'no instructions were counted'
workloads 100 1000 0 12 | guest 0
compare
fails 'compare: a workload that is missing is a failure' '12 workloads of 13'

# What Python can judge without a guest, TAP of its own
tests/check/gates.py >"$work/log" 2>&1
report $? 'truth, stock and bench: gates.py finds that they judge' "$work/log"
sed 's/^/# /' "$work/log"
finish
