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
for patch in kernel-patch/*.x/*.patch kernel-patch/*/g?/*.patch \
		kernel-patch/{rv,faults,strict}/*.patch kernel-patch/flavours/*/*.patch; do
	# Commit ids are not checked, because the tree has no history.
	(cd "$newest" && perl scripts/checkpatch.pl --strict --no-tree --ignore UNKNOWN_COMMIT_ID \
		"$TOP/$patch") >"$work/log" 2>&1
	report $? "checkpatch --strict accepts ${patch#kernel-patch/}" "$work/log"
done

# git-am needs only the files that the mails change.
while read -r name version series; do
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
	(cd "$tree" && for file in $(git diff --name-only --diff-filter=A HEAD~${#mails[@]} | grep '\.[ch]$') \
			include/linux/pgtable.h; do
		[ ! -e "$file" ] || "$newest/scripts/kernel-doc" -none "$file"
	done) 2>&1 | grep -i 'lazy.*\(warning\|error\)\|\(warning\|error\).*lazy' >"$work/log"
	[ ! -s "$work/log" ]
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
finish
