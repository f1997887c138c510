#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# For each kernel of the guests with the tracepoints: the text of every site that reports barriers
# shows that the barriers are executed, as `check` looks at it.  With one instruction of a pair
# broken, it shows that.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s O=build build/text_sites >&2 || exit 1

# Sites whose register with the action holds what code far before has left there.  Such a site is
# undecided, should it emit.
undecided='uprobe_write
copy_page_range'

for kernel in 7.3 7.2 6.12-g1 6.12-g2; do
	kdir=$(tests/vm/kernel "$kernel" 2>"$work/log") || { report 1 "$kernel: the kernel is there" "$work/log"; continue; }
	build/text_sites "$kdir/vmlinux" mutate >"$work/out" 2>"$work/log"
	report $? "$kernel: the sites are judged" "$work/log"
	! grep -q 'does not execute' "$work/out"
	report $? "$kernel: no site lacks barriers" "$work/out"
	[ "$(sed -nE 's/^(queue|flush|emit): ([0-9]+) execute.*/\2/p' "$work/out" | awk '{ n += $1 } END { print n }')" -ge 100 ]
	report $? "$kernel: at least 100 sites execute barriers" "$work/out"
	grep -E '^(queue|flush|emit) .*: (the|a|an|no|too|several) ' "$work/out" |
		sed -E 's/^[a-z]+ ([a-z0-9_]+)[+.].*/\1/' | grep -vxF "$undecided" >"$work/unknown"
	[ $? = 1 ]
	report $? "$kernel: only known sites are undecided" "$work/unknown"
	awk '/^mutants:/ { exit !($2 >= 500 && $4 >= 0.99 * $2) }' "$work/out"
	report $? "$kernel: at least 99 of 100 broken instructions are noticed" "$work/out"
done
finish
