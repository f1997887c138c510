#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 100
# ASan, UBSan and valgrind find nothing in the unit tests, in the fuzzers with their corpus, and in
# the tool, as far as the tool runs without a kernel that can be traced.
. tests/tap.sh
mkdir -p build
# An emulator of user programs does not run valgrind, and some versions do not run the
# sanitizers.  A checker that fails for a program that does nothing is skipped.
printf 'int main(void) { return 0; }\n' >build/nothing.c
judges() { "$@" >build/nothing.log 2>&1; }
why() { printf '%s does not run here: %s' "$1" "$(grep -m 1 . build/nothing.log | tr -d '#')"; }

# A sanitizer's report.  Programs can end with status 0 behind one, and with another for their own
# reasons.
FOUND='ERROR: |SUMMARY: |runtime error'
# sanitized STATUS LOG: succeed if the status is 0 and the log has no report, and print what it has
sanitized()
{
	! grep -hE "$FOUND" "$2" | sed 's/^/#   /' | grep . && [ "$1" = 0 ]
}

mapfile -t suites < <(basename -s .c tests/unit/test_*.c | sed 's/^test_//')
for cc in gcc clang; do
	flags='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer'
	make -s O=build/san-$cc CC="$(cached $cc)" CLANG="$(cached clang)" CFLAGS="$flags" \
		"${suites[@]/#/build/san-$cc/test_}" build/san-$cc/{replay_result,replay_recording,barrier-trace} >&2
	report $? "all programs build with $cc's sanitizers"
	# shellcheck disable=SC2086  # words
	no_sanitizer=''
	judges $cc $flags -o build/nothing build/nothing.c && judges build/nothing || no_sanitizer=$(why "$cc's ASan")
	for t in "${suites[@]}"; do
		[ -z "$no_sanitizer" ] || { skip "$cc's ASan and UBSan find nothing in unit tests of $t" "$no_sanitizer"; continue; }
		build/san-$cc/test_$t nofork >build/san.log 2>&1
		sanitized $? build/san.log && grep -q '^ok 1 ' build/san.log
		report $? "$cc's ASan and UBSan find nothing in unit tests of $t" build/san.log
	done
	for target in result recording; do
		[ -z "$no_sanitizer" ] || { skip "$cc's ASan and UBSan find nothing with the corpus of $target" "$no_sanitizer"; continue; }
		build/san-$cc/replay_$target tests/fuzz/corpus/$target/* >build/san.log 2>&1
		sanitized $? build/san.log
		report $? "$cc's ASan and UBSan find nothing with the corpus of $target" build/san.log
	done
	unable=$no_sanitizer
	# Programs that make a mistake: the report is seen, even if the program hides its status.
	printf '#include <stdlib.h>\nint main(int n, char **v) { char *p = malloc(n); p[n] = *v[0]; return 0 * p[n]; }\n' >build/wrong.c
	printf '#include <limits.h>\nvolatile int sum = INT_MAX;\nint main(int n, char **v) { (void)v; sum += n; return 0; }\n' >build/overflow.c
	for wrong in wrong overflow; do
		# shellcheck disable=SC2086  # words
		$cc ${flags/-fno-sanitize-recover=all/} -o build/$wrong build/$wrong.c && build/$wrong >build/san.log 2>&1
		! sanitized 0 build/san.log >/dev/null
		report $? "$cc's ASan and UBSan find the mistake in $wrong.c" build/san.log
	done
	# The leak check is off, because this mode ends without freeing its suite.
	ASAN_OPTIONS=detect_leaks=0 build/san-$cc/test_recording sample build/sample.data
	for args in '--help' 'stat --help' 'info' 'stat --json-schema' 'stat -d 5' 'check -d 5' 'check --history 65' 'check -- true' 'hist -d 5' 'hist --buckets linear:0' 'hist --metric batch,x' \
			'hist --json-schema' 'hist -- true' 'sites --json-schema' 'sites -- true' 'sites --max-stacks 0' 'stat -p 0,1,x' 'calibrate --dry-run' \
			'stat --calibration tests/golden/calibration --openmetrics /nonsense/x -- true' \
			'stat --calibration README.md -- true' \
			'top' 'top -s x' 'top --color=x' 'top -o x' 'top --batch -c 1 --rows 2 -s saving -- true' \
			'stat -n a -n b -C 0-3 -- true' 'nonsense' \
			'report build/test_recording' 'report --per site build/sample.data' \
			'report --view sites -g build/sample.data' 'report --view sites --format folded build/sample.data' 'report --view check build/sample.data' 'report --view events --format chrome build/sample.data' \
			'diff a b' 'diff --fail-if x=1 a b' 'diff tests/golden/results/g0-comm.json tests/golden/results/g3-comm.json' \
			'diff -s avg tests/golden/results/hist-a.json tests/golden/results/hist-b.json' \
			'diff --metric batch build/sample.data build/sample.data' \
			'diff --unit 3=x -x; --fail-if queued/x>1 tests/golden/results/g0-site.json tests/golden/results/g3-site.json'; do
		# shellcheck disable=SC2086  # words
		build/san-$cc/barrier-trace $args >/dev/null 2>build/san.log
		# The tool exits with any status below 130 of its own.
		sanitized $(($? > 129)) build/san.log
		report $? "$cc's ASan and UBSan find nothing in barrier-trace $args" build/san.log
	done
	unable=''
done
make -s O=build build/test_user build/test_calibration build/barrier-trace >&2
no_valgrind=''
judges gcc -o build/nothing build/nothing.c && judges valgrind -q build/nothing || no_valgrind=$(why valgrind)

# clean_under_valgrind NAME STATUS COMMAND...: pass if valgrind finds no error and no leak, and
# COMMAND exits with STATUS, unless that is "any"
clean_under_valgrind()
{
	[ -z "$no_valgrind" ] || { skip "$1" "$no_valgrind"; return; }
	valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
		"${@:3}" >/dev/null 2>build/valgrind.log
	case $? in 99) false ;; "$2") ;; *) [ "$2" = any ] ;; esac && ! grep -q '^==[0-9]*== ' build/valgrind.log
	report $? "$1" build/valgrind.log
}
for t in user calibration; do
	clean_under_valgrind "valgrind finds nothing in unit tests of $t" 0 build/test_$t nofork
done
clean_under_valgrind 'valgrind finds nothing in barrier-trace diff' 0 \
	build/barrier-trace diff tests/golden/results/g0-site.json tests/golden/results/g3-site.json
clean_under_valgrind 'valgrind finds nothing in barrier-trace stat' any build/barrier-trace stat -n x -C 1 -- true
finish
