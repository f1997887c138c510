# SPDX-License-Identifier: GPL-2.0
# KTAP for busybox sh, and how to read what barrier-trace and ftrace print.
# Sourced by the tests, which run as root in a guest.

T=/sys/kernel/tracing
EVENTS=$T/events/lazy_mmu
SCENARIOS="emit-pte emit-pmd emit-pud emit-p4d emit-pgd first batch levels empty nested paused
paused-twice bh irq irq-store irq-in-leave schedule invalid direct"
COUNTS="queued emitted first again flush flush_empty direct"
tests=0 failures=0
work=$(mktemp -d /tmp/test.XXXXXX)
cd "$work" || exit 1

ok() { tests=$((tests + 1)); echo "ok $tests - $*"; }
not_ok() { tests=$((tests + 1)); failures=$((failures + 1)); echo "not ok $tests - $*"; }
skip() { tests=$((tests + 1)); echo "ok $tests - $1 # SKIP $2"; }
diag() { sed 's/^/# /'; }

# is WHAT GOT EXPECTED
is()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		echo "#   got '$2', expected '$3'"
	fi
}

# like WHAT FILE PATTERN: some line of FILE matches
like()
{
	if grep -qE -e "$3" "$2"; then
		ok "$1"
	else
		not_ok "$1"
		echo "#   nothing like '$3' in:"
		head -n 20 "$2" | diag
	fi
}

finish() { echo "1..$tests"; [ $failures = 0 ]; exit $?; }

# field NAME [FILE]: a number of the last line of NDJSON.  The first of that name: in objects behind
# the counts, as what is derived of them, the names are the same.
field()
{
	tail -n 1 "${2:--}" | awk -v name="\"$1\":" 'match($0, name "-?[0-9]+") {
		print substr($0, RSTART + length(name), RLENGTH - length(name)) }'
}
# Of check's NDJSON: the verdict, and the invariants found, each with a space behind it
verdict() { tail -n 1 "${1:-result}" | sed -n 's/.*"verdict":"\([a-z]*\)".*/\1/p'; }
found()
{
	sed -n 's/^{"type":"violation","invariant":"\(I[0-9]*\)".*/\1/p' "${1:-result}" | sort -u | tr '\n' ' '
}
# rows of a JSON result
rows() { grep '"type":"row"' "$1"; }

# What must hold in every row and total, of JSON lines on standard input: prints
# those in which it does not.
broken_identities()
{
	awk '
	function v(name,  at) {
		at = match($0, "\"" name "\":-?[0-9]+")
		return at ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : "?"
	}
	/"type":"(row|interval|run|total)"/ {
		seen++
		if (v("queued") != v("emitted") + v("deferred") ||
		    v("deferred") != v("first") + v("again") ||
		    v("barriers") != v("emitted") + v("flush") + v("direct") ||
		    v("avoided") != v("deferred") - v("flush") ||
		    v("first") + v("pending_start") != v("flush") + v("pending"))
			print
	}
	END { if (!seen) print "no record" }'
}

# BPF programs in the kernel, whoever holds them: as symbols, which the JIT has for each
programs() { grep -c ' bpf_prog_.*\[bpf\]$' /proc/kallsyms; }
# left WHAT NUMBER: are there that many again?  Those of the dead go after a grace period.
left()
{
	local polls=0
	until [ "$(programs)" = "$2" ] || [ $polls = 500 ]; do
		usleep 10000
		polls=$((polls + 1))
	done
	is "$1" "$(programs)" "$2"
}

hist_dropped() { sed -n 's/.*Dropped: //p' "$EVENTS/lazy_mmu_$1/hist"; }
# hist_sum EVENT [PATTERN]: hits of the keys that match
hist_sum() { grep hitcount "$EVENTS/lazy_mmu_$1/hist" | grep -E -e "${2:-.}" | sed 's/.*hitcount: *//' | awk '{ n += $1 } END { print n + 0 }'; }

# What one run of a scenario did, without the columns that differ between runs.  ftrace shows
# the name that a task has when the buffer is read: the address tells better.
trace() # SCENARIO
{
	echo 0 >$T/tracing_on
	echo >$T/trace
	echo 1 >$EVENTS/enable
	echo 1 >$T/tracing_on
	barrier-load "$1" >/dev/null
	echo 0 >$T/tracing_on
	echo 0 >$EVENTS/enable
	sed -n 's/^.* lazy_mmu_\([a-z_]*: .*\) \[barrier_load\]/\1/p' $T/trace |
		sed 's/+0x.*\/0x[^ ]*//'
}

state() { echo "pending=$1 active=$2 in_interrupt=$3 enable_count=$4 pause_count=$5"; }
# check SCENARIO: its events, against the ones on standard input
check()
{
	trace "$1" | sed 's/ ip=.*//' >got
	cat >expected
	if cmp -s got expected; then
		ok "$1: every event, in order, with its state"
	else
		not_ok "$1: every event, in order, with its state"
		diff expected got | diag
	fi
}

# fails NAME STATUS PATTERN COMMAND...
fails()
{
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >out 2>err </dev/null
	is "$name: status" $? $want
	like "$name: says so" err "$pattern"
	# argp itself needs three for an option that does not exist.
	[ $(wc -l <err) -le $(case $pattern in *unrecognized*) echo 3 ;; *) echo 2 ;; esac) ] && ok "$name: short" || { not_ok "$name: short"; diag <err; }
	[ ! -s out ] && ok "$name: nothing on stdout" || { not_ok "$name: nothing on stdout"; diag <out; }
}

# alone COMMAND ARGS...: ARGS, after COMMAND has taken something away from them only
alone() { unshare -m sh -c "$1; shift; exec \"\$@\"" sh "$@"; }
