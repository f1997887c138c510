#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 12
# smp: 2
# calibrate measures what a pair costs, and stat estimates savings with that cost.  The CPU is
# emulated in the lab, but not on an arm64 machine with KVM: the first half handles both.
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

# fails NAME STATUS PATTERN COMMAND...: unlike that of ktap.sh, COMMAND may print data
fails()
{
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >out 2>err </dev/null
	is "$name: exits with status $want" $? $want
	like "$name: the error names the cause" err "$pattern"
}

fails 'calibrate with an argument' 129 'takes no argument' $BT calibrate what
fails 'no directory for the file' 1 'cannot write /nonsense/x: No such file' $BT calibrate -o /nonsense/x
like 'no directory for the file: the numbers are printed all the same' out 'the pair, nothing pending'
mkdir -p /var/lib full
mount -t tmpfs -o size=4k tmpfs full
echo old >full/c
dd if=/dev/zero of=full/fill bs=4k count=1 2>/dev/null
fails 'calibrate, full disk' 1 'No space left' $BT calibrate -o full/c
is 'full disk: the old file is kept' "$(cat full/c) $(ls full | wc -l)" 'old 2'
$BT calibrate --dry-run >table 2>err
is 'calibrate --dry-run: exits with status 0' $? 0
[ ! -e $DEFAULT ] && ok 'calibrate --dry-run stores nothing' || not_ok 'calibrate --dry-run stores nothing'

$BT calibrate >table 2>err
is 'calibrate: exits with status 0' $? 0
diag <table
like 'the table names one CPU type, with both CPUs' table "^ CPU type $midr \(CPU 0-1\), measured on CPU 0:$"
is 'the table has five scenarios with four numbers each' "$(grep -cE '^( +[0-9]+\.[0-9]{2}){4}  (isb|dsb|the pair)' table)" 5
like 'the table shows the resolution of the counter' table 'batches of 1000; a counter of [0-9.]+ MHz: \+- [0-9.]+ ns$'
like 'the file has the CPU type' $DEFAULT "^type $midr 0$"
like 'the file says whether the CPU is emulated' $DEFAULT "^emulated ($emulated)$"
is 'no other file is left beside it' "$(ls ${DEFAULT%/*})" calibration

# unused NAME PATTERN ARGS...: pass if stat counts without an estimate, and prints the reason in one
# line
unused()
{
	name=$1 pattern=$2
	shift 2
	$BT stat -o text "$@" -- sh -c 'exit 7' 2>err
	is "$name: stat exits with the status of CMD" $? 7
	like "$name: the warning names the reason" err "$pattern"
	is "$name: the warning is one line" "$(wc -l <err)" 1
	like "$name: stat counts" text ' queued'
	is "$name: stat prints no estimate" "$(grep -c estimate text)" 0
}

if [ $emulated = yes ]; then
	like 'calibrate: the table says that the CPU is emulated' table '^ EMULATED: these numbers mean nothing'
	like 'calibrate: a warning says that the CPU is emulated' err 'this CPU is emulated: the numbers mean nothing'
	unused 'emulated, default place' "$DEFAULT not used: measured on an emulated CPU, its numbers mean nothing"
	unused 'emulated, --calibration' "$DEFAULT not used: measured on an emulated CPU" --calibration $DEFAULT
	$BT stat -q -- true >text 2>err
	is 'emulated, -q: stat prints no warning' "$? $(wc -l <err)" '0 0'
else
	is 'calibrate prints no warning' "$(wc -l <err)" 0
	$BT stat -- true >text 2>err
	like 'stat prints an estimate' text 'seconds saved by avoided barriers, estimate'
fi

# A calibration with known costs, made by hand for this CPU type: the estimate is exact arithmetic.
sed "s/^emulated .*/emulated no/
	s/^cost idle .*/cost idle 9000 10125 10900 40000/
	s/^cost same .*/cost same 24000 25000 25500 41000/
	s/^cost other .*/cost other 70000 75250 76000 98000/" $DEFAULT >hand
ns() { echo $((($1 * $2 + 500) / 1000)); }
estimate() { tail -n 2 $1 | head -n 1 | field $2; }
$BT stat --calibration hand --json -o result.json -- barrier-load -n 1000 batch 2>err >/dev/null
is 'by hand: stat exits with status 0, without a warning' "$? $(wc -l <err)" '0 0'
avoided=$(field avoided result.json) barriers=$(field barriers result.json)
[ "$avoided" -gt 1000 ] && [ "$barriers" -gt 1000 ] && ok 'by hand: the load has barriers to estimate' ||
	not_ok "by hand: the load has barriers to estimate ($avoided, $barriers)"
