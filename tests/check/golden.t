#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every format and key, to the letter.  tests/check/golden.t --update accepts what
# is printed now.
make -s O=build build/test_user build/test_check build/barrier-trace >&2 || exit 1
n=0 status=0 dir=tests/golden
compare() # NAME COMMAND...
{
	local name=$1
	shift
	n=$((n + 1))
	"$@" 2>&1 | sed 's/"tool":"barrier-trace [^"]*"/"tool":"barrier-trace VERSION"/' >build/golden.out
	[ -z "${update-}" ] || cp build/golden.out "$dir/$name"
	if diff -u "$dir/$name" build/golden.out >build/golden.diff; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/#   /' build/golden.diff
		status=1
	fi
}
[ "${1-}" != --update ] || update=1
mkdir -p "$dir"
for format in text json csv openmetrics; do
	for per in none task process comm cpu level site; do
		compare "$format-$per" build/test_user "$format" "$per" 0
	done
	compare "$format-lost" build/test_user "$format" none 17
done
compare textfile-none build/test_user textfile none 0
compare textfile-task build/test_user textfile task 0
for format in text json csv openmetrics; do
	compare "$format-estimate" build/test_user "$format" none 0 tests/golden/calibration
done
compare text-estimate-task build/test_user text task 0 tests/golden/calibration
for format in text json ktap; do
	compare "check-$format" build/test_check print $format
done
compare help build/barrier-trace --help
compare help-check build/barrier-trace check --help
compare help-stat build/barrier-trace stat --help
compare help-info build/barrier-trace info --help
compare help-calibrate build/barrier-trace calibrate --help
compare schema build/barrier-trace stat --json-schema
# What is JSON must be JSON, and of the schema's members only.
for f in "$dir"/json-* "$dir"/check-json "$dir"/schema; do
	n=$((n + 1))
	if jq -e . "$f" >/dev/null; then echo "ok $n - $f is JSON"; else echo "not ok $n - $f is JSON"; status=1; fi
done
n=$((n + 1))
unknown=$(jq -r --slurpfile s "$dir/schema" 'select(.type != "header") | keys[] |
	select(. as $k | $s[0].properties | has($k) | not)' "$dir"/json-* |
	grep -vx -e user_s -e sys_s | sort -u)
if [ -z "$unknown" ]; then echo "ok $n - the schema names every member"; else
	echo "not ok $n - the schema names every member"
	echo "#   not: $unknown"
	status=1
fi
echo "1..$n"
exit $status
