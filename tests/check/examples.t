#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 5
# Each command that a document or --help shows is right: the tool's own parser takes it, report and diff
# run here and print what they are for, the others run in a guest test; targets and scripts are there.
. tests/tap.sh
make -s O=build build/command-line build/barrier-trace build/test_recording build/test_hist >&2 || exit 1
mapfile -t commands < <(build/command-line options | cut -f1 | uniq)
documents=(--help "${commands[@]/%/--help}" README.md CONTRIBUTING.md CHANGELOG.md */README.md */*/README.md user/man/*)
top=$PWD work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/check/examples.py tool "${documents[@]}" >"$work/tool" &&
	python3 tests/check/examples.py scripts "${documents[@]}" >"$work/scripts" &&
	python3 tests/check/examples.py make "${documents[@]}" >"$work/make"
report $? 'the examples of all documents can be found'

# Number 1234 stands for some process: this shell is one.
barrier-trace()
{
	"$top/build/command-line" parse "${@//1234/$$}" </dev/null >/dev/null 2>>"$work/log" ||
		echo "status $?: barrier-trace $*" >>"$work/log"
}
for document in $(cut -f1 "$work/tool" | uniq); do
	: >"$work/log"
	lines=$(awk -F'\t' -v d="$document" '$1 == d { print $2 }' "$work/tool")
	while IFS= read -r line; do
		(cd "$work" && eval "$line") >/dev/null 2>>"$work/log" </dev/null
	done <<<"$lines"
	[ ! -s "$work/log" ]
	report $? "$document: the tool takes its $(wc -l <<<"$lines") commands" "$work/log"
done

# What needs neither root nor a kernel runs, on files of these names.
data=$work/data
mkdir "$data"
build/test_recording sample "$data/barrier-trace.data" >&2
build/test_recording lost "$data/after.data" >&2
cp "$data/barrier-trace.data" "$data/before.data"
cp "$data/barrier-trace.data" "$data/flight.data"
for name in before old small reference; do cp tests/golden/results/g0-comm.json "$data/$name.json"; done
for name in after new large; do cp tests/golden/results/g3-comm.json "$data/$name.json"; done
cp tests/golden/results/hist-a.json "$data/old-hist.json"
cp tests/golden/results/hist-b.json "$data/new-hist.json"
ran=0
while IFS= read -r line; do
	case $line in
	*'|'* | *flight.data) continue ;;	# these run in a guest
	'barrier-trace diff -s p99 '*)	# its two files are results of hist
		cp tests/golden/results/hist-a.json "$data/reference.json"
		cp tests/golden/results/hist-b.json "$data/new.json"
		;;
	esac
	# A view of the sample has a violation, or a condition holds; else the status is 0.
	case $line in
	*'--view check'*) want=2 ;;
	*) want='0|1' ;;
	esac
	output=$(sed -nE "s/.*(-o|--html) ([a-z.-]+).*/\2/p" <<<"$line")
	(
		barrier-trace() { "$top/build/barrier-trace" "$@"; }
		cd "$data" && eval "$line" </dev/null
	) >"$work/out" 2>"$work/err"
	got=$?
	[ -z "$output" ] || cat "$data/$output" >"$work/out"
	case $line in
	*--html*) head='^<!DOCTYPE html>' ;;
	*chrome*) head='^\{"' ;;
	*'--view check'*) head='verdict: violated' ;;
	*'--view events'*) head='^ +[0-9.]+ \[[0-9]+\] ' ;;
	*'--view sites --missed'*) head='avoidable +runs +emitted +per run +site|^ Missed batches for ' ;;
	*'--view hist'*) head='^# batch: deferrals that one flush covers' ;;
	*report*--per*) head='queued +emitted +deferred' ;;
	*'diff '*batch* | *window.*) head='A +B +difference +percent' ;;
	*) head='^ +A +B +difference +percent|queued' ;;
	esac
	[[ $got =~ ^($want)$ ]] && grep -qE -- "$head" "$work/out" &&
		{ [ "$got" != 1 ] || grep -q -- '--fail-if' "$work/err"; }
	{ status_of=$?; echo "status $got"; cat "$work/err"; } >"$work/log"
	report $status_of "run here: $line" "$work/log"
	ran=$((ran + 1))
done < <(cut -f2 "$work/tool" | grep -E '^barrier-trace (report|diff) ' | grep -vE -- '--(view check|html|sites)$' | sort -u)
[ $ran -ge 15 ]
report $? "$ran commands of report and diff have run here"

# Every other command runs in a guest, to the letter.
missing=''
while IFS= read -r line; do
	grep -qF -e "$line" tests/guest/*.t || missing="$missing
$line"
done < <(awk -F'\t' '$1 ~ /man.*rst$|^README|help$/ { print $2 }' "$work/tool" |
	awk '!/^barrier-trace (report|diff) / || /flight\.data$/' | sort -u)
printf '%s\n' "${missing:1}" >"$work/log"
[ -z "$missing" ]
report $? 'each other command of README, manual pages and --help is run in a guest' "$work/log"

missing=''
while IFS= read -r line; do
	grep -qF -e "$line" tests/guest/peers.t || missing="$missing
$line"
done < <(sed -n '/`tests\/guest\/peers.t` tests each/,/^##/{/^```/,/^```/{/^```/!s/^[a-z-]* *//p}}' README.md)
printf '%s\n' "${missing:1}" >"$work/log"
[ -z "$missing" ]
report $? "the README's line for each other tracer is run in a guest" "$work/log"

missing=''
while IFS=$'\t' read -r document target; do
	grep -qE "^$target:" Makefile || [ -e "$target" ] || [[ $target == build/* ]] || missing="$missing $document:$target"
done <"$work/make"
[ -z "$missing" ]
report $? "targets of make that documents name are there$missing"
missing=''
while IFS=$'\t' read -r document script; do
	[ -e "$script" ] || missing="$missing $document:$script"
done <"$work/scripts"
[ -z "$missing" ]
report $? "programs that documents name are there$missing"
finish
