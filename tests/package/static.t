#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 20
# make static makes one file for any arm64 kernel since 6.16: it needs no library, and traces in a
# root that has nothing else.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log
make static >"$log" 2>&1
report $? 'make static succeeds' "$log"
file=build/barrier-trace-arm64
readelf -hld $file >"$log" 2>&1
grep -q 'Machine: *AArch64' "$log" && ! grep -qE 'INTERP|NEEDED' "$log"
report $? 'the file is for arm64, and needs no library' "$log"
size=$(stat -c %s $file)
[ "$size" -lt 5000000 ]
report $? "the file has $((size / 100000 * 100)) kB, less than 5 MB"

tests/vm/run --no-disk --no-pauth --kernel debian:7.2.12 --add "$file:/alone/barrier-trace" -- '
	mkdir -p /alone/proc /alone/sys /alone/tmp
	mount -t proc proc /alone/proc && mount --bind /sys /alone/sys
	for fs in kernel/tracing kernel/debug fs/cgroup; do mount --bind /sys/$fs /alone/sys/$fs; done
	find /alone -xdev -type f
	chroot /alone /barrier-trace info | tail -n 1
	chroot /alone /barrier-trace stat -a -d 100ms --json | grep -o "\"type\":\"total\".*\"lost\":0" | cut -c1-14
	chroot /alone /barrier-trace record -a -d 100ms -o /tmp/d
	chroot /alone /barrier-trace report --json /tmp/d | grep -o "\"type\":\"total\"" ' >"$work/out" 2>"$log"
[ "$(paste -sd' ' "$work/out")" = '/alone/barrier-trace This kernel can be traced. "type":"total" "type":"total"' ]
report $? "the file alone in a root traces Debian's own kernel" "$work/out"
sed "s,^,# ," "$log"
finish
