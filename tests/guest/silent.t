#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# kernel: 7.3+flush-silent
# smp: 1
# A kernel that reports flushes and executes nothing, and that stores beside the queue
# without barriers: no event is wrong, the text is.
. /tests/ktap.sh

barrier-trace check -a --json -o result -- \
	sh -c 'modprobe test_vmalloc run_test_mask=1 test_loop_count=50 nr_threads=1; true'
is 'exit status' $? 2
is 'named' "$(found)" 'I22 I23 '
like 'whose flush it is' result '"invariant":"I22".*"site":"vmap_small_pages_range_noflush\+'
like 'which store it is: 71385b78dbc2' result '"invariant":"I23".*"site":"apply_range_set_scratch_cb\+'
like 'and which other one' result '"invariant":"I23".*"site":"apply_range_set_cb\+'
# By the site, and not by the task or the stack, where the load's own names are.
is 'no flush but vmalloc'"'"'s' "$(grep '"type":"violation","invariant":"I22"' result |
	sed 's/.*"event":"flush","ip":"[^"]*","site":"\([^"]*\)+0x.*/\1/' | grep -vcE '^_*v(un)?map_')" 0
is 'stores: none has them' "$(field direct_functions result) $(field direct_executing result)" '2 0'
finish
