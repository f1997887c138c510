#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 20
# kernel: 7.2
# smp: 2
# One tool and one set of BPF objects load, attach and count exactly on another kernel.
. /tests/ktap.sh

modprobe barrier_load || exit 1
barrier-trace info >out
is 'info: exits with status 0' $? 0
diag <out
for s in $SCENARIOS; do echo "barrier-load -t 2 -n 50 $s || exit 1"; done >load
for attach in btf classic; do
	barrier-trace stat --attach $attach -a -n 'bl:*' --per comm --json -o result.json -- \
		sh load >expected.json
	is "$attach: stat exits with status 0 and loses no event" "$? $(field lost result.json)" '0 0'
	for scenario in $SCENARIOS; do
		expected=$(grep "\"scenario\":\"$scenario\"" expected.json)
		row=$(rows result.json | grep "\"comm\":\"$(printf 'bl:%.12s' $scenario)\"")
		wrong=''
		for c in $COUNTS; do
			# A scenario without events has no row.
			n=$(echo "$row" | field $c)
			[ "${n:-0}" = "$(echo "$expected" | field $c)" ] || wrong="$wrong $c"
		done
		none "$attach, $scenario: all counts are those of the load" "$wrong"
	done
done
finish
