#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 37
# For recordings of any length, report's memory is bounded, and its instructions grow as the
# recording does.
. tests/tap.sh
LIMIT=64	# MiB of address space, which is more than the resident set
make -s O=build build/barrier-trace build/bench-recording >&2
data=$(mktemp) dir=$(mktemp -d) || exit 1
trap 'rm -rf "$data" "$dir"' EXIT
mkfifo "$dir/copy"
views=('' '--per task' '--per site' '--view hist' '--view hist --per comm' '--view sites -g' '--view check'
	'--view html')
exports=('--view events --format csv' '--view events --format chrome')

# limited MIB ARGUMENTS...: run report within MIB
limited()
{
	local mib=$1
	shift
	(ulimit -v $((mib * 1024)) && exec build/barrier-trace report "$@" >/dev/null 2>build/report.log)
}

# piped EVENTS OPTION VIEW: let the view read a recording of EVENTS from a pipe, which saves 400 MB of
# disk.  Succeed if it reads all, within the limit.  An event has at least 40 bytes.
piped()
{
	local ended bytes counter
	wc -c <"$dir/copy" >"$dir/bytes" & counter=$!
	# shellcheck disable=SC2086  # words
	build/bench-recording $2 "$1" - | tee "$dir/copy" | limited $LIMIT $3 -
	ended="${PIPESTATUS[*]}"
	wait $counter
	bytes=$(cat "$dir/bytes")
	[ "$ended" = '0 0 0' ] && [ "$bytes" -ge $((40 * $1)) ] && return
	echo "exit statuses $ended, $bytes bytes for $1 events" >>build/report.log
	false
}

for view in "${views[@]}"; do
	piped 10000000 '' "$view"
	report $? "10 million events need less than $LIMIT MiB: report $view" build/report.log
done
for view in '--view sites -g' '--view check' '--view html'; do
	piped 10000000 -g "$view"
	report $? "10 million events with stacks need less than $LIMIT MiB: report $view" build/report.log
done
# The view of check counts each event of the recordings.
counted=$(build/bench-recording 10000000 - | build/barrier-trace report --view check --json - | jq -s \
	'.[-1] | .emitted + .first + .again + .flush + .flush_empty + .direct + .enable + .disable + .pause + .resume')
[ "$counted" = 10000000 ]
report $? "check counts $counted of 10 million events"
build/bench-recording -g 1000000 "$data"
for view in "${exports[@]}"; do
	# shellcheck disable=SC2086
	limited $LIMIT $view "$data"
	report $? "a million events need less than $LIMIT MiB: report $view" build/report.log
done
# The limit works: report fails with too little memory.
! limited 8 "$data" 2>/dev/null
report $? 'report needs more than 8 MiB'

# instructions VIEW: print the instructions of the whole process
instructions()
{
	# shellcheck disable=SC2086
	valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \
		build/barrier-trace report $1 "$data" 2>&1 >/dev/null |
		sed -n 's/^.*I *refs: *\([0-9,]*\)$/\1/p' | tr -d ,
}

# Only the view of stacks gets stacks, because with few events reading them costs most.
declare -A count lines
for events in 0 3000 30000; do
	build/bench-recording $events "$data"
	for view in "${views[@]}" "${exports[@]}"; do count[$events$view]=$(instructions "$view"); done
	lines[$events]=$(build/barrier-trace report --view events --format chrome "$data" | wc -l)
	[ "$(build/barrier-trace report --view events --format csv "$data" | wc -l)" = $((events + 1)) ]
	report $? "the recording of $events events has as many"
	build/bench-recording -g $events "$data"
	count["$events--view sites -g"]=$(instructions '--view sites -g')
done
for view in "${views[@]}" "${exports[@]}"; do
	# Subtract the instructions of a recording without events.
	start=${count[0$view]:-0} one=${count[3000$view]:-0} ten=${count[30000$view]:-0}
	times=1100 what='ten times the events need at most eleven times the instructions'
	case $view in
	*chrome)	# draws only some events, and a larger part of the longer recording
		times=$((110 * lines[30000] / lines[3000])) what='instructions grow as the lines of output do' ;;
	esac
	[ "$start" -gt 0 ] && [ "$one" -gt "$start" ] && [ $((100 * (ten - start))) -le $((times * (one - start))) ]
	report $? "$what: report $view"
	echo "# $start, $one and $ten instructions for 0, 3,000 and 30,000 events"
done
finish
