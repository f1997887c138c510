#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 15
# smp: 2
# However a measurement ends, the tool exits with the right status, prints the counts that it has,
# and leaves nothing behind.
. /tests/ktap.sh

BT=barrier-trace
held=$(programs)
modprobe barrier_load || exit 1

# until_ CONDITION: wait for a state, not for a time
until_() { while ! eval "$1"; do usleep 10000; done; }

$BT stat -- sh -c 'exit 7' >out 2>err
is 'stat exits with the status of CMD' $? 7
$BT stat -- sh -c 'kill -9 $$' >out 2>err
is 'CMD killed by signal 9: stat exits with status 137' $? 137
$BT stat -- sh -c 'kill -15 $$' >out 2>err
is 'CMD killed by signal 15: stat exits with status 143' $? 143

# The first signal ends the measurement, and stat prints the result.
for sig in INT TERM HUP; do
	rm -f result.json
	$BT stat -a --json -o result.json &
	pid=$!
	until_ '[ -s result.json ]'
	barrier-load emit-pte >/dev/null
	kill -$sig $pid
	wait $pid
	is "SIG$sig: exits with status 0" $? 0
	like "SIG$sig: stat prints the total" result.json '"type":"total"'
	[ "$(field emitted result.json)" -gt 0 ] && ok "SIG$sig: the total has the counts" ||
		not_ok "SIG$sig: the total has the counts"
done

# CMD gets SIGTERM, and SIGKILL with the second signal.
mkfifo ready
$BT stat -o text -- sh -c 'trap "" TERM; echo >ready; while :; do usleep 10000; done' &
pid=$!
read -r line <ready
kill -INT $pid
# Pending signals merge: the second signal must come after stat has taken the first.
until_ 'grep -q "^SigPnd:.*0000000000000000" /proc/$pid/status && grep -q "^ShdPnd:.*0000000000000000" /proc/$pid/status'
kill -INT $pid
wait $pid
is 'second signal: stat kills CMD' $? 137
like 'second signal: counts are printed all the same' text 'queued'

# stat ends CMD after a failed measurement, too, and until then CMD gets the signals.
ends() # WHAT COMMAND...
{
	what=$1
	shift
	rm -f cmd.pid
	timeout 1200 sh -c '"$@" -- sh -c "echo \$\$ >cmd.pid; exec sleep 1000" 2>err |
		{ until [ -s cmd.pid ]; do usleep 10000; done; head -n 1 >/dev/null; }' sh "$@"
	is "$what: the tool ends when its reader is gone" $? 0
	[ ! -d "/proc/$(cat cmd.pid)" ]
	is "$what: CMD ends, too" $? 0
}
ends 'stat -I' $BT stat -I 20ms -x,
ends 'stat -I --json' $BT stat --json -I 20ms
ends 'hist -I' $BT hist --json -I 20ms
ends 'top --batch' $BT top --batch -I 20ms
ends 'check, which has nothing to say' $BT check --json
mkdir full && mount -t tmpfs -o size=64k full full
timeout 1200 $BT record -a -o full/x -- sh -c 'while :; do barrier-load -n 500 batch >/dev/null; done' 2>err
is 'record to a full disk: exits with status 1' $? 1
like 'record to a full disk: the error names the cause' err 'No space left'
none 'record to a full disk: CMD ends' "$(pidof barrier-load)"
umount full

# A signal ends the first of several runs: the result has one run, in the format of several.
for what in '-x ,' '' --json; do
	rm -f ready
	mkfifo ready
	$BT stat -r 3 $what -o result -- sh -c 'trap "exit 3" TERM; echo >ready; while :; do usleep 10000; done' &
	pid=$!
	read -r line <ready
	kill -INT $pid
	wait $pid
	is "-r $what, interrupted: exits with status 3" $? 3
	case $what in
	-x*) is '-r, interrupted: every line has three columns' "$(awk -F, '{ print NF }' result | sort -u)" 3 ;;
	--json) like '-r, interrupted: the result has one run' result '"type":"repeat","runs":1,' ;;
	*) like '-r, interrupted: the text says so' result '^ +1 +of 3 runs: interrupted$' ;;
	esac
done

# kill -9: the kernel detaches the programs, and the next run removes the cgroup.
rm -f text
$BT stat -a -I 10ms -o text -- sleep 1000 &
pid=$!
until_ '[ -s text ]'
is 'while stat runs, the kernel holds its programs' $(($(programs) > held)) 1
child=$(pidof sleep)
kill -9 $pid
wait $pid
# CMD lives on, and must not hold any of the programs.
left 'kill -9: no program is left' $held
kill $child
$BT stat -- sleep 1000 &
pid=$!
until_ '[ -d /sys/fs/cgroup/barrier-trace.$pid ]'
until_ 'pidof sleep >/dev/null'
kill -9 $pid
wait $pid
kill "$(pidof sleep)"
until_ '! pidof sleep >/dev/null'
$BT stat -- true >/dev/null
none 'kill -9: the next run removes the cgroup' "$(ls -d /sys/fs/cgroup/barrier-trace.* 2>/dev/null)"

# Durations and intervals
$BT stat -a -d 200ms --json -o result.json
is '-d: exits with status 0' $? 0
e=$(field elapsed_ns result.json)
[ "$e" -ge 200000000 ] && ok '-d: the run takes at least the time' || not_ok "-d: the run takes at least the time ($e)"
$BT stat -a -I 50ms -c 4 --json -o result.json
is '-I -c: there are as many intervals as -c says' "$(grep -c '"type":"interval"' result.json)" 4
is '-I -c: the total comes last' "$(tail -n 1 result.json | grep -c '"type":"total"')" 1
$BT stat -a -I 20ms --json -o result.json -- barrier-load -t 4 -n 20000 nested >/dev/null
counted '-I: intervals add up to the total' \
	"$(grep '"type":"interval"' result.json | sed 's/.*"queued":\([0-9]*\).*/\1/' | awk '{ n += $1 } END { print n }')" \
	"$(field queued result.json)"
$BT stat -a -d 100ms -- sleep 1000 >out
is '-d ends CMD: stat exits with status 143' $? 143
none '-d ends CMD: CMD is gone' "$(pidof sleep)"
finish
