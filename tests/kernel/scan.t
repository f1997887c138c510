#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# For each kernel of the guests, the scan finds by instructions alone the sites that the debug info
# has.
#
# usage: scan.t [all | debian [NAME...]]
#	all: also scan kernels that only benchmarks need; they are built for it
#	debian: scan Debian's own kernels instead, debian:7.3.4-rt and so on; without names the newest
#	full kernel of each version.  No other run does that, because the debug packages are 0.4 (cloud)
#	to 1.2 GB each to fetch, of which 0.5 GB stay in the cache.  tests/kernel/SCAN.md has the results.
#
# "all" and "debian" print the head of SCAN.md, too, for who writes the figures there.
# result: tests/kernel/SCAN.md
# depends: tests/kernel/scan.t user/scan user/kernel kernel-patch/series kernel-patch/7.x kernel-patch/6.12
# depends: kernel-patch/*.config
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s O=build build/barrier-trace >&2 || exit 1

# value NAME: print a number of the totals
value() { jq -s "[.[] | select(.type == \"total\" or .type == \"debug_info\")] | add | .$1" "$work/json"; }
functions() { jq -r "select(.type == \"point\" and .kind == \"$1\") | .function" "$work/json" | sort -u; }
count() { jq -s "[.[] | select(.type == \"point\" and .kind == \"$1\")] | length" "$work/json"; }

# In these functions the two instructions are not emit_pte_barriers(): they store the root table
# through a fixmap, or KVM's tables of the hypervisor, which no task of the kernel walks.
no_emit='__kvm_nvhe_kvm_pgtable_hyp_map kvm_pgtable_hyp_map set_swapper_pgd'
# The strict kernel has barriers of its own, where it completes deferred entries.  Behind its static
# branches gcc has left second copies of pairs, which share a test with the first copy.
no_emit_strict='lazy_mmu_strict_access lazy_mmu_strict_release lazy_mmu_strict_set_on'
# gcc has merged this function with another, but for their calls, and kept only the other's debug
# info.
folded='pmd_set_huge'

# known WHAT NAME...: succeed if all functions of the notes WHAT are among the names
known()
{
	local what=$1
	shift
	jq -r --arg what "$what" 'select(.type == "note" and (.what | startswith($what))) | .function' "$work/json" |
		sort -u | grep -vxF "$(printf '%s\n' "$@")" >"$work/unknown"
	[ $? = 1 ]
}

# scan KERNEL: write the scan's result to json and log, and return its status
scan()
{
	local kdir debug=''
	case $1 in debian:*) debug=--debug ;; esac
	# shellcheck disable=SC2086  # one option or none
	kdir=$(tests/vm/kernel $debug "$1" 2>"$work/log") || { report 1 "$1: the kernel is there" "$work/log"; return 1; }
	build/barrier-trace info --sites --json --vmlinux "$kdir/vmlinux" >"$work/json" 2>"$work/log"
}

kernels='7.3 7.2 6.12-g1 6.12-g2'
case ${1-} in
'') ;;
all)
	kernels="$kernels 7.3+stock 7.3+clang+stock 7.3+64k+stock 7.3+size+stock 7.3+rt"
	kernels="$kernels 7.3+strict 7.3+preemptible 7.3+flush-silent"
	;;
debian)
	shift
	kernels=$*
	[ $# -gt 0 ] || kernels=$(tests/vm/kernel --debug)
	set -- debian
	;;
*)
	echo 'usage: scan.t [all | debian [NAME...]]' >&2
	exit 1
	;;
