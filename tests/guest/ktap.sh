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

# is NAME GOT EXPECTED: pass if both strings are equal and not empty.  A helper below that does not
# find a member prints "missing:", which equals nothing.
is()
{
	case $2$3 in
	'')
		not_ok "$1"
		echo '#   got nothing and expected nothing: none() says so'
		return
		;;
	*missing:*) ;;
	*) [ "$2" != "$3" ] || { ok "$1"; return; } ;;
	esac
	not_ok "$1"
	echo "#   got '$2', expected '$3'"
}

# none NAME GOT: pass if GOT is empty
none()
{
	[ -n "$2" ] || { ok "$1"; return; }
	not_ok "$1"
	echo "#   got '$2', expected nothing"
}

# counted NAME GOT EXPECTED: pass if both numbers are equal and not 0.  For numbers that are both
# counted: where neither count finds anything, they are equal, too.
counted()
{
	case $2 in
	0|*[!0-9]*)
		not_ok "$1"
		echo "#   got '$2', expected '$3', and more than 0"
		;;
	*) is "$1" "$2" "$3" ;;
	esac
}

# same NAME FILE1 FILE2: pass if both files are equal and not empty
same()
{
	[ -s "$2" ] && cmp -s "$2" "$3" && { ok "$1"; return; }
	not_ok "$1"
	[ -s "$2" ] || echo "#   $2 is empty"
	diff "$2" "$3" | cut -c1-600 | head -n 10 | diag
}

# like NAME FILE PATTERN: pass if a line of FILE matches
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

# Print the plan, and exit with 1 if any test failed.  A subshell would end only itself, and the
# results behind it would count, too.
finish()
{
	# The shell itself opens the file, so the number is that of a subshell in a subshell.
	read -r self _ </proc/self/stat
	[ "$self" = $$ ] || { echo 'Bail out! finish in a subshell'; exit 1; }
	[ $tests -gt 0 ] || { echo 'Bail out! no test has run'; exit 1; }
	echo "1..$tests"
	[ $failures = 0 ]
	exit $?
}

# field NAME [FILE]: print a number of the last line of NDJSON, if there is a line.  The first match
# counts, because objects behind the counts ("derived") use the names of the counts again.
field()
{
	tail -n 1 "${2:--}" | awk -v name="\"$1\":" 'match($0, name "-?[0-9]+") {
		print substr($0, RSTART + length(name), RLENGTH - length(name)); next }
		{ print "missing:" name }'
}
# verdict [FILE], found [FILE]: print the verdict of check's NDJSON; or the violated invariants,
# each with a space behind it.  The total says how many violations there are.
verdict() { tail -n 1 "${1:-result}" | sed 's/.*"verdict":"\([a-z]*\)".*/\1/; t; s/.*/missing:verdict/'; }
found()
{
	local number
	number=$(field violations "${1:-result}")
	set -- "$(sed -n 's/^{"type":"violation","invariant":"\(I[0-9]*\)".*/\1/p' "${1:-result}" | sort -u | tr '\n' ' ')"
	case $number:$1 in
	0:|[1-9]*:I*) printf '%s' "$1" ;;
	*) printf 'missing:%s violations, found %s' "$number" "$1" ;;
	esac
}
# rows FILE: print the rows of a JSON result
rows() { grep '"type":"row"' "$1" || echo missing:row; }

# Read JSON lines from standard input, and print each row and total whose counts contradict each
# other.
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

# Print how many BPF programs the kernel holds: its JIT gives each of them a symbol.
programs() { grep -c ' bpf_prog_.*\[bpf\]$' /proc/kallsyms; }
# left NAME NUMBER: pass if the kernel holds NUMBER programs again.  It frees the programs of a dead
# process only after a grace period, so this waits: much longer than that takes on a busy machine.
left()
{
	local polls=0
	until [ "$(programs)" = "$2" ] || [ $polls = 2000 ]; do
		usleep 10000
		polls=$((polls + 1))
	done
	is "$1" "$(programs)" "$2"
}

hist_dropped() { sed -n 's/.*Dropped: //p' "$EVENTS/lazy_mmu_$1/hist"; }
# hist_sum EVENT [PATTERN]: print the hits of all keys that match
hist_sum() { grep hitcount "$EVENTS/lazy_mmu_$1/hist" | grep -E -e "${2:-.}" | sed 's/.*hitcount: *//' | awk '{ n += $1 } END { print n + 0 }'; }

# trace SCENARIO: print the events of one run, without the columns that differ between runs.  They
# are chosen by address: ftrace shows the name that a task has when the buffer is read, not at the
# event.
trace()
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
# check SCENARIO: compare the events of SCENARIO with standard input
check()
{
	trace "$1" | sed 's/ ip=.*//' >got
	cat >expected
	if cmp -s got expected; then
		ok "$1: all events come in order and have the right state"
	else
		not_ok "$1: all events come in order and have the right state"
		diff expected got | diag
	fi
}

# fails NAME STATUS PATTERN COMMAND...: pass if COMMAND prints a short error like PATTERN, no data,
# and exits with STATUS
fails()
{
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >out 2>err </dev/null
	is "$name: exits with status $want" $? $want
	like "$name: the error names the cause" err "$pattern"
	# argp prints three lines for an option that does not exist.
	[ "$(wc -l <err)" -le "$(case $pattern in *unrecognized*) echo 3 ;; *) echo 2 ;; esac)" ] && ok "$name: the error has few lines" || { not_ok "$name: the error has few lines"; diag <err; }
	[ ! -s out ] && ok "$name: nothing is printed to stdout" || { not_ok "$name: nothing is printed to stdout"; diag <out; }
}

# alone COMMAND ARGS...: run COMMAND and then ARGS in a mount namespace, so that what COMMAND
# unmounts is missing for ARGS only
alone() { unshare -m sh -c "$1; shift; exec \"\$@\"" sh "$@"; }

# scenario NAME: print what to write to the module's file for one round of NAME in the writing task
scenario() { echo "$(($(barrier-load --list | grep -nx "$1" | cut -d: -f1) - 1)) 1"; }
