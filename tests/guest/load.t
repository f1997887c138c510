#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# weight: 55
# kernel: 7.2
# smp: 2
# The same object and binary on another kernel: loads, attaches, counts.
. /tests/ktap.sh

modprobe barrier_load || exit 1
barrier-trace info >out
is 'info: status' $? 0
diag <out
for attach in btf classic; do
	for scenario in $SCENARIOS; do
		barrier-trace stat --attach $attach -a -n 'bl:*' --json -o result.json -- \
			barrier-load -t 2 -n 50 $scenario >expected.json
		wrong=''
		for c in $COUNTS; do
			[ "$(field $c result.json)" = "$(field $c expected.json)" ] || wrong="$wrong $c"
		done
		is "$attach, $scenario" "$wrong" ''
	done
done
finish