is 'by hand: the total comes last, right after the estimate' \
	"$(tail -n 2 result.json | sed 's/{"type":"\([a-z]*\)".*/\1/' | tr '\n' ' ')" 'estimate total '
is 'by hand: the time saved is avoided times cost' "$(estimate result.json saved_low_ns) $(estimate result.json saved_high_ns)" \
	"$(ns $avoided 10125) $(ns $avoided 75250)"
is 'by hand: the time paid is barriers times cost' "$(estimate result.json paid_low_ns) $(estimate result.json paid_high_ns)" \
	"$(ns $barriers 10125) $(ns $barriers 75250)"
count() { sed -n "s/^ *\([0-9,]*\)  *$1\( .*\)\{0,1\}$/\1/p" text | tr -d ,; }
seconds() { printf '%d.%09d' $(($1 / 1000000000)) $(($1 % 1000000000)); }
$BT stat --calibration hand -o text -- barrier-load -n 1000 batch >/dev/null
avoided=$(count avoided) barriers=$(count barriers)
like 'by hand, text: the time saved is avoided times cost' text "^ +$(seconds "$(ns $avoided 10125)") to $(seconds "$(ns $avoided 75250)")  seconds saved by avoided barriers, estimate$"
like 'by hand, text: the time paid is barriers times cost' text "^ +$(seconds "$(ns $barriers 10125)") to $(seconds "$(ns $barriers 75250)")  seconds paid for barriers, estimate$"
sed 's/^emulated .*/emulated maybe/' hand >maybe
$BT stat --calibration maybe -o text -- true
like 'maybe emulated: the estimate is printed with a remark' text 'estimate of a CPU that may be emulated$'

# Files of another CPU type, and files that cannot be read.
sed 's/^type 0x................/type 0x00000000410fd0c0/' hand >other
unused 'another CPU' "other not used: CPU 0 is of another type, MIDR_EL1 $midr" --calibration other
head -c 100 hand >short
unused 'cut off' 'short not used: ' --calibration short
fails 'a missing file' 1 'cannot read the calibration nonsense: No such file' \
	$BT stat --calibration nonsense -- touch started
[ ! -e started ] && ok 'a missing file: CMD is not run' || not_ok 'a missing file: CMD is not run'

# Metrics in a file beside the output.
metric() { sed -n "s/^barrier_trace_$1 //p" "${2:-metrics/bt.prom}"; }
mkdir metrics
$BT stat -q --json -o result.json --openmetrics metrics/bt.prom -- barrier-load -n 100 batch >/dev/null
is '--openmetrics: exits with status 0' $? 0
for c in $COUNTS barriers lost; do
	is "--openmetrics: $c is that of the result" "$(metric ${c}_total)" "$(field $c result.json)"
done
is '--openmetrics: avoided is that of the result' "$(metric avoided)" "$(field avoided result.json)"
is '--openmetrics: the file ends with the EOF line' "$(tail -n 1 metrics/bt.prom)" '# EOF'
like '--openmetrics: the file has types for the collector' metrics/bt.prom '^# TYPE barrier_trace_queued_total counter$'
is '--openmetrics: all users may read the file' "$(stat -c %a metrics/bt.prom)" 644
is '--openmetrics: no other file is left in its directory' "$(ls metrics)" bt.prom

# Each interval replaces the file by the counts since the start: a reader always sees a whole file.
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
is '-I --openmetrics: the file is always whole, and its counts never decrease' "$torn $down" '0 0'
is '-I --openmetrics: the last file has the total' "$(metric queued_total metrics/i.prom)" "$(field queued result.json)"
[ "$last" -gt 0 ] && ok '-I --openmetrics: events are counted' || not_ok '-I --openmetrics: events are counted'

fails '--openmetrics in a missing directory' 1 'cannot write /nonsense/x: No such file' \
	$BT stat --openmetrics /nonsense/x -- touch started
fails '--openmetrics to a device' 1 'cannot replace /dev/null: not a regular file' \
	$BT stat --openmetrics /dev/null -- touch started
[ ! -e started ] && [ -c /dev/null ] && ok '--openmetrics that fails: CMD is not run, /dev/null is kept' ||
	not_ok '--openmetrics that fails: CMD is not run, /dev/null is kept'
fails '--openmetrics, full disk' 1 'cannot write full/c: No space left' $BT stat --openmetrics full/c -- true
is '--openmetrics, full disk: the old file is kept' "$(cat full/c) $(ls full | wc -l)" 'old 2'
finish
