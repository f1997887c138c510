#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# weight: 106
# smp: 2
# timeout: 900
# mem: 2G
# Each command of README, manual pages and --help that traces works to the letter: its status, and the
# shape of its output.  tests/check/examples.t fails if one is missing here.
. /tests/ktap.sh

none=$(programs)
modprobe barrier_load || exit 1
until_() { while ! eval "$1"; do usleep 20000; done; }

# Examples trace the reader's own work.
mkdir bin
printf '#!/bin/sh\nmodprobe zram && rmmod zram\n' >bin/make
printf '#!/bin/sh\nexec barrier-load -n 20 batch >/dev/null\n' >workload
chmod +x bin/make workload
PATH=$PWD/bin:$PATH
mkdir -p /var/lib/prometheus/node-exporter

# What an output looks like: the head of a table, or the first line of JSON.
STAT=' [0-9,]+ +queued$'
PER='^ +queued +emitted +deferred +flush +barriers +avoided +saving +'
HIST='^ +deferrals +'
TIMES='^ +ns +|^ +us +|^ +time '
SITES='^ +queued +share +cumulative +emitted +deferred +avoidable +reason +site$'
MISSED='^ +avoidable +share +cumulative +runs +emitted +reason +site$'
JSON='^\{"type":"header","version":"1[.0-9]*","tool":"barrier-trace [^"]*","command":"'
TOP='^ +>?queued +>?emitted +'

# shape LINE STATUS FILE PATTERN: pass if LINE has ended with STATUS, and FILE has a line like PATTERN
shape()
{
	is "$1: exits with status $2" "$status" "$2"
	[ "$status" = "$2" ] || diag <err
	like "$1: the output has its shape" "$3" "$4"
}

# runs LINE STATUS FILE PATTERN: run a command that ends
runs()
{
	sh -c "$1" >out 2>err </dev/null
	status=$?
	rmmod zram test_vmalloc 2>/dev/null
	shape "$@"
}

# until_signal LINE STATUS FILE PATTERN: run a command that only Ctrl-C ends, once it measures
until_signal()
{
	# The kernel frees the programs of the command before a while after its end.
	until_ '[ "$(programs)" -le $none ]'
	sh -c "exec $1" >out 2>err </dev/null &
	pid=$!
	until_ '[ "$(programs)" -gt $none ] || ! kill -0 $pid 2>/dev/null'
	barrier-load -n 20 batch >/dev/null
	kill -INT $pid
	wait $pid
	status=$?
	shape "$@"
	left "$1: no program stays" $none
}

# until_violation LINE STATUS FILE PATTERN: run a command that waits for a violation
until_violation()
{
	sh -c "exec $1" >out 2>err </dev/null &
	pid=$!
	until_ 'barrier-load pending-lost >/dev/null; ! kill -0 $pid 2>/dev/null'
	wait $pid
	status=$?
	shape "$@"
}

runs 'barrier-trace info' 0 out '^This kernel can be traced\.$'
runs 'barrier-trace info --sites' 0 out '^queue-test .* direct, PENDING is '
runs 'barrier-trace calibrate' 0 out 'the pair, nothing pending'
runs 'barrier-trace calibrate -o FILE' 0 FILE '^emulated '

# The status is CMD's own: test_vmalloc does its work while it is loaded, and refuses to stay.
runs 'barrier-trace stat -- modprobe zram' 0 out "$STAT"
runs 'barrier-trace stat -a --per comm --rows 6 -- modprobe test_vmalloc run_test_mask=7 test_loop_count=100 nr_threads=2' \
	1 out "${PER}comm$"
runs 'barrier-trace stat -a -- barrier-user -n 10 vmalloc' 0 out "$STAT"
runs 'barrier-trace stat -r 5 --json -o result.json -- make modules_install' 0 result.json "${JSON}stat\""
runs 'barrier-trace stat -r 5 --json -o new.json -- ./workload' 0 new.json "${JSON}stat\""
runs 'barrier-trace hist -- modprobe zram' 0 out '^# batch: '
runs 'barrier-trace hist --svg result.svg -- make modules_install' 0 result.svg '^<svg '
runs 'barrier-trace hist -r 5 --json -o result.json -- make modules_install' 0 result.json "${JSON}hist\""
runs 'barrier-trace hist -r 5 --metric window --per site --json -o new.json -- ./workload' 0 new.json "${JSON}hist\""
runs 'barrier-trace hist -a --metric batch --rows 3 --per comm -- modprobe test_vmalloc run_test_mask=7 test_loop_count=100 nr_threads=2' \
	1 out "$HIST.*vmalloc_test/"
runs 'barrier-trace sites -- modprobe zram' 0 out "$SITES"
runs 'barrier-trace sites -a --missed -g -- modprobe test_vmalloc run_test_mask=7 test_loop_count=20 nr_threads=2' \
	1 out "$MISSED"
runs 'barrier-trace sites -a --missed -- modprobe test_vmalloc run_test_mask=1 test_loop_count=1 nr_threads=1' \
	1 out "$MISSED"
