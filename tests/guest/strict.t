#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 60
# kernel: 7.3+strict
# smp: 1 4
# mem: 2G
# Mappings that are used before their barriers: a strict kernel catches each at its first
# occurrence, with both stacks; the same kernel while it is not strict shows nothing.
. /tests/ktap.sh

STRICT=/sys/kernel/debug/lazy_mmu_strict
stat_of() { sed -n "s/^$1 //p" $STRICT/stats; }
grep -q . $STRICT/stats || exit 1
is 'off, unless asked for' "$(cat $STRICT/enabled)" 0

# Its own suite, which makes it strict meanwhile.
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
is 'kunit: how many' $(($(wc -l <cases) > 20)) 1

# What is not exported, and the flash of the machine, which may be read.
modprobe barrier_load init_mm_at="0x$(sed -n 's/ D init_mm$//p; s/ d init_mm$//p' /proc/kallsyms)" \
	ioremap_start=0x4000000 || exit 1

run() { barrier-trace check -a --allow '*' --json -o result "$@" >out 2>err; status=$?; }
of() { grep '"invariant":"I24"' result | grep '"type":"violation"' | head -n 1; }

scenarios='read-early read-early-in-irq read-early-on-cpu try-set-alone patch-in-section ioremap-in-section'

for s in $scenarios; do
	run -- barrier-load $s
	is "$s, not strict: nothing to see" "$status $(grep -c '"type":"violation"' result)" '0 0'
done

# caught SCENARIO ACCESS USER STORER DEFERRED
caught()
{
	run --strict-kernel -- barrier-load "$1"
	is "$1: exit status" $status 2
	is "$1: caught once, at the first time" \
		"$(grep -c '"type":"violation"' result) $(sed -n 's/.*"type":"count","invariant":"\(I[0-9]*\)".*"count":\([0-9]*\).*/\1 \2/p' result)" \
		'1 I24 1'
	of >one
	like "$1: which access" one "\"event\":\"$2\""
	like "$1: who used it" one "\"site\":\"$3\\+.*\"before\".*\"stack\":\\[\"$3\\+"
	like "$1: who stored it" one "\"store\":\\{[^}]*\"deferred\":$5[^}]*\"stack\":\\[[^]]*\"$4\\+"
	if [ "$5" = true ]; then
		like "$1: the flush that came too late" one '"flush":\{"after_ns":[0-9]+,"ip":'
		like "$1: the history of who stored it" one '"history":\[\{.*"event":"first"'
	fi
}

caught read-early 'premature read' read_mapping put_back true
caught read-early-in-irq 'premature read' read_in_irq put_back true
like 'read-early-in-irq: it was in interrupt' one '"in_interrupt":true'
caught read-early-on-cpu 'premature read' read_mapping put_back true
[ "$(nproc)" = 1 ] || is 'read-early-on-cpu: it was another one' \
	"$(sed 's/.*"tid":\([0-9]*\).*"store":{"tid":\([0-9]*\).*/\1 \2/' one | awk '{ print $1 != $2 }')" 1
like 'read-early: whose memory it is' one '"where":"vmalloc area of [0-9]+ bytes'
caught try-set-alone 'premature read' run_premature put_back_without_barriers false
# Stores that nobody brackets, in a section of their caller's
caught patch-in-section 'premature write' '[a-z_0-9]*' __set_fixmap true
caught ioremap-in-section 'premature read' run_ioremap_in_section pmd_set_huge true
like 'ioremap-in-section: a block' one '"level":"pmd"'
is 'off again' "$(cat $STRICT/enabled)" 0

# What is right
right='emit-pte emit-pmd first batch levels empty paused paused-twice bh irq irq-store irq-in-leave nested
schedule invalid direct'
echo "for s in $(echo $right); do barrier-load \$s -n 20 -t 4 || exit 1; done
modprobe test_vmalloc run_test_mask=1 test_loop_count=1000 nr_threads=2
modprobe zram && rmmod zram
for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done
exit 0" >all-right
echo 1 >$STRICT/enabled
run -- sh all-right
is 'what is right: nothing found' "$status $(grep -c '"type":"violation"' result) $(field lost result)" '0 0 0'
is 'what is right: entries were hidden' $(($(field hidden result) > 1000)) 1
is 'what is right: all of them were watched' "$(field early result) $(field abandoned result)" '0 0'
is 'what is right: stays strict, as it was' "$(cat $STRICT/enabled)" 1
# A task that never flushes
before=$(stat_of abandoned)
barrier-load leave-hidden >/dev/null
is 'a task ended: its own entries are completed, once' \
	"$(while [ $(($(stat_of abandoned) - before)) = 0 ]; do :; done; echo $(($(stat_of abandoned) - before)))" 1
barrier-trace check --format ktap -d 1s >out 2>err
like 'ktap: says that it was looked for' out '^ok [0-9]+ I24 [^#]*$'
barrier-trace check -a -- barrier-load read-early >out 2>err
is 'text: exit status' $? 2
like 'text: the owner' out '^  stored    [0-9.]+ us before, by bl:read-early/[0-9]+, in lazy MMU mode, one of 1 entry$'
like 'text: the flush' out '^  flush     [0-9.]+ us after the access at .*: too late$'
echo 0 >$STRICT/enabled
finish
