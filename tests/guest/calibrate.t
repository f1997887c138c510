#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 12
# smp: 2
# What a pair costs, and what stat makes of it.  In the lab the CPU is emulated, on an arm64
# machine with KVM it is not: the first half knows both.
. /tests/ktap.sh

BT=barrier-trace
DEFAULT=/var/lib/barrier-trace/calibration
modprobe barrier_load || exit 1
midr=$(cat /sys/devices/system/cpu/cpu0/regs/identification/midr_el1)
case $midr in
0x0000000000*) emulated=yes ;;
*) emulated='no|maybe' ;;
esac
diag <<END
MIDR_EL1 $midr
END

# fails NAME STATUS PATTERN COMMAND...
fails()
{
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >out 2>err </dev/null
	is "$name: status" $? $want
	like "$name: says so" err "$pattern"
}

fails 'calibrate with an argument' 129 'takes no argument' $BT calibrate what
fails 'no directory for the file' 1 'cannot write /nonsense/x: No such file' $BT calibrate -o /nonsense/x
like 'no directory for the file: the numbers are shown' out 'the pair, nothing pending'
mkdir -p /var/lib full
mount -t tmpfs -o size=4k tmpfs full
echo old >full/c
dd if=/dev/zero of=full/fill bs=4k count=1 2>/dev/null
fails 'calibrate, full disk' 1 'No space left' $BT calibrate -o full/c
is 'full disk: what was there is there' "$(cat full/c) $(ls full | wc -l)" 'old 2'
$BT calibrate --dry-run >table 2>err
is 'calibrate --dry-run: status' $? 0
[ ! -e $DEFAULT ] && ok 'calibrate --dry-run: stores nothing' || not_ok 'calibrate --dry-run: stores nothing'

$BT calibrate >table 2>err
is 'calibrate: status' $? 0
diag <table
like 'one type, both CPUs' table "^ CPU type $midr \(CPU 0-1\), measured on CPU 0:$"
is 'five scenarios, four numbers each' "$(grep -cE '^( +[0-9]+\.[0-9]{2}){4}  (isb|dsb|the pair)' table)" 5
like 'what the counter resolves' table 'batches of 1000; a counter of [0-9.]+ MHz: \+- [0-9.]+ ns$'
like 'stored' $DEFAULT "^type $midr 0$"
like 'stored: emulated or not' $DEFAULT "^emulated ($emulated)$"
is 'stored: nothing beside it' "$(ls ${DEFAULT%/*})" calibration

# unused NAME PATTERN ARGS...: stat counts, does not estimate, and says why in one line
unused()
{
	name=$1 pattern=$2
	shift 2
	$BT stat -o text "$@" -- sh -c 'exit 7' 2>err
	is "$name: CMD's own status" $? 7
	like "$name: says why" err "$pattern"
	is "$name: in one line" "$(wc -l <err)" 1
	like "$name: counts" text ' queued'
	is "$name: no estimate" "$(grep -c estimate text)" 0
}

if [ $emulated = yes ]; then
	like 'calibrate: the table says so' table '^ EMULATED: these numbers mean nothing'
	like 'calibrate: a warning says so' err 'this CPU is emulated: the numbers mean nothing'
	unused 'emulated, default place' "$DEFAULT not used: measured on an emulated CPU, its numbers mean nothing"
	unused 'emulated, --calibration' "$DEFAULT not used: measured on an emulated CPU" --calibration $DEFAULT
	$BT stat -q -- true >text 2>err
	is 'emulated, -q: silent' "$? $(wc -l <err)" '0 0'
else
	is 'calibrate: no warning' "$(wc -l <err)" 0
	$BT stat -- true >text 2>err
	like 'stat estimates' text 'seconds saved by avoided barriers, estimate'
fi

# By hand, of this machine's type: the arithmetic is exact.
sed "s/^emulated .*/emulated no/
	s/^cost idle .*/cost idle 9000 10125 10900 40000/
	s/^cost same .*/cost same 24000 25000 25500 41000/
	s/^cost other .*/cost other 70000 75250 76000 98000/" $DEFAULT >hand
ns() { echo $((($1 * $2 + 500) / 1000)); }
estimate() { tail -n 2 $1 | head -n 1 | field $2; }
$BT stat --calibration hand --json -o result.json -- barrier-load -n 1000 batch 2>err >/dev/null
is 'by hand: status, no warning' "$? $(wc -l <err)" '0 0'
avoided=$(field avoided result.json) barriers=$(field barriers result.json)
[ "$avoided" -gt 1000 ] && [ "$barriers" -gt 1000 ] && ok 'by hand: something to estimate' ||
	not_ok "by hand: something to estimate ($avoided, $barriers)"
