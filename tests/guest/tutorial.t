#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 11
# pauth: on
# Every command of barrier-trace-tutorial(7) works to the letter; tests/check/examples.t fails if one is
# missing here.  With TRANSCRIPT set, the output is printed, for the page.
. /tests/ktap.sh

modprobe barrier_load || exit 1
# shell WORDS: run a command of the page; sets status, out and err
shell()
{
	sh -c "$*" >out 2>err
	status=$?
	[ -z "$TRANSCRIPT" ] || { echo "$ $*"; cat out err; echo "[$status]"; }
}

shell 'barrier-trace info'
is 'info: the kernel can be traced' $status 0

shell "barrier-trace check -a --allow 'run_*' -- barrier-load -n 3 pending-lost"
is 'check: a violation is found' $status 2
like 'check: the violation is named' out '^ I5 violated: deferrals and flushes do not alternate'
like 'check: the violation is counted' out '^ 3 +I5 '
like 'check: the verdict is violated' out 'verdict: violated'

shell 'barrier-trace record -a -g --ring --until-violation -o flight.data -- barrier-load -n 3 pending-lost'
like 'record: the violation ends the recording' err 'ended by a violation'

shell "barrier-trace report --view check --allow 'run_*' --history 3 flight.data"
is 'report --view check: a violation is found' $status 2
like 'report --view check: the violation is named' out '^ I5 violated'
like 'report --view check: the task is named' out 'bl:pending-lost/'
like 'report --view check: the state before is shown' out 'before    pending, enable_count=1 pause_count=0'
is 'report --view check: the history has three events' "$(grep -c ' enable  .*\| queue (first)  *pte \| flush_empty  ' out)" 3

shell "barrier-trace report --view events -n bl:pending-lost flight.data"
is 'report --view events: exits with status 0' $status 0
like 'report --view events: the store is shown' out 'queue \(first\) +pte +pending=1 active=1'
like 'report --view events: its stack is shown' out '^ +vfs_write\+0x'

shell 'barrier-trace report --view events --format chrome -o flight.json flight.data'
is 'report --format chrome: exits with status 0' $status 0
like 'report --format chrome: batches are slices' flight.json '"name":"batch"'

shell "barrier-trace check -a --allow 'run_*' -- barrier-load -n 3 batch"
is 'check of a correct load: exits with status 0' $status 0
like 'check of a correct load: the verdict is clean' out 'verdict: clean'
finish
