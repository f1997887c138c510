#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 18
# smp: 1 2
# mem: 2G
# append: mem=1536M
# timeout: 900
# Loads of real systems, traced system-wide: no event is lost, and the counts are consistent.
# tests/vm/run fails on a splat on the console.
. /tests/ktap.sh

traced() # NAME COMMAND...
{
	name=$1
	shift
	barrier-trace stat -a --per task --json -o result.json -- "$@" >out 2>&1
	status=$?
	is "$name: no event is lost" "$(field lost result.json)" 0
	none "$name: the counts of every task obey their identities" "$(broken_identities <result.json | head -n 3)"
	is "$name: rows add up to the total" \
		"$(rows result.json | sed 's/.*"queued":\([0-9]*\).*/\1/' | awk '{ n += $1 } END { print n + 0 }')" \
		"$(field queued result.json)"
	echo "# $name: $(tail -n 1 result.json | cut -c1-220)"
}

# One CPU runs all sub-tests of test_vmalloc: an emulator's broadcast TLB invalidations make most of
# them very slow on more.  The module answers -EAGAIN when done, so it is never loaded.
mask=8191 loops=1
[ "$(nproc)" = 1 ] || mask=1 loops=1000
traced "test_vmalloc, mask $mask" \
	modprobe test_vmalloc run_test_mask=$mask test_loop_count=$loops nr_threads=2
like 'test_vmalloc ran' out 'temporarily unavailable'
dmesg | grep 'Summary:' >summary
is 'test_vmalloc: no sub-test failed' "$(grep -vc ' failed: 0' summary) $(($(wc -l <summary) > 0))" '0 1'
if [ $mask = 8191 ]; then
	sed 's/.*Summary: \([a-z0-9_]*\) .*/\1/' summary | sort -u >got
	strings /lib/modules/*/kernel/lib/test_vmalloc.ko | grep -xE '[a-z0-9_]+_test' | sort -u >all
	is 'test_vmalloc: every sub-test reported' "$(cat got)" "$(cat all)"
fi

traced 'stress-ng' stress-ng --vm 2 --vm-bytes 32M --mmap 1 --mremap 1 --fork 2 --exec 1 \
	--madvise 1 --mprotect 1 --timeout 5 --quiet
is 'stress-ng: exits with status 0' $status 0
traced 'module load and unload' sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do
	modprobe zram; rmmod zram; modprobe barrier_load; rmmod barrier_load; done'
is 'module load and unload: exits with status 0' $status 0
traced 'fork and exec' sh -c 'i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i + 1)); done'
is 'fork and exec: exits with status 0' $status 0

# Hot-add and hot-remove the memory between mem= and the end of the machine.
modprobe barrier_load hotplug_start=0xa8000000 hotplug_size=0x8000000
traced 'memory hotplug' barrier-load -n 3 hotplug
is 'memory hotplug: exits with status 0' $status 0
[ $status = 0 ] || diag <out
is 'memory hotplug: stores were emitted' $(($(field emitted result.json) > 0)) 1
finish
