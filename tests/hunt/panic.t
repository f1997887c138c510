#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 20
# For fuzzers, a strict kernel can panic at the first premature access, and name the task.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tests/vm/run --kernel 7.3+strict --no-pauth --timeout 300 --append 'lazy_mmu_strict=panic' \
	--console "$work/console" -- '
	modprobe barrier_load init_mm_at="0x$(sed -n "s/ [Dd] init_mm$//p" /proc/kallsyms)" &&
	echo alive && barrier-load read-early && echo still alive' >"$work/out" 2>"$work/err"
ended=$?
[ "$(cat "$work/out")" = alive ]
report $? 'the guest lives until the access, and no longer' "$work/out"
[ $ended = 128 ]
report $? 'run reports a dead guest' "$work/err"
grep -q 'Kernel panic - not syncing: lazy_mmu_strict: premature access' "$work/console"
report $? 'the panic names the reason' "$work/console"
grep -q 'lazy_mmu_strict: premature read of .* at read_mapping+.* by bl:read-early' "$work/console"
report $? 'the panic names site and task' "$work/console"
finish
