#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every series passes the checks of a maintainer: checkpatch, `git am` onto the untouched source,
# and kernel-doc.
. tests/vm/common.sh
set +e
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

newest=$("$VM_DIR/kernel" --source 7.3) || exit 1
# These find nothing below because there is nothing, and not because they do not work here.
printf '/**\n * lazy_mmu_x() - x\n * @nope: y\n */\nint lazy_mmu_x(int a)\n{\n\treturn a;\n}\n' >"$work/bad.c"
kernel_doc() { "$newest/scripts/kernel-doc" -none "$1" 2>&1 | grep -i 'lazy.*\(warning\|error\)\|\(warning\|error\).*lazy'; }
kernel_doc "$work/bad.c" >"$work/log"
report $? 'kernel-doc finds a comment that is wrong' "$work/log"
sed 's/^+#define/+ #define/; s/^+#include .*/& /' "$(printf '%s\n' kernel-patch/7.x/0001-*.patch)" >"$work/bad.patch"
checkpatch() { (cd "$newest" && perl scripts/checkpatch.pl --strict --no-tree --ignore UNKNOWN_COMMIT_ID "$1"); }
! checkpatch "$work/bad.patch" >"$work/log" 2>&1 && grep -q '^total: [1-9]' "$work/log"
report $? 'checkpatch finds a patch that is wrong' "$work/log"
for patch in kernel-patch/*.x/*.patch kernel-patch/*/g?/*.patch \
		kernel-patch/{rv,faults,strict}/*.patch kernel-patch/flavours/*/*.patch; do
	# Commit ids are not checked, because the tree has no history.
	checkpatch "$TOP/$patch" >"$work/log" 2>&1
	report $? "checkpatch --strict accepts ${patch#kernel-patch/}" "$work/log"
done

# git-am needs only the files that the mails change.
names=0
while read -r name version series; do
	names=$((names + 1))
	source=$("$VM_DIR/kernel" --source "$version" 2>"$work/log") || { report 1 "$name: the source is unpacked" "$work/log"; continue; }
	tree=$work/$name
	mails=()
	for dir in $series; do mails+=("$PATCH_DIR/$dir"/000[1-9]*.patch); done
	sed -n 's,^--- a/,,p' "${mails[@]}" | sort -u | while read -r file; do
		[ ! -e "$source/$file" ] || install -D -m 644 "$source/$file" "$tree/$file"
	done
	{
		git -C "$tree" init -q && git -C "$tree" add -A -f . &&
		git -C "$tree" -c user.name=t -c user.email=t@localhost commit -q -m base &&
		git -C "$tree" -c user.name=t -c user.email=t@localhost am -q "${mails[@]}"
	} >"$work/log" 2>&1
	report $? "$name: git am applies ${#mails[@]} mails" "$work/log"
	files=$(cd "$tree" && git diff --name-only --diff-filter=A HEAD~${#mails[@]} | grep '\.[ch]$')
	for file in $files include/linux/pgtable.h; do
		[ ! -e "$tree/$file" ] || kernel_doc "$tree/$file"
	done >"$work/log"
	[ -n "$files" ] && [ ! -s "$work/log" ]
	report $? "$name: kernel-doc finds nothing" "$work/log"
	config=$("$VM_DIR/kernel" "$name")/config
	# nVHE and the EFI stub include headers that the series changes.  The default kernel has
	# both; for the others patch-check links them.
	wanted='LAZY_MMU_TRACE'
	[ "$name" != 7.3 ] || wanted='KVM EFI LAZY_MMU_TRACE'
	for symbol in $wanted; do grep -qx "CONFIG_$symbol=y" "$config" || echo "$symbol"; done >"$work/log"
	[ ! -s "$work/log" ]
	report $? "$name: built and linked with the series, and $wanted" "$work/log"
done < <(grep -v '^#' "$PATCH_DIR/series"
	# Debug series, on top of the tracepoints
	echo '7.3+rv+faults 7.3 7.x rv faults'
	echo '7.3+strict 7.3 7.x strict')
[ "$names" -ge 7 ]
report $? "$names series were looked at"
finish
