#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Instructions, not time: stat and check must not become dearer than the committed results say,
# and the script for hardware must run.
. tests/tap.sh
mkdir -p build
tests/bench/bench check >build/cost.log 2>&1
report $? "$(grep ' of the empty program' build/cost.log | paste -sd';' || echo 'bench check')" build/cost.log
tests/vm/run --icount --smp 1 --add tests/bench/hardware -- \
	'modprobe barrier_load && sh /run/lab/hardware -n 200 -r 3' >build/cost.log 2>&1
report $? 'the script for hardware' build/cost.log
for row in stat stat-classic hist perf-stat; do
	# The smallest may be below nothing attached: a tick of the clock more or less.
	grep -Eq "^$row +[0-9.]+ +-?[0-9.]+ +[0-9.]+\$" build/cost.log
	report $? "it has a row for $row" build/cost.log
done
finish