esac
# Print the head of SCAN.md: what is scanned here.
head_of_results()
{
	local kernel kdir rows=()
	for kernel in $kernels; do
		case $kernel in
		debian:*) rows+=("$kernel=${kernel#debian:}") ;;
		*) kdir=$(tests/vm/kernel "$kernel") && rows+=("$kernel=$(cat "$kdir/release")") ;;
		esac
	done
	tests/made.py head tests/kernel/SCAN.md "tests/kernel/scan.t $1" "${rows[@]}" | sed 's/^/# /'
}
[ $# = 0 ] || head_of_results "$1"
for kernel in $kernels; do
	# -Os makes functions of the inlines, so there are fewer sites.
	least=60
	case $kernel in *+size*) least=30 ;; esac
	scan $kernel
	report $? "$kernel: the scan succeeds" "$work/log"
	grep '"type":"problem"' "$work/json" >"$work/problems"
	[ ! -s "$work/problems" ] && [ "$(value problems)" = 0 ]
	report $? "$kernel: the scan reports no problem" "$work/problems"
	grep '"type":"difference"' "$work/json" >"$work/differences"
	[ ! -s "$work/differences" ] && [ "$(value compared)" = true ] && [ "$(value differ)" = 0 ] &&
		[ "$(value agree)" -gt $least ]
	report $? "$kernel: all sites are those of the debug info" "$work/differences"
	[ "$(value pairs)" = "$(value 'agree + .folded + .no_emit')" ] &&
		[ "$(value pairs)" = "$(value 'queue.sites + .flush.sites + .direct.sites')" ]
	ok=$?
	grep -E '"type":"(total|debug_info)"' "$work/json" >"$work/totals"
	report $ok "$kernel: each pair is accounted for" "$work/totals"
	strict=''
	[ $kernel = 7.3+strict ] && strict=$no_emit_strict
	# shellcheck disable=SC2086  # names
	known 'is no emit' $no_emit $strict && known 'has no debug info' $folded
	report $? "$kernel: all functions that the debug info lacks are known" "$work/unknown"
	if [ "$strict" ]; then
		[ "$(functions queue-test)" = "$(functions queue-emit)" ] &&
			[ "$(functions flush-test)" = "$(functions flush-emit)" ]
	else
		[ "$(count queue-test)" -ge "$(count queue-emit)" ] && [ "$(count flush-test)" -ge "$(count flush-emit)" ]
	fi && [ "$(count queue-emit)" -gt $((least / 2)) ] && [ "$(count flush-emit)" -gt 5 ]
	report $? "$kernel: each site has a test, and there are enough sites"
	case $kernel in
	6.12-*) expected='32 31' ;;
	*) expected='31 -1' ;;
	esac
	[ "$(value pending_bit) $(value lazy_bit)" = "$expected" ]
	report $? "$kernel: PENDING and TIF_LAZY_MMU are bits $expected"
	jq -r -s --arg name "$kernel" 'add |
		"# \($name): \(.pairs) pairs, \(.agree) agree, \(.folded) folded, \(.no_emit) no emit, \(.differ) differ; " +
		([.queue, .flush, .direct] | map("\(.direct) direct, \(.via_calls) via calls, \(.partly) partly, \(.not) not") |
		 "queue \(.[0]); flush \(.[1]); others \(.[2])")' "$work/json"
done
[ "${1-}" != debian ] || finish

scan 6.12-g0
[ $? = 4 ] && grep -q 'no barrier batching' "$work/log"
report $? "6.12-g0: the scan reports that there is no batching" "$work/log"
[ "${1-}" = all ] || finish

# Kernels that are wrong on purpose.  flush-twice flushes by a function of its own in mm/vmalloc.c:
# a flush by its code, but not by the debug info, which has no arch_flush_lazy_mmu_mode()
# there.  The faults change each test of PENDING.
scan 7.3+flush-twice
[ "$(value differ) $(jq -r 'select(.type == "difference") | .function' "$work/json" | sort | paste -sd' ')" = \
	"3 __vunmap_range_noflush vmap_range_noflush vmap_small_pages_range_noflush" ]
report $? "7.3+flush-twice: only its own flushes differ" "$work/json"
scan 7.3+rv+faults
[ $? = 4 ] && grep -q 'the text is not understood' "$work/log"
report $? "7.3+rv+faults: the scan refuses the text" "$work/log"

# In this kernel gcc keeps the loop of set_ptes() and lazy_mmu_mode_disable() as functions.
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
