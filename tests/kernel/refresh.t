#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel-patch/refresh moves a series to another source.  This test uses only files of the source
# that the series touch, and a copy of the repository, so that nothing in the repository is written.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pristine=$(tests/vm/kernel --source 6.12) || exit 1
mkdir -p "$work/tests"
cp -r kernel-patch "$work/"
cp -r tests/vm "$work/tests/"
export BT_CACHE=$work/cache
mails=$work/kernel-patch/6.12 before=$work/before out=$work/out

# source_tree: make a new source, and restore the series
source_tree()
{
	local file
	rm -rf "$work/source" "$work/cache" "$before" "$mails"
	cp -r kernel-patch/6.12 "$mails"
	cp -r "$mails" "$before"
	sed -n 's/^diff --git a\/\([^ ]*\) .*/\1/p' "$mails"/*/000[1-9]*.patch | sort -u | while read -r file; do
		[ ! -f "$pristine/$file" ] || { mkdir -p "$(dirname "$work/source/$file")" && cp "$pristine/$file" "$work/source/$file"; }
	done
}
refresh() { "$work/kernel-patch/refresh" "$@" >"$out" 2>&1; }
unchanged() { diff -r "$before" "$mails" >>"$out"; }
tree=$work/cache/refresh-6.12-g2-${work//\//_}_source

source_tree
refresh 6.12-g2 "$work/source" && [ "$(grep -c '^6.12/.* as it is$' "$out")" = 10 ]
report $? 'on its own source each patch applies as it is' "$out"
unchanged
report $? 'on its own source the mails stay identical' "$out"
[ ! -e "$tree" ]
report $? 'refresh removes its tree'

source_tree
sed -i '1i /* a line more */' "$work/source/mm/vmalloc.c"
refresh 6.12-g2 "$work/source" && grep -q '^6.12/g1/0001.* moved$' "$out" && [ "$(grep -c 'as it is$' "$out")" = 9 ]
report $? 'refresh reports a patch that has moved' "$out"
[ "$(cat "$mails"/*/0*.patch | grep -c '^Subject:')" = "$(cat "$before"/*/0*.patch | grep -c '^Subject:')" ]
report $? 'refresh writes all mails' "$out"

# Make a conflict in the middle of the second of three series.
source_tree
cp "$work/source/mm/vmalloc.c" "$work/vmalloc.c"
sed -i 's/WARN_ON(!pte_none(ptent)/WARN_ON_ONCE(!pte_none(ptent)/' "$work/source/mm/vmalloc.c"
! refresh 6.12-g2 "$work/source" && grep -q '^  mm/vmalloc.c: Hunk #3 FAILED at' "$out" &&
	grep -q '6.12/g1/0001-.* does not apply' "$out"
report $? 'refresh names file and hunk of a conflict' "$out"
unchanged
report $? 'after a conflict no series is written' "$out"
! refresh --format "$tree" && unchanged
report $? '--format writes nothing while a conflict is left' "$out"
! refresh --continue "$tree" && grep -q 'mm/vmalloc.c.rej is still there' "$out" && unchanged
report $? '--continue fails while the .rej file is there' "$out"
rm "$tree/mm/vmalloc.c.rej" && git -C "$tree" checkout -q mm/vmalloc.c
! refresh --continue "$tree" && grep -q 'nothing is changed' "$out"
report $? '--continue fails if the .rej file was only removed' "$out"
cp "$work/vmalloc.c" "$tree/mm/vmalloc.c"
patch -s -p1 -d "$tree" <"$(echo "$mails"/g1/0001*)"
refresh --continue "$tree" && grep -q '^6.12/g1/0001.* by hand$' "$out" && [ "$(grep -c 'as it is$' "$out")" = 6 ]
report $? '--continue applies the rest once the conflict is solved' "$out"
diff <(cd "$before" && ls ./*) <(cd "$mails" && ls ./*) >>"$out" &&
	[ -z "$(diff -r "$before" "$mails" | grep '^diff' | grep -v 'g1/0001')" ]
report $? '--continue writes all mails' "$out"

source_tree
rm "$work/source/mm/vmalloc.c"
! refresh 6.12-g2 "$work/source" && grep -q "can't find file" "$out" && grep -q '^  b/mm/vmalloc.c' "$out"
report $? 'refresh names a file that is gone' "$out"

source_tree
patch -s -p1 -d "$work/source" <"$(echo "$mails"/g0/0001*)"
! refresh 6.12-g2 "$work/source" && grep -q 'g0/0001-.* is in .* already' "$out" && ! grep -q FAILED "$out"
report $? 'refresh names a patch that the source has already' "$out"
unchanged
report $? 'refresh writes nothing if the source has a patch already' "$out"

! refresh nonsense && grep -q 'nonsense: neither in kernel-patch/series nor a version' "$out"
report $? 'refresh refuses an unknown name' "$out"
finish
