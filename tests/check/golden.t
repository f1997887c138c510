#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 3
# The tool prints each format and key as the golden files have it, to the letter.
# tests/check/golden.t --update accepts the present output.
make -s O=build build/test_{user,check,now,hist,sites,recording,lines,page,top} build/barrier-trace >&2 || exit 1
n=0 status=0 dir=tests/golden compared=''
compare() # NAME COMMAND...
{
	local name=$1
	shift
	n=$((n + 1)) compared+=$name$'\n'
	"$@" 2>&1 | sed 's/"tool":"barrier-trace [^"]*"/"tool":"barrier-trace VERSION"/' >build/golden.out
	[ -z "${update-}" ] || cp build/golden.out "$dir/$name"
	if diff -u "$dir/$name" build/golden.out >build/golden.diff; then
		echo "ok $n - output $name equals the golden file"
	else
		echo "not ok $n - output $name equals the golden file"
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
for format in text json csv openmetrics; do
	for per in none task; do
		compare "$format-probes-$per" build/test_user "$format-probes" "$per" 0
	done
done
for kind in interval run; do
	compare "csv-$kind" build/test_user "csv-$kind" none 0
done
compare textfile-none build/test_user textfile none 0
compare textfile-task build/test_user textfile task 0
for format in text json csv openmetrics; do
	compare "$format-estimate" build/test_user "$format" none 0 tests/golden/calibration
done
compare text-estimate-task build/test_user text task 0 tests/golden/calibration
for format in text json ktap; do
	compare "check-$format" build/test_check print $format
	for how in clean wrong; do
		compare "now-$format-$how" build/test_now print $format $how
	done
done
for format in text json csv svg; do
	for per in none comm site; do
		compare "hist-$format-$per" build/test_hist $format $per log2 0
	done
	compare "hist-$format-probes" build/test_hist $format-probes comm log2 0
	compare "hist-$format-linear" build/test_hist $format comm linear 0
	compare "hist-$format-lost" build/test_hist $format none log2 17
done
compare hist-csv-interval sh -c 'build/test_hist csv-interval none log2 0 | grep -v "section\|window"'
for format in text json; do
	compare "hist-$format-repeat" build/test_hist $format none log2 3 3
done
compare hist-csv-repeat sh -c 'build/test_hist csv none log2 3 3 | grep -v section'
for format in text json csv folded; do
	for how in plain stacks missed none no-stacks; do
		compare "sites-$format-$how" build/test_sites $format $how 0
	done
	compare "sites-$format-lost" build/test_sites $format stacks 17
	for how in plain missed; do
		compare "sites-$format-probes-$how" build/test_sites $format-probes $how 0
	done
done
compare sites-text-no-runs build/test_sites text no-runs 0
for what in table totals none loss paused help hostile rows probes; do
	for size in 80x24 40x10 200x50 20x3; do
		compare "top-$what-$size" build/test_top $what ${size%x*} ${size#*x}
	done
	compare "top-$what-batch" build/test_top $what 0 0
done
# Results that stat wrote on two kernels, and one with hostile names.
r=$dir/results
compare diff-same build/barrier-trace diff $r/g3-site.json $r/g3-site.json
for format in text json csv; do
	compare diff-$format-repeat build/barrier-trace diff --format $format $r/g0-comm.json $r/g3-comm.json
	compare diff-$format-unit build/barrier-trace diff --format $format --rows 3 -s queued --unit 97793=pages \
		--fail-if 'barriers > +5%' --fail-if 'queued/pages > 1.001' $r/g0-site.json $r/g3-site.json
	compare diff-$format-hostile build/barrier-trace diff --format $format $dir/json-comm $r/hostile.json
	compare diff-$format-other build/barrier-trace diff --format $format $r/g3-level.json $r/g3-comm.json
done
# Results of hist: two of the three scenarios are equal.
for format in text json csv; do
	compare diff-hist-$format-repeat build/barrier-trace diff --format $format $r/hist-a.json $r/hist-b.json
	compare diff-hist-$format-unit build/barrier-trace diff --format $format --metric batch,window -s p99 \
		--unit 50:100=forks --fail-if 'batch.avg > +5%' --fail-if 'batch.count/forks < 1' $r/hist-a.json $r/hist-b.json
	compare diff-hist-$format-hostile build/barrier-trace diff --format $format $dir/hist-json-comm $dir/hist-json-linear
done
compare diff-hist-lost build/barrier-trace diff --strict --metric batch,run $dir/hist-json-repeat $dir/hist-json-lost
compare diff-hist-stat build/barrier-trace diff $r/hist-a.json $r/g3-comm.json
compare diff-hist-metric build/barrier-trace diff --metric batch $r/g3-comm.json $r/g3-comm.json
compare diff-hist-sort build/barrier-trace diff -s queued $r/hist-a.json $r/hist-b.json
compare diff-hist-condition build/barrier-trace diff --fail-if 'section.avg > +5%' $r/hist-a.json $r/hist-b.json
compare diff-schema build/barrier-trace diff --json-schema
# A small recording, and one that lacks two events.
build/test_recording sample build/sample.data && build/test_recording lost build/lost.data
for per in task comm site; do
	compare report-$per build/barrier-trace report --per $per build/sample.data
done
for format in text json csv openmetrics; do
	compare report-stat-$format build/barrier-trace report --format $format build/lost.data
done
for format in text json csv svg; do
	compare report-hist-$format build/barrier-trace report --view hist --per comm --format $format build/lost.data
done
for format in text json csv folded; do
	compare report-sites-$format build/barrier-trace report --view sites -g --format $format build/lost.data
done
compare report-sites-missed build/barrier-trace report --view sites --missed -s queued build/sample.data
compare report-sites-wrong build/barrier-trace report --view sites -s flush build/sample.data
compare report-onto-itself build/barrier-trace report -o build/sample.data build/sample.data
compare report-onto-input sh -c 'build/barrier-trace report --html build/sample.data - <build/sample.data'
compare format-wrong build/barrier-trace hist --format svg
for format in text json ktap; do
	compare report-check-$format build/barrier-trace report --view check --format $format build/sample.data
	compare report-check-$format-lost build/barrier-trace report --view check --format $format build/lost.data
done
for format in text json csv chrome; do
	compare report-events-$format build/barrier-trace report --view events --format $format build/sample.data
done
# A recording by kprobes: each view that counts shows how much is derived.
build/test_recording probes build/probes.data
for format in text json csv openmetrics; do
	compare report-probes-stat-$format build/barrier-trace report --per task --format $format build/probes.data
done
for format in text json csv folded; do
	compare report-probes-sites-$format build/barrier-trace report --view sites --format $format build/probes.data
done
for format in text json ktap; do
	compare report-probes-check-$format build/barrier-trace report --view check --format $format build/probes.data
done
for format in text json csv chrome; do
	compare report-probes-events-$format build/barrier-trace report --view events --format $format build/probes.data
done
for format in text json csv; do
	compare diff-probes-$format build/barrier-trace diff --format $format build/sample.data build/probes.data
	compare diff-probes-json-$format build/barrier-trace diff --format $format "$dir/json-none" "$dir/json-probes-none"
	compare diff-probes-hist-$format build/barrier-trace diff --format $format --metric batch,run build/sample.data build/probes.data
done
compare report-probes-html build/barrier-trace report --view html build/probes.data
for format in text json csv svg; do
	compare report-probes-hist-$format build/barrier-trace report --view hist --format $format build/probes.data
done
# A recording with the vmlinux of its kernel
build/test_lines recording build/lines.data build/lines.vmlinux
objcopy --remove-section=.note.gnu.build-id build/lines.vmlinux build/lines.other
compare report-lines-check build/barrier-trace report --view check --history 0 --vmlinux build/lines.vmlinux build/lines.data
compare report-lines-events build/barrier-trace report --view events --vmlinux build/lines.vmlinux build/lines.data
compare report-other-view build/barrier-trace report --max-window 1ns build/sample.data
compare report-other-view-html build/barrier-trace report --view events --rows 3 --per comm build/sample.data
compare report-lines-sites build/barrier-trace report --view sites -g --vmlinux build/lines.vmlinux build/lines.data
# Addresses depend on the compiler, which may begin each function with BTI or ENDBR.
compare report-lines-sites-json sh -c 'build/barrier-trace report --view sites --format json \
	--vmlinux build/lines.vmlinux build/lines.data | sed "s/\"ip\":\"0x7f00[0-9a-f]*\"/\"ip\":\"IN_TEXT\"/g"'
compare report-lines-folded build/barrier-trace report --view sites --format folded --count queued --vmlinux build/lines.vmlinux build/lines.data
compare report-lines-ktap build/barrier-trace report --view check --format ktap --vmlinux build/lines.vmlinux build/lines.data
compare report-lines-json build/barrier-trace report --view events --json --vmlinux build/lines.vmlinux build/lines.data
compare report-lines-missing build/barrier-trace report --view events build/lines.data
compare report-lines-other build/barrier-trace report --view events --vmlinux build/lines.other build/lines.data
compare report-lines-old build/barrier-trace report --view check --vmlinux build/lines.vmlinux build/sample.data
head -c 700 build/sample.data >build/cut.data
for data in empty hostile; do
	build/test_page $data build/$data.data
done
for data in sample lost empty; do
	compare report-html-$data build/barrier-trace report --view html build/$data.data
done
compare diff-hist-recording build/barrier-trace diff --metric batch,run --per task build/sample.data build/lost.data
compare report-html-lines build/barrier-trace report --view html --vmlinux build/lines.vmlinux build/lines.data
compare report-html-missed build/barrier-trace report --view html --missed --rows 1 -n plain build/hostile.data
compare report-cut build/barrier-trace report --view events build/cut.data
compare report-none build/barrier-trace report --format nonsense build/sample.data
compare report-directory build/barrier-trace report build
compare help build/barrier-trace --help
for command in $(build/barrier-trace --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	compare help-$command build/barrier-trace $command --help
done
compare top-not-a-terminal build/barrier-trace top
compare top-file build/barrier-trace top -o x
compare top-sort build/barrier-trace top -s nonsense
compare schema build/barrier-trace stat --json-schema
compare hist-schema build/barrier-trace hist --json-schema
compare sites-schema build/barrier-trace sites --json-schema
compare check-schema build/barrier-trace check --json-schema
# A golden file that nothing prints any more says nothing.  calibration is an input.
n=$((n + 1))
stale=$(find "$dir" -maxdepth 1 -type f -printf '%f\n' | grep -vxF "${compared}calibration")
if [ -z "$stale" ]; then echo "ok $n - every golden file is compared"; else
	echo "not ok $n - every golden file is compared"
	echo "#   not:" $stale
	status=1
fi
# JSON outputs must parse, and have only members that the schema names.
for f in "$dir"/json-* "$dir"/hist-json-* "$dir"/sites-json-* "$dir"/check-json "$dir"/report-*-json* "$dir"/report-events-chrome "$dir"/schema "$dir"/*-schema; do
	n=$((n + 1))
	if jq -e . "$f" >/dev/null; then echo "ok $n - $f is JSON"; else echo "not ok $n - $f is JSON"; status=1; fi
done
for s in '' hist- sites- check-; do
	n=$((n + 1))
	unknown=$(set -o pipefail; jq -r --slurpfile s "$dir/${s}schema" 'keys[] |
		select(. as $k | $s[0].properties | has($k) | not)' "$dir/${s}json"* | sort -u) || unknown='jq has failed'
	if [ -z "$unknown" ]; then echo "ok $n - the ${s}schema names every member"; else
		echo "not ok $n - the ${s}schema names every member"
		echo "#   not: $unknown"
		status=1
	fi
done
n=$((n + 1))
unknown=$(set -o pipefail; cat "$dir"/diff-json-* "$dir"/diff-hist-json-* | grep '^{' | jq -r --slurpfile s "$dir/diff-schema" 'keys[] |
	select(. as $k | $s[0].properties | has($k) | not)' | sort -u) || unknown='jq has failed'
if [ -z "$unknown" ]; then echo "ok $n - the schema of diff names every member"; else
	echo "not ok $n - the schema of diff names every member"
	echo "#   not: $unknown"
	status=1
fi
echo "1..$n"
exit $status
