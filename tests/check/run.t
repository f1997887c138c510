#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 6
# tests/run fails if a test loses results, whatever the test prints, and names what was skipped.  The
# runner works here in a directory of its own, with a lab that boots nothing.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tree=$dir/tree
mkdir -p "$tree"/tests/{check,guest,unit,vm} "$dir/cache"
cp tests/run tests/tap.sh tests/tap.awk "$tree/tests/"
: >"$tree/tests/unit/test_none.c"
printf 'build/%%: ; @mkdir -p build\nman: ;\n' >"$tree/Makefile"
printf '#!/bin/sh\n' >"$tree/tests/vm/kernel"
cp "$tree/tests/vm/kernel" "$tree/tests/vm/guest"
# The lab runs the test here, with the guest's part of TAP.
cat >"$tree/tests/vm/run" <<'END'
#!/bin/bash
export tree=$PWD
sed "s,/tmp/,$TMPDIR/," tests/guest/ktap.sh >ktap.sh
sed "s,/tests/ktap.sh,$tree/ktap.sh," "tests/guest/$(basename "${@: -1}")" >test
sh test
status=$?
[ ! -e die ] || exit 128
exit $status
END
chmod +x "$tree"/tests/vm/*
cp tests/guest/ktap.sh "$tree/tests/guest/"
export BT_CACHE=$dir/cache TMPDIR=$dir
unset VERBOSE MAKEFLAGS MAKELEVEL MFLAGS

# runs ARGUMENTS...: run the copy
runs() { (cd "$tree" && tests/run "$@") >"$dir/log" 2>&1; }
# write FOLDER NAME: make a test of standard input
write() { cat >"$tree/tests/$1/$2.t"; chmod +x "$tree/tests/$1/$2.t"; }
# committed LINE...: make these lines the numbers of results
committed() { printf '%s\n' '# numbers' "$@" >"$tree/tests/counts"; }
# one_of WHAT PATTERN STATUS: pass if the run of one test exits with STATUS and prints a line PATTERN
one_of()
{
	runs check -k one
	[ $? = "$3" ] && grep -qE -e "$2" "$dir/log"
	report $? "$1" "$dir/log"
}
# prints WHAT PATTERN TAP [STATUS]: pass if the run of a test that prints TAP fails with PATTERN
prints()
{
	printf '#!/bin/bash\ncat <<"END"\n%b\nEND\nexit %d\n' "$3" "${4:-0}" | write check one
	one_of "a run fails if $1" "not ok - .*$2" 1
}

committed '1 check/one.t'
prints 'a plan of 50 has one result' 'the plan has 50 results, and 1 came' '1..50\nok 1 - a'
prints 'a test bails out, with status 0' 'Bail out! no disk' 'ok 1 - a\nBail out! no disk\n1..1'
prints 'there is no plan' 'no plan' 'ok 1 - a'
prints 'there are two plans' 'a second plan' '1..1\nok 1 - a\n1..1'
prints 'the numbers have a gap' 'result 2 has the number 3' '1..3\nok 1 - a\nok 3 - c\nok 4 - d'
prints 'a number comes twice' 'result 2 has the number 1' 'ok 1 - a\nok 1 - b\n1..2'
prints 'a result comes behind the plan' 'a result after the plan' 'ok 1 - a\n1..1\nok 2 - b'
prints 'a result comes behind the end' 'a result after Bail out!' '1..2\nok 1 - a\nBail out!\nok 2 - b'
prints 'a result has no name' 'without number and name' 'ok 1\n1..1'
prints 'a failure has neither number nor name' 'without number and name' 'ok 1 - a\nnot ok\n1..2'
prints 'a result fails, with status 0' 'b$' 'ok 1 - a\nnot ok 2 - b\n1..2'
prints 'a failure calls itself skipped' 'b # SKIP no' 'ok 1 - a\nnot ok 2 - b # SKIP no\n1..2'
prints 'a result is skipped without a reason' 'skipped without a reason' 'ok 1 - a # SKIP\n1..1'
prints 'a test passes and ends with status 3' 'ended with status 3' 'ok 1 - a\n1..1' 3
prints 'a test passes and dies' 'ended with status 137' 'ok 1 - a\n1..1' 137
prints 'a result fails and the guest dies' 'ended with status 128' 'not ok 1 - a\n1..1' 128
prints 'a plan of nothing has no result' 'ran no test' '1..0 # SKIP nothing here'
prints 'nothing is printed' 'ran no test' ''
committed '2 check/one.t'
prints 'fewer results come than are committed' '1 results, and tests/counts has 2' 'ok 1 - a\n1..1'

write check one <<'END'
#!/bin/bash
. tests/tap.sh
report 0 a
[ ! -e cut ] || exit 0
[ ! -e early ] || finish
[ ! -e below ] || { (finish); }
[ ! -e lost ] || (report 0 b)
unable='no browser (install one)'
report 1 c
unable=''
report 0 d
finish
END
committed '3 check/one.t'
one_of 'a run passes with as many results as are committed' '^2 passed, 0 failed, 1 skipped$' 0
grep -qxF '  check/one.t: c # SKIP no browser (install one)' "$dir/log"
report $? 'the last lines have each skipped result with its reason' "$dir/log"
touch "$tree/cut"; one_of 'a run fails if a test ends without finish' 'not ok - no plan' 1; rm "$tree/cut"
touch "$tree/early"; one_of 'a run fails if a test calls finish early' 'not ok - 1 results, and tests/counts has 3' 1; rm "$tree/early"
touch "$tree/below"; one_of 'a run fails if a subshell calls finish' 'not ok - Bail out! finish in a subshell' 1; rm "$tree/below"
touch "$tree/lost"; one_of 'a run fails if a subshell reports' 'not ok - result 3 has the number 2' 1; rm "$tree/lost"

# Numbers of results
committed '2 check/one.t'
one_of 'more results than are committed pass' '^\+3 check/one.t$' 0
grep -q "^hint: .*'tests/run counts'" "$dir/log"
report $? 'the run shows how to accept the difference' "$dir/log"
runs counts && [ "$(cat "$tree/tests/counts")" = $'# numbers\n3 check/one.t' ]
report $? 'tests/run counts accepts it' "$tree/tests/counts"
committed '3 check/one.t' '7 check/two.t' '9 many on 7.3, 2 CPU'
one_of 'a run of some tests compares only these' '^2 passed, 0 failed' 0
runs check
[ $? = 1 ] && grep -q 'check/two.t: not ok - did not run' "$dir/log" && ! grep -q many "$dir/log"
report $? 'a run of all tests fails if a committed one did not run' "$dir/log"
committed '3 check/one.t'
printf '. tests/tap.sh\nskip a "no root"\nskip b "no root"\nfinish\n' | sed '1i #!/bin/bash' | write check only
runs check && grep -qxF 'check/only.t: all of its 2 results were skipped' "$dir/log"
report $? 'a test that skips all its results is named' "$dir/log"
rm "$tree/tests/check/only.t"

# Guests
write guest many <<'END'
#!/bin/sh
. /tests/ktap.sh
ok a
[ ! -e "$tree"/early ] || finish
is b 1 1
[ ! -e "$tree"/below ] || (finish)
finish
END
committed '2 many on 7.3, 2 CPU'
# guest WHAT PATTERN STATUS: as one_of, for the guest test
guest()
{
	runs vm -k many
	[ $? = "$3" ] && grep -qE -e "$2" "$dir/log"
	report $? "$1" "$dir/log"
}
guest 'a guest with as many results as are committed passes' '^2 passed, 0 failed$' 0
touch "$tree/die"; guest 'a guest that prints ok and dies fails' 'many on 7.3, 2 CPU: not ok - ended with status 128' 1; rm "$tree/die"
touch "$tree/early"; guest 'a guest that calls finish early fails' 'not ok - 1 results, and tests/counts has 2' 1; rm "$tree/early"
touch "$tree/below"; guest 'a guest that calls finish in a subshell fails' 'not ok - Bail out! finish in a subshell' 1; rm "$tree/below"

# Tests that fail now and then
runs flaky 2 -k many && grep -qx 'many on 7.3, 2 CPU: 2 rounds, 0 results failed at least once' "$dir/log"
report $? 'flaky runs the guests as often as it is told' "$dir/log"
sed -i 's/^is b 1 1/is b 1 2/' "$tree/tests/guest/many.t"
! runs flaky -k many && grep -q '^many on 7.3, 2 CPU: 3 rounds, 1 results failed at least once$' "$dir/log" &&
	grep -q '^not ok - many on 7.3, 2 CPU: b: failed in round 3(' "$dir/log"
report $? 'flaky adds the round of another sitting, and names what failed' "$dir/log"
sed -i 's/^is b 1 2/is c 1 1/' "$tree/tests/guest/many.t"
runs flaky -k many && grep -q '^not ok - many on 7.3, 2 CPU: b: failed in round 3(' "$dir/log" &&
	grep -q '^many on 7.3, 2 CPU: 4 rounds, 1 results failed' "$dir/log"
report $? 'flaky remembers a failure when a later round passes' "$dir/log"
grep -qx 'differs - many on 7.3, 2 CPU: c: only in 1 of 4 rounds' "$dir/log"
report $? 'flaky names a result that some rounds lack' "$dir/log"
finish
