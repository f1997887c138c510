#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# kernel: 7.3+flush-silent
# smp: 1
# The kernel reports flushes without executing barriers, and stores without the queue and without
# barriers.  All events are right: check finds the mistakes in the kernel's text.
. /tests/ktap.sh

barrier-trace check -a --json -o result -- \
	sh -c 'modprobe test_vmalloc run_test_mask=1 test_loop_count=50 nr_threads=1; true'
is 'check exits with status 2' $? 2
is 'check names I22 and I23' "$(found)" 'I22 I23 '
like 'I22 names the function that flushes' result '"invariant":"I22".*"site":"vmap_small_pages_range_noflush\+'
like 'I23 names the store that commit 71385b78dbc2 mended' result '"invariant":"I23".*"site":"apply_range_set_scratch_cb\+'
like 'I23 names the other store' result '"invariant":"I23".*"site":"apply_range_set_cb\+'
# Look at sites only: the task and the stack have names of the load.
is 'I22 names flushes of vmalloc only' "$(grep '"type":"violation","invariant":"I22"' result |
	sed 's/.*"event":"flush","ip":"[^"]*","site":"\([^"]*\)+0x.*/\1/' | grep -vcE '^_*v(un)?map_')" 0
is 'no function that stores without the queue executes the barriers' "$(field direct_functions result) $(field direct_executing result)" '2 0'
finish
