#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 3
# smp: 2
# Each event and field that ftrace decodes is what the scenario does.
. /tests/ktap.sh

modprobe barrier_load || exit 1

is 'all eight events exist' \
	"$(for e in queue flush flush_empty emit enable disable pause resume; do
		[ -d $EVENTS/lazy_mmu_$e ] && echo $e; done | wc -l)" 8

check first <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
flush: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
check nested <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
enable: $(state 1 1 0 2 0)
queue: action=again level=pte $(state 1 1 0 2 0)
flush: $(state 0 1 0 1 0)
disable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
flush: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
check paused <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
flush: $(state 0 0 0 1 1)
pause: $(state 0 0 0 1 1)
queue: action=emitted level=pte $(state 0 0 0 1 1)
enable: $(state 0 0 0 1 1)
queue: action=emitted level=pte $(state 0 0 0 1 1)
disable: $(state 0 0 0 1 1)
resume: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
flush: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
check paused-twice <<END
enable: $(state 0 1 0 1 0)
flush_empty: $(state 0 0 0 1 1)
pause: $(state 0 0 0 1 1)
pause: $(state 0 0 0 1 2)
queue: action=emitted level=pte $(state 0 0 0 1 2)
resume: $(state 0 0 0 1 1)
resume: $(state 0 1 0 1 0)
flush_empty: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
check bh <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
queue: action=emitted level=pte $(state 1 0 1 1 0)
enable: $(state 1 0 1 1 0)
disable: $(state 1 0 1 1 0)
flush: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
check irq <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
enable: $(state 1 0 1 1 0)
queue: action=emitted level=pte $(state 1 0 1 1 0)
disable: $(state 1 0 1 1 0)
flush: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
check levels <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
queue: action=again level=pmd $(state 1 1 0 1 0)
queue: action=again level=pud $(state 1 1 0 1 0)
queue: action=again level=p4d $(state 1 1 0 1 0)
queue: action=again level=pgd $(state 1 1 0 1 0)
flush: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
check direct <<END
emit: level=pte $(state 0 0 0 0 0)
END
for level in pte pmd pud p4d pgd; do
	check emit-$level <<END
queue: action=emitted level=$level $(state 0 0 0 0 0)
END
done
check empty <<END
enable: $(state 0 1 0 1 0)
flush_empty: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END

# ip is the function that stores, not an inline between it and the event.
trace first | sed -n 's/.* ip=\([^ ]*\).*/\1/p' | sort -u >callers
is 'in a module, ip names the function that stores' "$(cat callers)" run_write
echo 1 >$EVENTS/lazy_mmu_queue/enable
echo 1 >$EVENTS/lazy_mmu_flush/enable
echo >$T/trace
echo 1 >$T/tracing_on
modprobe test_vmalloc run_test_mask=1 test_loop_count=50 nr_threads=1 2>/dev/null
echo 0 >$T/tracing_on
echo 0 >$EVENTS/enable
sed -n 's/.* lazy_mmu_\([a-z]*\): .* ip=\([^ +]*\).*/\1 \2/p' $T/trace | sort | uniq -c >callers
diag <callers
like 'vmalloc: ip names the function that maps' callers 'queue (vmap_|__?vmap)'
like 'vmalloc: ip names the function that flushes' callers 'flush (vmap_|__?vmap)'
none 'ip never names an inline' \
	"$(grep -E 'queue_pte_barriers|arch_(flush|leave)_lazy|lazy_mmu_mode_|set_pte|set_pmd|populate$' callers |
		grep -v vmemmap)"

finish
