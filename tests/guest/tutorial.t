#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 11
# pauth: on
# Every command of barrier-trace-tutorial(7), to the letter: tests/check/docs.t sees that
# none is missing here.  With TRANSCRIPT set, what they print, for the page.
. /tests/ktap.sh

modprobe barrier_load || exit 1
# shell WORDS: the command of the page, and what it prints
shell()
{
	sh -c "$*" >out 2>err
	status=$?
	[ -z "$TRANSCRIPT" ] || { echo "$ $*"; cat out err; echo "[$status]"; }
}

shell 'barrier-trace info'
is 'info: this kernel can be traced' $status 0

shell "barrier-trace check -a --allow 'run_*' -- barrier-load -n 3 pending-lost"
is 'check: a violation' $status 2
like 'check: which' out '^ I5 violated: deferrals and flushes do not alternate'
like 'check: how often' out '^ 3 +I5 '
like 'check: verdict' out 'verdict: violated'

shell 'barrier-trace record -a -g --ring --until-violation -o flight.data -- barrier-load -n 3 pending-lost'
like 'record: ended by the violation' err 'ended by a violation'

shell "barrier-trace report --view check --allow 'run_*' --history 3 flight.data"
is 'report --view check: a violation' $status 2
like 'report --view check: the same' out '^ I5 violated'
like 'report --view check: who' out 'bl:pending-lost/'
like 'report --view check: before' out 'before    pending, enable_count=1 pause_count=0'
is 'report --view check: the history' "$(grep -c ' enable  .*\| queue (first)  *pte \| flush_empty  ' out)" 3

shell "barrier-trace report --view events -n bl:pending-lost flight.data"
is 'report --view events: exit status' $status 0
like 'report --view events: the store' out 'queue \(first\) +pte +pending=1 active=1'
like 'report --view events: its stack' out '^ +vfs_write\+0x'

shell 'barrier-trace report --view events --format chrome -o flight.json flight.data'
is 'report --format chrome: exit status' $status 0
like 'report --format chrome: slices' flight.json '"name":"batch"'

shell "barrier-trace check -a --allow 'run_*' -- barrier-load -n 3 batch"
is 'check of what is right: exit status' $status 0
like 'check of what is right: verdict' out 'verdict: clean'
finish
