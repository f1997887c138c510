#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The series as a maintainer gets it: checkpatch, kernel-doc, applies to both versions.
. tests/vm/common.sh
set +e
n=0 status=0
report()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; status=1; sed 's/^/#   /' "$CACHE/patches.log" | head -n 20; fi
}
src=$(readlink -f "$("$VM_DIR/kernel" 7.3)/build/source")
for patch in kernel-patch/7.x/*.patch kernel-patch/flavours/*/*.patch; do
	# The tree has no history to look the commit up in.
	(cd "$src" && perl scripts/checkpatch.pl --strict --no-tree --ignore UNKNOWN_COMMIT_ID \
		"$TOP/$patch") >"$CACHE/patches.log" 2>&1
	report $? "checkpatch --strict: ${patch##*/}"
done
(cd "$src" && for f in mm/lazy_mmu_trace.c include/linux/lazy_mmu_trace.h include/linux/pgtable.h; do
	scripts/kernel-doc -none "$f"; done) 2>&1 | grep -i lazy >"$CACHE/patches.log"
[ ! -s "$CACHE/patches.log" ]
report $? 'kernel-doc: no complaint about the lazy MMU functions'
for kernel in 7.3 7.2; do
	config=$("$VM_DIR/kernel" $kernel)/config
	grep -c -e '^CONFIG_KVM=y' -e '^CONFIG_EFI=y' -e '^CONFIG_LAZY_MMU_TRACE=y' "$config" |
		grep -qx 3
	report $? "$kernel: built and linked with the series, KVM and EFI"
done
echo "1..$n"
exit $status
