#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 37
# Recordings of any length: report's memory is bounded, and its work grows as they do.
# Neither is measured by time.
. tests/tap.sh
LIMIT=64	# MiB, of address space: more than what is ever resident
make -s O=build build/barrier-trace build/bench-recording >&2
data=$(mktemp) || exit 1
trap 'rm -f "$data"' EXIT
views=('' '--per task' '--per site' '--view hist' '--view hist --per comm' '--view sites -g' '--view check'
	'--view html')
exports=('--view events --format csv' '--view events --format chrome')

# limited MIB WORDS...: report
limited()
{
	local mib=$1
	shift
	(ulimit -v $((mib * 1024)) && exec build/barrier-trace report "$@" >/dev/null 2>build/report.log)
}

# Through a pipe: on a disk it would be 400 MB.
for view in "${views[@]}"; do
	# shellcheck disable=SC2086  # words
	build/bench-recording 10000000 - | limited $LIMIT $view -
	report $? "10 million events in $LIMIT MiB: report $view" build/report.log
done
for view in '--view sites -g' '--view check' '--view html'; do
	# shellcheck disable=SC2086
	build/bench-recording -g 10000000 - | limited $LIMIT $view -
	report $? "10 million events with stacks in $LIMIT MiB: report $view" build/report.log
done
build/bench-recording -g 1000000 "$data"
for view in "${exports[@]}"; do
	# shellcheck disable=SC2086
	limited $LIMIT $view "$data"
	report $? "a million events in $LIMIT MiB: report $view" build/report.log
done
# It is a limit.
! limited 8 "$data" 2>/dev/null
report $? 'not in 8 MiB'

# instructions VIEW: of the whole process
instructions()
{
	# shellcheck disable=SC2086
	valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \
		build/barrier-trace report $1 "$data" 2>&1 >/dev/null |
		sed -n 's/^.*I *refs: *\([0-9,]*\)$/\1/p' | tr -d ,
}

# Stacks are left out but for the view of them: reading those costs most where events are few.
declare -A count lines
for events in 0 3000 30000; do
	build/bench-recording $events "$data"
	for view in "${views[@]}" "${exports[@]}"; do count[$events$view]=$(instructions "$view"); done
	lines[$events]=$(build/barrier-trace report --view events --format chrome "$data" | wc -l)
	build/bench-recording -g $events "$data"
	count["$events--view sites -g"]=$(instructions '--view sites -g')
done
for view in "${views[@]}" "${exports[@]}"; do
	# What there is without any event is not theirs.
	start=${count[0$view]:-0} one=${count[3000$view]:-0} ten=${count[30000$view]:-0}
	times=1100 what='ten times the events, at most eleven times the instructions'
	case $view in
	*chrome)	# draws some events only, more of them in the longer one
		times=$((110 * lines[30000] / lines[3000])) what='instructions grow as the lines do' ;;
	esac
	[ "$start" -gt 0 ] && [ "$one" -gt "$start" ] && [ $((100 * (ten - start))) -le $((times * (one - start))) ]
	report $? "$what: report $view"
	echo "# $start, $one and $ten instructions for 0, 3,000 and 30,000 events"
done
finish
