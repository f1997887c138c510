#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 26
# smp: 2
# Each filter counts the right tasks, and each key makes the right rows, for a load with known
# numbers.
. /tests/ktap.sh

BT=barrier-trace
modprobe barrier_load || exit 1
counts() { field "$1" result.json; }
# begin OPTIONS...: count in the background; returns once stat counts
begin()
{
	rm -f result.json
	$BT stat "$@" --json -o result.json &
	bt=$!
	while [ ! -s result.json ]; do usleep 10000; done
}

# Two processes to choose from: each waits, runs the load, and waits again.
cat >worker.sh <<'END'
read -r line <go.$1
barrier-load -t 2 -n 100 nested >done.$1
read -r line <go.$1
END
mkfifo go.1 go.2
sh worker.sh 1 & one=$!
sh worker.sh 2 & two=$!

# All use -n 'bl:*': a fork maps the child's kernel stack unless the kernel has one cached, and stat
# counts that for the parent.

# -p counts the process and not its children; here a child runs the load.
begin -p $one -n 'bl:*'
echo >go.1
while [ ! -s done.1 ]; do usleep 10000; done
kill -INT $bt; wait $bt
is '-p: children are not counted' "$(counts first)" 0
echo >go.1
wait $one

# -p of the load itself: its end ends the measurement.
mkfifo start
sh -c 'read -r line <start; exec barrier-load -t 2 -n 100 nested' >expected.json &
pid=$!
begin -p $pid -n 'bl:*'
echo >start
wait $bt
is '-p: stat ends with the process' $? 0
is '-p: first of all its threads is counted' "$(counts first)" "$(field first expected.json)"
is '-p: flush of all its threads is counted' "$(counts flush)" "$(field flush expected.json)"

# CMD: stat counts its whole process tree, by a cgroup, and no other task.
sh -c 'while :; do barrier-load -n 10 batch >/dev/null; done' & noise=$!
$BT stat --json -o result.json -- sh -c '(barrier-load -n 100 nested; (barrier-load -n 50 nested &) ; wait) >/dev/null'
first=$(counts first)
# sh itself uses vmalloc, too, which the first run counts: only the run with -n is exact.
$BT stat -n 'bl:*' --json -o result.json -- sh -c '(barrier-load -n 100 nested; barrier-load -n 50 nested) >/dev/null'
is 'CMD: its process tree is counted, and no other task' "$(counts first)" 300
[ "$first" -ge 200 ] && ok 'CMD: without -n at least the load is counted' || not_ok "CMD: without -n at least the load is counted ($first)"

# -G
mkdir /sys/fs/cgroup/test
begin -G test -n 'bl:*'
sh -c 'echo $$ >/sys/fs/cgroup/test/cgroup.procs; barrier-load -n 70 nested >/dev/null'
# A task that leaves the cgroup counts until it leaves.
sh -c 'echo $$ >/sys/fs/cgroup/test/cgroup.procs; barrier-load -n 30 nested >/dev/null
	echo $$ >/sys/fs/cgroup/cgroup.procs; barrier-load -n 1000 nested >/dev/null'
kill -INT $bt; wait $bt
is '-G: a task counts while it is in the cgroup' "$(counts first)" 200
$BT stat -a -n 'bl:nested' --per cgroup --json -o result.json -- \
	sh -c 'echo $$ >/sys/fs/cgroup/test/cgroup.procs; exec barrier-load -n 25 nested' >/dev/null
is '--per cgroup: the row has the deferrals of the load' "$(rows result.json | field first)" 50
like '--per cgroup: the row has the path' result.json '"cgroup":"/test"'
kill $noise; wait $noise 2>/dev/null

# Several -n
$BT stat -a -n 'bl:first' -n 'bl:batch' --per comm --json -o result.json -- \
	sh -c 'barrier-load -n 5 first; barrier-load -n 6 batch; barrier-load -n 7 nested' >/dev/null
is '-n twice: both names have a row' "$(rows result.json | wc -l)" 2
is '-n twice: the total is the sum of both' "$(counts first)" 11

# -C and --per cpu
for cpu in 0 1; do
	$BT stat -a -C $cpu -n 'bl:*' --per cpu --json -o result.json -- \
		sh -c 'taskset 1 barrier-load -n 40 first; taskset 2 barrier-load -n 50 first' >/dev/null
	is "-C $cpu: only this CPU has a row" "$(rows result.json | wc -l)" 1
	is "-C $cpu: first of this CPU is counted" "$(counts first)" $((40 + cpu * 10))
	is "-C $cpu: flush of this CPU is counted" "$(counts flush)" $((40 + cpu * 10))
done

# For each key and counter the rows add up to the total.
for per in task process comm cgroup cpu level; do
	$BT stat -a --per $per --json -o result.json -- \
		sh -c 'barrier-load -t 4 -n 100 levels; barrier-load -t 4 -n 100 nested; modprobe zram; rmmod zram' >/dev/null
	wrong=''
	for c in queued emitted first again flush flush_empty direct pending; do
		sum=$(rows result.json | sed "s/.*\"$c\":\([0-9]*\).*/\1/" | awk '{ n += $1 } END { print n + 0 }')
		[ "$sum" = "$(counts $c)" ] || wrong="$wrong $c: $sum, $(counts $c);"
	done
	none "--per $per: rows add up to the total" "$wrong"
done

# -t
mkfifo start2
sh -c 'read -r line <start2; exec barrier-load -n 100 nested' >/dev/null &
pid=$!
begin -t $pid -n 'bl:*'
echo >start2
wait $bt
is '-t: threads that the thread makes are not counted' "$(counts first)" 0
mkfifo start3
sh -c 'read -r line <start3; echo 0 10 >/sys/kernel/debug/barrier_load/run' &
pid=$!
begin -t $pid --per site
echo >start3
wait $bt
is '-t: the thread itself is counted' "$(rows result.json | grep '"site":"run_' | field emitted)" 10

# -r
$BT stat -r 5 -n 'bl:*' --json -o result.json -- barrier-load -n 10 nested >/dev/null
is '-r: each run has a record' "$(grep -c '"type":"run"' result.json)" 5
is '-r: the total is the sum of the runs' "$(counts first)" 100
like '-r: the mean is exact' result.json '"type":"repeat","runs":5,"mean":\{.*"first":20.000000'
like '-r: equal runs have no deviation' result.json '"stddev":\{.*"first":0.000000'
echo >go.2; while [ ! -s done.2 ]; do usleep 10000; done; echo >go.2; wait $two
finish