is 'by hand: the total comes last, the estimate before it' \
	"$(tail -n 2 result.json | sed 's/{"type":"\([a-z]*\)".*/\1/' | tr '\n' ' ')" 'estimate total '
is 'by hand: saved' "$(estimate result.json saved_low_ns) $(estimate result.json saved_high_ns)" \
	"$(ns $avoided 10125) $(ns $avoided 75250)"
is 'by hand: paid' "$(estimate result.json paid_low_ns) $(estimate result.json paid_high_ns)" \
	"$(ns $barriers 10125) $(ns $barriers 75250)"
count() { sed -n "s/^ *\([0-9,]*\)  *$1\( .*\)\{0,1\}$/\1/p" text | tr -d ,; }
seconds() { printf '%d.%09d' $(($1 / 1000000000)) $(($1 % 1000000000)); }
$BT stat --calibration hand -o text -- barrier-load -n 1000 batch >/dev/null
avoided=$(count avoided) barriers=$(count barriers)
like 'by hand, text: saved' text "^ +$(seconds $(ns $avoided 10125)) to $(seconds $(ns $avoided 75250))  seconds saved by avoided barriers, estimate$"
like 'by hand, text: paid' text "^ +$(seconds $(ns $barriers 10125)) to $(seconds $(ns $barriers 75250))  seconds paid for barriers, estimate$"
sed 's/^emulated .*/emulated maybe/' hand >maybe
$BT stat --calibration maybe -o text -- true
like 'maybe emulated: used, and said' text 'estimate of a CPU that may be emulated$'

# Files that are not for this machine, or not for any.
sed 's/^type 0x................/type 0x00000000410fd0c0/' hand >other
unused 'another CPU' "other not used: CPU 0 is of another type, MIDR_EL1 $midr" --calibration other
head -c 100 hand >cut
unused 'cut off' 'cut not used: ' --calibration cut
fails 'a file that is not there' 1 'cannot read the calibration nonsense: No such file' \
	$BT stat --calibration nonsense -- touch started
[ ! -e started ] && ok 'a file that is not there: CMD is not run' || not_ok 'a file that is not there: CMD is not run'

# Metrics, beside the output.
metric() { sed -n "s/^barrier_trace_$1 //p" "${2:-metrics/bt.prom}"; }
mkdir metrics
$BT stat -q --json -o result.json --openmetrics metrics/bt.prom -- barrier-load -n 100 batch >/dev/null
is '--openmetrics: status' $? 0
for c in $COUNTS barriers lost; do
	is "--openmetrics: $c" "$(metric ${c}_total)" "$(field $c result.json)"
done
is '--openmetrics: avoided' "$(metric avoided)" "$(field avoided result.json)"
is '--openmetrics: its end' "$(tail -n 1 metrics/bt.prom)" '# EOF'
like '--openmetrics: for the collector' metrics/bt.prom '^# TYPE barrier_trace_queued_total counter$'
is '--openmetrics: others may read it' "$(stat -c %a metrics/bt.prom)" 644
is '--openmetrics: nothing beside it' "$(ls metrics)" bt.prom

# Replaced with each interval, by all counts since the start: whoever reads sees a whole one.
$BT stat -q -a -I 10ms --json -o result.json --openmetrics metrics/i.prom &
pid=$!
while [ ! -e metrics/i.prom ]; do usleep 1000; done
torn=0 last=0 down=0 i=0
while [ $i -lt 100 ]; do
	cp metrics/i.prom seen
	[ "$(tail -n 1 seen)" = '# EOF' ] || torn=$((torn + 1))
	now=$(metric queued_total seen)
	[ "$now" -ge $last ] || down=$((down + 1))
	last=$now i=$((i + 1))
done
kill -INT $pid
wait $pid
is '-I --openmetrics: never torn, never less than before' "$torn $down" '0 0'
is '-I --openmetrics: at the end the total' "$(metric queued_total metrics/i.prom)" "$(field queued result.json)"
[ "$last" -gt 0 ] && ok '-I --openmetrics: counts' || not_ok '-I --openmetrics: counts'

fails '--openmetrics, no directory' 1 'cannot write /nonsense/x: No such file' \
	$BT stat --openmetrics /nonsense/x -- touch started
fails '--openmetrics, a device' 1 'cannot replace /dev/null: not a regular file' \
	$BT stat --openmetrics /dev/null -- touch started
[ ! -e started ] && [ -c /dev/null ] && ok '--openmetrics: CMD is not run, /dev/null is there' ||
	not_ok '--openmetrics: CMD is not run, /dev/null is there'
fails '--openmetrics, full disk' 1 'cannot write full/c: No space left' $BT stat --openmetrics full/c -- true
is '--openmetrics, full disk: what was there is there' "$(cat full/c) $(ls full | wc -l)" 'old 2'
finish
