#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# Timelines keep the rules of the trace event format, and their slices nest, whatever tasks do.
. tests/tap.sh
make -s O=build build/test_recording build/barrier-trace >&2
for data in sample lost names; do
	build/test_recording $data build/timeline-$data.data
	build/barrier-trace report --view events --format chrome -o build/timeline.json \
		build/timeline-$data.data
	python3 tests/check/timeline.py build/timeline.json >build/timeline.log 2>&1
	report $? "$data: the timeline keeps the rules: $(tail -n 1 build/timeline.log)" build/timeline.log
done
# timeline.py finds errors in a timeline.
for change in 's/"ph":"B"/"ph":"X"/' '0,/"ph":"E"/{/"ph":"E"/d}' 's/"tid":11,/"tid":"11",/' '0,/"ts":[0-9.]*/s//"ts":99999/' \
		's/"name":"batch"/"name":"section"/'; do
	sed "$change" tests/golden/report-events-chrome >build/timeline.json
	! python3 tests/check/timeline.py build/timeline.json >build/timeline.log 2>&1 &&
		! grep -q Traceback build/timeline.log
	report $? "timeline.py finds an error after $change" build/timeline.log
done
finish
