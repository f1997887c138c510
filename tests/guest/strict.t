#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 60
# kernel: 7.3+strict
# smp: 1 4
# mem: 2G
# provokes: premature accesses and stores without barriers, by barrier-load and the suite of strict mode
# Code uses mappings before their barriers.  A strict kernel catches each of them at its first
# occurrence, with both stacks; without strict mode the same kernel shows nothing.
. /tests/ktap.sh

STRICT=/sys/kernel/debug/lazy_mmu_strict
stat_of() { sed -n "s/^$1 //p" $STRICT/stats; }
grep -q . $STRICT/stats || exit 1
is 'strict mode is off by default' "$(cat $STRICT/enabled)" 0

# The KUnit suite of strict mode switches it on while it runs.
modprobe kunit && modprobe lazy_mmu_strict_kunit || exit 1
RESULTS=/sys/kernel/debug/kunit/lazy_mmu_strict/results
diag <$RESULTS
grep '^ *\(not \)*ok ' $RESULTS >cases
while read -r verdict; do
	case $verdict in
	'ok '*) ok "kunit: ${verdict#ok }" ;;
	*) not_ok "kunit: ${verdict#not ok }" ;;
	esac
done <cases
is 'kunit: more than 20 cases ran' $(($(wc -l <cases) > 20)) 1

# The module needs init_mm, which the kernel does not export, and memory to map: the flash of the
# machine, which may be read.
modprobe barrier_load init_mm_at="0x$(sed -n 's/ D init_mm$//p; s/ d init_mm$//p' /proc/kallsyms)" \
	ioremap_start=0x4000000 || exit 1

run() { barrier-trace check -a --allow '*' --json -o result "$@" >out 2>err; status=$?; }
of() { grep '"invariant":"I24"' result | grep '"type":"violation"' | head -n 1; }

scenarios='read-early read-early-in-irq read-early-on-cpu try-set-alone patch-in-section ioremap-in-section'

for s in $scenarios; do
	run -- barrier-load $s
	is "$s, not strict: check finds nothing" "$status $(grep -c '"type":"violation"' result)" '0 0'
done

# caught SCENARIO ACCESS USER STORER DEFERRED: pass if check shows ACCESS by USER to an entry of
# STORER
caught()
{
	run --strict-kernel -- barrier-load "$1"
	is "$1: exits with status 2" $status 2
	is "$1: I24 is found once" \
		"$(grep -c '"type":"violation"' result) $(sed -n 's/.*"type":"count","invariant":"\(I[0-9]*\)".*"count":\([0-9]*\).*/\1 \2/p' result)" \
		'1 I24 1'
	of >one
	like "$1: the violation names the access" one "\"event\":\"$2\""
	like "$1: the violation has the site and stack of the access" one "\"site\":\"$3\\+.*\"before\".*\"stack\":\\[\"$3\\+"
	like "$1: the violation has the stack of the store" one "\"store\":\\{[^}]*\"deferred\":$5[^}]*\"stack\":\\[[^]]*\"$4\\+"
	if [ "$5" = true ]; then
		like "$1: the violation has the flush that came too late" one '"flush":\{"after_ns":[0-9]+,"ip":'
		like "$1: the violation has the history of the storing task" one '"history":\[\{.*"event":"first"'
	fi
}

caught read-early 'premature read' read_mapping put_back true
caught read-early-in-irq 'premature read' read_in_irq put_back true
like 'read-early-in-irq: the access was in interrupt' one '"in_interrupt":true'
caught read-early-on-cpu 'premature read' read_mapping put_back true
[ "$(nproc)" = 1 ] || is 'read-early-on-cpu: another task made the access' \
	"$(sed 's/.*"tid":\([0-9]*\).*"store":{"tid":\([0-9]*\).*/\1 \2/' one | awk '{ print $1 != $2 }')" 1
like 'read-early: the violation names the vmalloc area' one '"where":"vmalloc area of [0-9]+ bytes'
caught try-set-alone 'premature read' run_premature put_back_without_barriers false
# Stores without a section of their own, inside a section of their caller
caught patch-in-section 'premature write' '[a-z_0-9]*' __set_fixmap true
caught ioremap-in-section 'premature read' run_ioremap_in_section pmd_set_huge true
like 'ioremap-in-section: the entry is a block' one '"level":"pmd"'
is 'strict mode is off again after check ends' "$(cat $STRICT/enabled)" 0

# Correct scenarios
right='emit-pte emit-pmd first batch levels empty paused paused-twice bh irq irq-store irq-in-leave nested
schedule invalid direct'
echo "for s in $(echo $right); do barrier-load \$s -n 20 -t 4 || exit 1; done
modprobe test_vmalloc run_test_mask=1 test_loop_count=1000 nr_threads=2
modprobe zram && rmmod zram
for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done
exit 0" >all-right
echo 1 >$STRICT/enabled
run -- sh all-right
is 'correct scenarios: check finds nothing and loses no event' "$status $(grep -c '"type":"violation"' result) $(field lost result)" '0 0 0'
is 'correct scenarios: the kernel hid entries' $(($(field hidden result) > 1000)) 1
is 'correct scenarios: the kernel watched all hidden entries' "$(field early result) $(field abandoned result)" '0 0'
is 'check keeps strict mode on if it was on before' "$(cat $STRICT/enabled)" 1
# A task that never flushes
before=$(stat_of abandoned)
barrier-load leave-hidden >/dev/null
is 'a task that never flushes: the kernel completes its entries once when it ends' \
	"$(while [ $(($(stat_of abandoned) - before)) = 0 ]; do :; done; echo $(($(stat_of abandoned) - before)))" 1
barrier-trace check --format ktap -d 1s >out 2>err
like 'ktap: I24 is judged' out '^ok [0-9]+ I24 [^#]*$'
barrier-trace check -a -- barrier-load read-early >out 2>err
is 'text: exits with status 2' $? 2
like 'text: the task that stored is named' out '^  stored    [0-9.]+ us before, by bl:read-early/[0-9]+, in lazy MMU mode, one of 1 entry$'
like 'text: the late flush is shown' out '^  flush     [0-9.]+ us after the access at .*: too late$'
echo 0 >$STRICT/enabled
# The examples of barrier-trace-check(1), to the letter
sh -c "barrier-trace check -a --allow '*' -- barrier-load read-early-in-irq" >out 2>err
is 'example without --strict-kernel: nothing is found' $? 0
sh -c "barrier-trace check -a --allow '*' --strict-kernel -- barrier-load read-early-in-irq" >out 2>err
is 'example with --strict-kernel: exits with status 2' $? 2
like 'example with --strict-kernel: the access is named' out '^ I24 violated: used before its barriers$'
finish
