#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# stat and check do not cost more instructions than the committed results say, and the script for
# hardware runs.
. tests/tap.sh
mkdir -p build
tests/bench/bench check >build/cost.log 2>&1
report $? "$(grep ' of the empty program' build/cost.log | paste -sd';' || echo 'bench check')" build/cost.log
tests/vm/run --icount --smp 1 --add tests/bench/hardware -- \
	'modprobe barrier_load && sh /run/lab/hardware -n 200 -r 3' >build/cost.log 2>&1
report $? 'the script for hardware succeeds' build/cost.log
for row in stat stat-classic hist perf-stat; do
	# The smallest value may be negative, by a tick of the clock.
	grep -Eq "^$row +[0-9.]+ +-?[0-9.]+ +[0-9.]+\$" build/cost.log
	report $? "the script for hardware has a row for $row" build/cost.log
done
finish
