#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# diff exits with the right status, and prints one clear line for each error.
. tests/tap.sh
make -s O=build build/barrier-trace >&2 || exit 1
r=tests/golden/results
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# gives STATUS WHAT LINES PATTERN ARGS...: pass if diff exits with STATUS and prints LINES lines to
# stderr, one of them with PATTERN
gives()
{
	local want=$1 what=$2 lines=$3 pattern=$4 got
	shift 4
	build/barrier-trace diff "$@" >"$work/out" 2>"$work/err" <"${input-/dev/null}"
	got=$?
	[ $got = "$want" ] && [ "$(wc -l <"$work/err")" = "$lines" ] &&
		{ [ "$lines" = 0 ] || grep -qF -e "$pattern" "$work/err"; }
	report $? "$what: diff exits with status $want and prints $lines lines to stderr" "$work/err"
	[ "$got" = "$want" ] || echo "#   status $got"
}

gives 0 'two results' 0 '' $r/g0-comm.json $r/g3-comm.json
gives 0 'a condition that does not hold' 0 '' --fail-if 'barriers > +5%' $r/g0-comm.json $r/g3-comm.json
gives 5 'a condition that holds' 1 "--fail-if 'barriers < -2%': 97881.4 in A, 95728.2 in B (-2.20 %)" \
	--fail-if 'barriers < -2%' $r/g0-comm.json $r/g3-comm.json
gives 5 'two of three that hold' 2 "--fail-if 'direct == 0'" --fail-if 'saving > 0.02' \
	--fail-if 'queued > +1%' --fail-if 'direct == 0' $r/g0-comm.json $r/g3-comm.json
gives 0 'rows of another key' 2 'rows per level, B per comm' $r/g3-level.json $r/g3-comm.json
gives 0 'rows of another key, quiet' 0 '' -q $r/g3-level.json $r/g3-comm.json
gives 0 'a loss' 2 'the comparison is incomplete' tests/golden/json-comm $r/hostile.json
gives 3 'a loss, strictly' 2 'the comparison is incomplete' --strict tests/golden/json-comm $r/hostile.json
gives 3 'a loss in A, strictly' 2 'the comparison is incomplete' --strict $r/hostile.json tests/golden/json-comm
gives 3 'a loss and a condition' 3 "--fail-if 'lost > 0'" --strict --fail-if 'lost > 0' \
	tests/golden/json-comm $r/hostile.json
input=$r/g3-comm.json gives 0 'standard input' 0 '' - $r/g3-comm.json
gives 1 'standard input, empty' 1 'standard input: it is empty' - $r/g3-comm.json

cp $r/g0-comm.json "$work/kept.json"
gives 1 'a result as the output' 2 'it is a result to compare' -o "$work/kept.json" $r/g3-comm.json "$work/kept.json"
cmp -s $r/g0-comm.json "$work/kept.json"
report $? 'a result as the output is kept'

# diff counts recordings as report does.
make -s O=build build/test_recording >&2 || exit 1
for data in sample lost; do build/test_recording $data "$work/$data"; done
head -c 700 "$work/sample" >"$work/cut"
for per in task process comm cpu level site; do
	build/barrier-trace report --per $per --json -o "$work/json" "$work/sample"
	gives 0 "a recording by $per" 0 '' --per $per --fail-if 'elapsed_ns != +0%' --json "$work/sample" "$work/json"
	rows=$(grep -c '"type":"row"' "$work/json")
	[ "$(grep -c '"type":"row".*"in":"both","equal":true' "$work/out")" -gt 0 ] && [ "$rows" -gt 0 ] &&
		! grep '"type":"row"' "$work/out" | grep -qv '"equal":true'
	report $? "a recording by $per: every row equals that of report" "$work/out"
done
gives 0 'a recording that lacks events' 1 'the comparison is incomplete' "$work/sample" "$work/lost"
gives 3 'a recording that is cut, strictly' 2 'the comparison is incomplete' --strict "$work/sample" "$work/cut"
input=$work/sample gives 1 'a recording from standard input' 1 'neither' - "$work/sample"

gives 129 'no result' 2 'two results' --json
gives 129 'one result' 2 'two results' $r/g0-comm.json
gives 129 'three results' 2 'not more' a b c
gives 129 'standard input twice' 2 'one result only' - -
for text in 'barriers' 'barriers > ' 'barriers > 5 percent' 'barriers = 5'; do
	gives 129 "--fail-if '$text'" 2 'not FIELD OP' --fail-if "$text" $r/g0-comm.json $r/g3-comm.json
