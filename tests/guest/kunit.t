#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 2
# kernel: 7.3 7.2 6.12-g0 6.12-g1 6.12-g2
# The KUnit suite of the series checks each event and field through a probe, on each generation of
# the logic.  If the kernel has a suite of the mode itself, that passes, too.
. /tests/ktap.sh

RESULTS=/sys/kernel/debug/kunit
modprobe kunit || exit 1
for suite in lazy_mmu_trace lazy_mmu_mode; do
	if ! modprobe ${suite}_kunit 2>err; then
		case $suite/$(uname -r) in
		# 6.x has no suite of the mode: it came with the generic API.
		lazy_mmu_mode/6.*) continue ;;
		esac
		not_ok "$suite: loads"
		diag <err
		continue
	fi
	# debugfs files have no size, so test -s does not work.
	if ! grep -q . $RESULTS/$suite/results 2>/dev/null; then
		not_ok "$suite: has run"
		continue
	fi
	diag <$RESULTS/$suite/results
	# Cases are indented, the suite's own result is not.
	while read -r verdict; do
		case $verdict in
		'ok '*) ok "$suite: ${verdict#ok }" ;;
		'not ok '*) not_ok "$suite: ${verdict#not ok }" ;;
		esac
	done <<END
$(sed -n 's/^ *\(\(not \)*ok [0-9]* .*\)$/\1/p' $RESULTS/$suite/results)
END
done
[ $tests -ge 2 ] || not_ok 'at least two cases ran'
finish
