#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 8
# Each format of each view marks a recording that was cut or damaged, and no sum of losses is 0
# because it does not fit.
. tests/tap.sh
make -s O=build build/barrier-trace build/test_recording >&2 || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
whole=$work/whole file=$work/file out=$work/out
build/test_recording sample "$whole" || exit 1

# lost VIEW FORMAT: print the number of lost events that the output in $out names, "-" if none
lost()
{
	case $1/$2 in
	# jq would round a number above 2^53.
	*/json) jq -e . "$out" >/dev/null && sed -n 's/.*"lost":\([0-9]*\).*/\1/p' "$out" | tail -n 1 ;;
	events/chrome) jq -e . "$out" >/dev/null && sed -n 's/.*"events_lost":\([0-9]*\).*/\1/p' "$out" ;;
	stat/csv|sites/csv) sed -n "s/^\(.*,\)\{0,1\}\([0-9]*\),lost\$/\2/p" "$out" | tail -n 1 ;;
	hist/csv) sed -n 's/^(all),,lost,,,\([0-9]*\)$/\1/p' "$out" ;;
	events/csv) sed -n 's/^,,,,,lost,.*,\([0-9]*\) events$/\1/p' "$out" ;;
	stat/openmetrics) sed -n 's/^barrier_trace_lost_total //p' "$out" ;;
	hist/svg) sed -n 's/.*>\([0-9,]*\) events or samples lost<.*/\1/p' "$out" ;;
	check/ktap) sed -n 's/^not ok [0-9]* No event was lost. # //p' "$out" ;;
	html/html) sed -n 's/.*<dt>events lost<\/dt><dd class="violated">\([0-9,]*\)<.*/\1/p' "$out" ;;
	sites/folded) sed -n 's/^barrier-trace: \([0-9]*\) events were lost.*/\1/p' "$work/err" ;;
	events/text) sed -n 's/^# [0-9]* events.*, \([0-9]*\) lost.*/\1/p' "$out" ;;
	*/text) sed -n 's/^ *\([0-9,]*\)  *events\( or samples\)\{0,1\} \(lost\|LOST\).*/\1/p' "$out" | tail -n 1 ;;
	esac | tr -d ,
}

# formats VIEW: print the formats that the view has, which the tool names itself
formats() { build/barrier-trace report --view "$1" --format nothing "$whole" 2>&1 | sed 's/.* has //; s/,//g; s/ or / /'; }

# each WHAT WANTED: pass for each view and format if it names WANTED lost events in $file
each()
{
	local view format got
	for view in stat hist sites check events html; do
		for format in $(formats $view); do
			build/barrier-trace report --view $view --format "$format" "$file" >"$out" 2>"$work/err"
			got=$(lost $view "$format")
			[ "${got:--}" = "$2" ]
			report $? "$1: $view as $format names the loss" "$work/err"
			[ "${got:--}" = "$2" ] || echo "#   $view $format: ${got:--}, not $2"
		done
	done
}

ends() { python3 tests/check/cut.py chunks "$whole" | cut -d ' ' -f 1; }
last=$(ends | tail -n 1)
[ "$last" = "$(stat -c %s "$whole")" ]
report $? 'cut.py finds the end of the last chunk'
# Behind each chunk but the last, and in the middle of a chunk
for end in $(ends | head -n -1); do
	head -c "$end" "$whole" >"$file"
	each "cut at byte $end" 1
done
head -c $((end + 20)) "$whole" >"$file"
each "cut at byte $((end + 20))" 1
verdict=$(build/barrier-trace report --view check --json -n nobody "$file" 2>/dev/null | jq -r 'select(.verdict).verdict')
[ "$verdict" = incomplete ]
report $? 'a cut recording without a violation: the verdict is incomplete'
# A byte that is wrong loses no more than the chunks from there on
before=$(build/barrier-trace report --json "$file" 2>/dev/null | jq 'select(.type == "total").queued')
all=$(build/barrier-trace report --json "$whole" | jq 'select(.type == "total").queued')
[ "$before" = "$all" ]
report $? 'a cut behind the events loses none of them'

# A cut in the middle of a chunk loses the event that it hits, and those behind it.
read -r end _ size < <(python3 tests/check/cut.py chunks "$whole" | grep EVNT)
events=$((size / 40))
for kept in 1 2 $((events - 1)); do
	head -c $((end - size + 40 * kept + 39)) "$whole" >"$file"
	got=$(build/barrier-trace report --view events --json "$file" 2>/dev/null | grep -c '"type":"event"')
	[ "$got" = "$kept" ]
	report $? "a cut in event $((kept + 1)) of $events keeps the $kept before it"
	each "cut in event $((kept + 1))" 1
done

# Counters that add up to 2^64, and to more
python3 tests/check/cut.py losses "$whole" "$file" 18446744073709551615 1
each 'losses of 2^64' 9223372036854775807
python3 tests/check/cut.py losses "$whole" "$file" 9223372036854775808 9223372036854775808 5
each 'losses of 2^64 + 5' 9223372036854775807
build/barrier-trace report --strict "$file" >"$out" 2>"$work/err"
[ $? = 3 ]
report $? 'losses of 2^64 + 5: --strict exits with status 3'
build/barrier-trace diff "$whole" "$file" >"$out" 2>"$work/err"
[ $? = 1 ] && grep -q "^barrier-trace: cannot read $file: Numerical result out of range" "$work/err"
report $? 'losses of 2^64 + 5: diff refuses the recording' "$work/err"
build/barrier-trace report --json "$file" >"$work/json"
build/barrier-trace diff "$work/json" "$work/json" >"$out" 2>"$work/err"
[ $? = 1 ]
report $? 'losses of 2^64 + 5: diff refuses the result' "$work/err"
finish
