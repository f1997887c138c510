#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Sites from the instructions alone, against the debug info of each kernel of the guests.
#
# usage: scan.t [all]	all: of those too that only benchmarks need, and that are built for it
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s O=build build/barrier-trace >&2 || exit 1

# value NAME: of the totals
value() { jq -s "[.[] | select(.type == \"total\" or .type == \"debug_info\")] | add | .$1" "$work/json"; }
count() { jq -s "[.[] | select(.type == \"point\" and .kind == \"$1\")] | length" "$work/json"; }

scan() # NAME
{
	local kdir
	kdir=$(tests/vm/kernel "$1" 2>"$work/log") || { report 1 "$1: kernel" "$work/log"; return 1; }
	build/barrier-trace info --sites --json --vmlinux "$kdir/vmlinux" >"$work/json" 2>"$work/log"
}

kernels='7.3 7.2 6.12-g1 6.12-g2'
[ "${1-}" != all ] || kernels="$kernels 7.3+stock 7.3+clang+stock 7.3+rt 7.3+strict"
for kernel in $kernels; do
	scan $kernel
	report $? "$kernel: is scanned" "$work/log"
	grep '"type":"problem"' "$work/json" >"$work/problems"
	[ ! -s "$work/problems" ] && [ "$(value problems)" = 0 ]
	report $? "$kernel: self-checks are clean" "$work/problems"
	grep '"type":"difference"' "$work/json" >"$work/differences"
	[ ! -s "$work/differences" ] && [ "$(value compared)" = true ] && [ "$(value differ)" = 0 ] &&
		[ "$(value agree)" -gt 50 ]
	report $? "$kernel: all sites are those of the debug info" "$work/differences"
	[ "$(count queue-test)" -ge "$(count queue-emit)" ] && [ "$(count flush-test)" -ge "$(count flush-emit)" ] &&
		[ "$(count queue-emit)" -gt 30 ] && [ "$(count flush-emit)" -gt 5 ]
	report $? "$kernel: a test for each site, and sites enough"
	case $kernel in
	6.12-*) expected='32 31' ;;
	*) expected='31 -1' ;;
	esac
	[ "$(value pending_bit) $(value lazy_bit)" = "$expected" ]
	report $? "$kernel: PENDING and TIF_LAZY_MMU are bits $expected"
done

scan 6.12-g0
[ $? = 4 ] && grep -q 'no barrier batching' "$work/log"
report $? "6.12-g0: no batching" "$work/log"
[ "${1-}" = all ] || finish

# What gcc leaves out of line there: the loop of set_ptes() and lazy_mmu_mode_disable().
scan 7.3+stock
[ "$(value queue.not) $(value flush.not)" = "0 0" ]
report $? "7.3+stock: each queue and each flush is counted, here or at calls"
jq -s -e '[.[] | select(.kind == "call-queue")] | length > 20 and all(.why_not == null and .register == 1 and
	.mask == "0x40000000000041" and .value == "0x40000000000001")' "$work/json" >"$work/log"
report $? "7.3+stock: __set_ptes_anysz() queues for valid kernel entries" "$work/log"
jq -s -e '[.[] | select(.kind == "call-flush")] | length > 10 and all(.why_not == null and .unless_interrupt and
	.unless_paused and (.if_enabled | not) and .register == null)' "$work/json" >"$work/log"
report $? "7.3+stock: lazy_mmu_mode_disable() does nothing in interrupts or paused" "$work/log"
finish
