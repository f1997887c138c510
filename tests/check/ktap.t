#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# The helpers of the guest tests pass only where they have found what they look for.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed "s,/tmp/,$dir/," tests/guest/ktap.sh >"$dir/ktap.sh"
cat >"$dir/result" <<'END'
{"type":"header","command":"check"}
{"type":"violation","invariant":"I5","comm":"x"}
{"type":"violation","invariant":"I12","comm":"x"}
{"type":"row","comm":"x","first":7}
{"type":"total","verdict":"violated","violations":2,"first":7,"lost":0}
END
sed '/"violation"/d; s/"violated","violations":2/"clean","violations":0/' "$dir/result" >"$dir/clean"
: >"$dir/empty"
cp "$dir/result" "$dir/copy"

# gives WHAT ok|not COMMAND: pass if COMMAND, which calls one helper, prints that result
gives()
{
	(cd "$dir" && sh -c ". ./ktap.sh; cd '$dir'; $3") >"$dir/out" 2>&1
	grep -q "^$([ "$2" = ok ] || echo 'not ')ok 1 - x" "$dir/out"
	report $? "$1" "$dir/out"
}
# renamed WHAT MEMBER COMMAND: pass if COMMAND passes, and fails once MEMBER has another name
renamed()
{
	gives "$1 passes" ok "$3"
	sed -i "s/$2/\"other\"/" "$dir/result" "$dir/clean"
	gives "$1 fails if $2 has another name" not "$3"
	cp "$dir/copy" "$dir/result"
	sed '/"violation"/d; s/"violated","violations":2/"clean","violations":0/' "$dir/result" >"$dir/clean"
}
gives 'is: equal strings pass' ok 'is x a a'
gives 'is: other strings fail' not 'is x a b'
gives 'is: nothing and nothing fail' not 'is x "" ""'
gives 'none: nothing passes' ok 'none x ""'
gives 'none: something fails' not 'none x a'
gives 'counted: equal numbers pass' ok 'counted x 7 7'
gives 'counted: other numbers fail' not 'counted x 7 8'
gives 'counted: 0 and 0 fail' not 'counted x 0 0'
gives 'counted: words fail' not 'counted x a a'
gives 'same: equal files pass' ok 'same x result copy'
gives 'same: other files fail' not 'same x result clean'
gives 'same: empty files fail' not 'same x empty empty'
gives 'same: a missing file fails' not 'same x nothing nothing'
renamed 'is with field' '"first"' 'is x "$(field first result) 1" "$(field first result) 1"'
renamed 'is with verdict' '"verdict"' 'is x "$(verdict)" "$(verdict)"'
renamed 'is with found' '"invariant"' 'is x "$(found)" "$(found)"'
renamed 'none with found' '"violations"' 'none x "$(found clean)"'
sed -i 's/"violations":0/"violations":1/' "$dir/clean"
gives 'none with found fails if the total has a violation that is not shown' not 'none x "$(found clean)"'
renamed 'is with rows' '"type":"row"' 'is x "$(rows result)" "$(rows result)"'
gives 'left: as many programs pass' ok 'programs() { echo 3; }; left x 3'
gives 'broken_identities prints something where there is no record' not 'none x "$(broken_identities <empty)"'
finish