done
gives 129 '--fail-if of no field' 2 'no such field' --fail-if 'forks > 5' $r/g0-comm.json $r/g3-comm.json
gives 129 '--fail-if of no unit' 2 'no such --unit' --fail-if 'barriers/page > 5' $r/g0-comm.json $r/g3-comm.json
for text in 5 =x 5= 0=x -1=x nan=x 1:=x :1=x 1:0=x '1=a b' 1e999=x 0x10=x; do
	gives 129 "--unit $text" 2 'not N=NAME' --unit "$text" $r/g0-comm.json $r/g3-comm.json
done
gives 129 '-s of no count' 2 'no such count' -s saving $r/g0-comm.json $r/g3-comm.json
gives 129 '--format' 2 'text, json or csv' --format openmetrics $r/g0-comm.json $r/g3-comm.json
gives 129 '-x of nothing' 2 'must not be empty' -x '' $r/g0-comm.json $r/g3-comm.json
gives 129 '--rows 0' 2 'not a number' --rows 0 $r/g0-comm.json $r/g3-comm.json

gives 1 'no such file' 1 'cannot read nonsense: No such file' $r/g0-comm.json nonsense
gives 1 'a directory' 1 'Is a directory' $r $r/g3-comm.json
gives 1 'an empty file' 1 'it is empty' /dev/null $r/g3-comm.json
gives 1 'a file without end' 1 'neither a result' /dev/zero $r/g3-comm.json
gives 1 'a program' 1 'neither a result' build/barrier-trace $r/g3-comm.json
gives 1 'a result of check' 1 "tests/golden/check-json:1: a result of 'check', not of stat" \
	$r/g3-comm.json tests/golden/check-json
head -n 3 $r/g3-comm.json >"$work/cut"
gives 1 'a result that is cut off' 1 'cut off: 3 lines, and no total' "$work/cut" $r/g3-comm.json
gives 1 'a comparison' 1 "a result of 'diff', not of stat" $r/g3-comm.json tests/golden/diff-json-repeat
gives 1 'no room for the output' 1 'No space left' -o /dev/full $r/g0-comm.json $r/g3-comm.json
gives 1 'no directory for the output' 1 'No such file' -o /nonsense/x $r/g0-comm.json $r/g3-comm.json

for format in text json csv; do
	build/barrier-trace diff --format $format tests/golden/json-comm $r/hostile.json >"$work/out" 2>&1
	! LC_ALL=C grep -q '[^[:print:]]' <(tr -d '\n' <"$work/out" | sed 's/\xc3\xbc//; s/\xe2\x80\xae//')
	report $? "$format: no control character of a name reaches the terminal"
done
# What one side has not seen.  The header of a result names its backend and the kind of its tasks.
sed 's/"scope":"system"/"scope":"command"/' tests/golden/json-none >"$work/command"
gives 1 'tasks of two kinds' 2 '(command): their tasks are of different kinds' \
	tests/golden/json-none "$work/command"
sed 's/"scope":"system",//' tests/golden/json-none >"$work/unknown"
gives 0 'a result that does not name its tasks' 0 '' tests/golden/json-none "$work/unknown"
build/barrier-trace diff tests/golden/json-none "$work/unknown" | grep -c 'tasks: not known' >"$work/n"
[ "$(cat "$work/n")" = 1 ]
report $? 'text: tasks of such a result are not known'
gives 0 'tracepoints and probes' 2 'A is by tracepoints, B by probes: compared is what both see' \
	tests/golden/json-none tests/golden/json-probes-none
gives 3 'places that only one side saw, and --strict' 3 'B did not see 203 places' --strict \
	tests/golden/json-none tests/golden/json-probes-none
[ "$(build/barrier-trace diff --json tests/golden/json-none tests/golden/json-probes-none 2>"$work/err" |
	jq -c 'select(.type == "header").differs')" = '["backend","coverage"]' ]
report $? 'JSON: the header names what differs' "$work/err"
sed 's/"attach":"btf","backend":"tracepoints"/"attach":"probes","backend":"probes","probes":{"scope":"kernel"}/' \
	tests/golden/hist-json-none >"$work/hist"
gives 0 'histograms by tracepoints and by probes' 1 'not sections, and windows by probes contain their exceptions' \
	tests/golden/hist-json-none "$work/hist"
[ "$(build/barrier-trace diff --json tests/golden/hist-json-none "$work/hist" 2>"$work/err" |
	jq -r 'select(.type == "metric").metric' | sort -u | tr '\n' ' ')" = 'batch run window ' ]
report $? 'histograms by tracepoints and by probes: sections are not compared' "$work/err"
finish