runs 'barrier-trace check -- modprobe zram' 0 out '^ verdict: '
runs 'barrier-trace check --now' 0 out '^ verdict: clean$'
runs "barrier-trace check -a -- sh -c 'for i in 1 2 3; do modprobe zram; rmmod zram; done'" 0 out '^ verdict: '
runs 'barrier-trace record -- modprobe zram' 0 barrier-trace.data '^BTRACE'
runs 'barrier-trace record -o - -- modprobe zram | barrier-trace report -' 0 out "$STAT"
runs "barrier-trace top --per site -- sh -c 'make modules_install >log 2>&1'" 1 err 'not a terminal'
runs 'barrier-trace top --batch -c 3 --rows 10' 0 out "$TOP"

# Commands that end by themselves after their time run at once: each measures for as long as it likes.
n=0
while IFS='	' read -r line file pattern; do
	n=$((n + 1))
	sh -c "$line; echo \$? >status.$n" >out.$n 2>err.$n </dev/null &
	printf '%s\t%s\t%s\t%s\n' $n "$line" "${file:-out.$n}" "$pattern" >>timed
done <<END
barrier-trace stat -a -d 10s	-	$STAT
barrier-trace stat -a -d 10s --per comm	-	${PER}comm$
barrier-trace stat --calibration FILE -a -d 10s	-	$STAT
barrier-trace hist -a -d 10s --metric batch --per comm	-	$HIST
barrier-trace hist -a -d 10s --metric window --buckets linear:10us	-	^# window: 
barrier-trace hist -a -d 10s --per comm	-	^# batch: 
barrier-trace sites -a -d 10s --missed	-	$MISSED|no site emits
barrier-trace sites -a -d 10s -g --rows 5	-	$SITES
barrier-trace sites -a -d 10s --folded -o emitted.folded	emitted.folded	^all;
barrier-trace sites -a -d 10s --folded --count deferred -o deferred.folded	deferred.folded	^all;
barrier-trace record -a -d 10s -g -o before.data	before.data	^BTRACE
barrier-trace check -a -d 1m	-	^ verdict: 
END
mkdir other
(cd other && sh -c 'barrier-trace record -a -g -d 10s; echo $? >status') 2>err.other &
barrier-load -n 2000 batch >/dev/null
wait
while IFS='	' read -r n line file pattern; do
	status=$(cat status.$n)
	cp err.$n err
	[ "$file" != - ] || file=out.$n
	shape "$line" 0 "$file" "$pattern"
done <timed
status=$(cat other/status)
cp err.other err
shape 'barrier-trace record -a -g -d 10s' 0 other/barrier-trace.data '^BTRACE'

# Number 1234 stands for a process.
sleep 1000 &
process=$!
line='barrier-trace stat -p 1234 -I 1s -c 5'
sh -c "$(echo "$line" | sed "s/1234/$process/")" >out 2>err
status=$?
shape "$line" 0 out 'queued'
kill $process

until_signal 'barrier-trace stat --json' 0 out "${JSON}stat\""
until_signal 'barrier-trace stat -I 1s --json' 0 out "${JSON}stat\""
until_signal 'barrier-trace stat -a -I 1s' 0 out 'queued'
until_signal 'barrier-trace stat -a -I 15s -q -o /dev/null --openmetrics /var/lib/prometheus/node-exporter/bt.prom' \
	0 /var/lib/prometheus/node-exporter/bt.prom '^barrier_trace_queued_total'

until_violation 'barrier-trace check -a --first --json -o violation.json' 2 violation.json "${JSON}check\""
until_violation "barrier-trace check -a --first --on-violation 'cat /sys/kernel/tracing/trace >trace'" 2 out '^ verdict: violated'
until_ '[ -s trace ]'
like '--on-violation: its command has run' trace '^# tracer: '
until_violation 'barrier-trace record -a --ring --until-violation' 2 err 'ended by a violation'
until_violation 'barrier-trace record -a -g --ring --until-violation -o flight.data' 2 err 'ended by a violation'
runs 'barrier-trace check --strict-kernel' 4 err 'cannot be made strict'

# top needs a terminal.
printf 'export PS1="$ " TERM=screen\nexec sh -i\n' >shell
tmux -L test -f /dev/null new-session -d -s top -x 100 -y 30 'sh ./shell' || exit 1
screen() { tmux -L test capture-pane -p -t top >seen; }
sleep 1000 &
process=$!
for line in 'barrier-trace top' 'barrier-trace top --per comm' 'barrier-trace top --per comm -s barriers' \
	'barrier-trace top -I 5s -p 1234'; do
	rm -f status
	tmux -L test send-keys -t top -l "$(echo "$line" | sed "s/1234/$process/"); echo \$? >$PWD/status"
	tmux -L test send-keys -t top Enter
	until_ 'screen; grep -q "^q quit" seen || [ -s status ]'
	cp seen picture
	tmux -L test send-keys -t top q
	until_ '[ -s status ]'
	status=$(cat status)
	: >err
	shape "$line" 0 picture '^barrier-trace top: '
done
kill $process
tmux -L test kill-server
finish
