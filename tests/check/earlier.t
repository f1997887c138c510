#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 2
# The tool reads files that earlier commits wrote, and files of later versions as far as
# barrier-trace-recording(5) promises.  tests/golden/earlier/README.md names the commit of each
# file. tests/check/earlier.t --update accepts the present output.
. tests/tap.sh
make -s O=build build/barrier-trace >&2 || exit 1
dir=tests/golden/earlier
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
[ "${1-}" != --update ] || update=1

# run NAME ARGS...: print status, standard error and standard output of the tool.  The path NAME
# becomes FILE, so that a warning about a copy has the same words.
run()
{
	local name=${1:-FILE} got
	shift
	build/barrier-trace "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
	got=$?
	echo "== $*: status $got" | sed "s|$name|FILE|g"
	sed "s|$name|FILE|g" "$work/stderr"
	sed 's/"tool":"barrier-trace [^"]*"/"tool":"barrier-trace VERSION"/' "$work/stdout"
}

# read_recording FILE: print each view of a recording, in a format for programs
read_recording()
{
	run "$1" report --format csv --per comm "$1"
	run "$1" report --view hist --format csv "$1"
	run "$1" report --view sites -g --format csv "$1"
	run "$1" report --view check --format json "$1"
	run "$1" report --view events --format csv "$1"
	run "$1" diff --format csv "$1" "$1"
	run "$1" diff --format csv --metric batch,run "$1" "$1"
}

# read_result FILE: print what diff reads of a result
read_result() { run "$1" diff --format csv "$1" "$1"; }

# same FILE NAME: pass if standard input equals FILE.  A pipe would run this in a subshell, where
# report() could not count.
same()
{
	cat >"$work/got"
	diff -u "$1" "$work/got" >"$work/diff"
	report $? "$2" "$work/diff"
}

# Files of earlier commits, as the tool reads them now
for file in "$dir"/*.data "$dir"/*.json; do
	kind=recording
	[ "${file##*.}" = data ] || kind=result
	[ -z "${update-}" ] || read_$kind "$file" >"$file.expected"
	same "$file.expected" "${file##*/} is read as before" < <(read_$kind "$file")
	grep -q '^== ' "$work/got" && ! grep '^== ' "$work/got" | grep -qv ': status [02]$'
	report $? "${file##*/} is read without an error"
done
run '' diff --format csv --per comm "$dir/recording-1.0.data" "$dir/recording-1.1.data" >"$work/first"
[ -z "${update-}" ] || cp "$work/first" "$dir/diff-1.0-1.1.expected"
same "$dir/diff-1.0-1.1.expected" 'diff compares recordings of two versions' <"$work/first"
missing=''
for file in "$dir"/*.data "$dir"/*.json; do
	grep -qF "| ${file##*/} |" "$dir/README.md" || missing="$missing ${file##*/}"
done
[ -z "$missing" ]
report $? "README.md of the earlier files names each of them$missing"

# ---- files of later versions, made from a kept recording ----

# number FILE OFFSET BYTES: print a little-endian number of FILE
number() { od -An -v -tu"$3" -j"$2" -N"$3" "$1" | tr -d ' '; }

# little VALUE BYTES: print VALUE as a little-endian number
little()
{
	local i
	for ((i = 0; i < $2; i++)); do
		# shellcheck disable=SC2059  # the format is the byte
		printf "\\x$(printf %02x $(($1 >> 8 * i & 255)))"
	done
}

# put_chunk TYPE ELEMENT CONTENT-FILE: print a chunk.  The checksum is zlib's crc32(), which gzip's
# trailer has.
put_chunk()
{
	{ printf '%s' "$1"; little "$2" 4; little "$(stat -c %s "$3")" 4; } >"$work/head"
	cat "$work/head"
	cat "$work/head" "$3" | gzip -c | tail -c 8 | head -c 4
	cat "$3"
}

# rewrite FILE MAJOR MINOR EDIT: print FILE with another version.  EDIT gets type, element and the
# file with the content of each chunk, which EDIT may change, and prints the chunk.
rewrite()
{
	local at=16 size type element
	head -c 8 "$1"
	little "$2" 2
	little "$3" 2
	dd if="$1" bs=1 skip=12 count=4 status=none
	while [ $at -lt "$(stat -c %s "$1")" ]; do
		type=$(dd if="$1" bs=1 skip=$at count=4 status=none)
		element=$(number "$1" $((at + 4)) 4)
		size=$(number "$1" $((at + 8)) 4)
		dd if="$1" bs=1 skip=$((at + 16)) count="$size" status=none >"$work/content"
		"$4" "$type" "$element" "$work/content"
		at=$((at + 16 + size))
	done
}

# Add a member to each element.
longer_elements()
{
	local size i
	size=$(stat -c %s "$3")
	[ "$2" != 1 ] || { put_chunk "$@"; return; }
	for ((i = 0; i < size; i += $2)); do
		dd if="$3" bs=1 skip=$i count="$2" status=none
		printf 'later!!!'
	done >"$work/longer"
	put_chunk "$1" $(($2 + 8)) "$work/longer"
}

# Add unknown lines to texts, and an unknown chunk behind each chunk but DONE, which has to be the
# last.
more_chunks()
{
	case $1 in META|DONE) echo 'later=1' >>"$3" ;; esac
	put_chunk "$@"
	printf 'of a later version' >"$work/later"
	[ "$1" = DONE ] || put_chunk LATR 1 "$work/later"
}

# Add an event of an unknown type behind the others of CPU 0, and count it there.
unknown_event()
{
	local next
	next=$(sed -n 's/^next_seq_0=//p' <(tr -d '\0' <"$base"))
	case $1 in
	EVNT)
		tail -c 40 "$3" >"$work/event"
		{ head -c 16 "$work/event"; little $((0xffffffff)) 4; little "$next" 4
		tail -c +25 "$work/event" | head -c 8; little 0 2; little 999 2; little 0 4; } >>"$3" ;;
	DONE) sed -i "s/^next_seq_0=.*/next_seq_0=$((next + 1))/" "$3" ;;
	esac
	put_chunk "$@"
}

base=$dir/recording-1.1.data
major=$(number "$base" 8 2)
rewrite "$base" "$major" "$(number "$base" 10 2)" put_chunk | cmp -s - "$base"
report $? 'a recording that is rewritten without changes is identical'

read_recording "$base" >"$work/expected"
for edit in put_chunk longer_elements more_chunks; do
	rewrite "$base" "$major" 99 $edit >"$work/later.data"
	same "$work/expected" "a later minor version ($edit) is read as this one" < <(read_recording "$work/later.data")
done

# Compare without the lines of losses.
rewrite "$base" "$major" 99 unknown_event >"$work/later.data"
[ "$(stat -c %s "$work/later.data")" = $(($(stat -c %s "$base") + 40)) ]
report $? 'the recording of a later minor version has one more event'
for view in events stat; do
	for file in "$base" "$work/later.data"; do
		build/barrier-trace report --view $view --format csv "$file" 2>"$work/stderr" | grep -v ',lost$\|^,,,,,lost,' >"$work/${file##*/}.csv"
		! grep -q 'read as far as that\|incomplete' "$work/stderr" && [ -s "$work/${file##*/}.csv" ]
		report $? "${file##*/} is read to its end: $view" "$work/stderr"
	done
	same "$work/${base##*/}.csv" "an event of a later minor version is skipped: $view" <"$work/later.data.csv"
done

rewrite "$base" 99 1 put_chunk >"$work/later.data"
for view in stat hist sites check events html; do
	build/barrier-trace report --view $view "$work/later.data" >"$work/stdout" 2>"$work/stderr"
	[ $? = 1 ] && [ ! -s "$work/stdout" ] &&
		grep -qF "a recording of version 99.1, and this tool reads version $major" "$work/stderr" &&
		grep -qF 'use the barrier-trace that has written it, or a later one' "$work/stderr"
	report $? "report --view $view refuses a later major version, and says why" "$work/stderr"
done
build/barrier-trace diff "$work/later.data" "$base" >"$work/stdout" 2>"$work/stderr"
[ $? = 1 ] && [ ! -s "$work/stdout" ] && grep -qF 'a recording of version 99.1' "$work/stderr"
report $? 'diff refuses a recording of a later major version, and says why' "$work/stderr"

# Needs a reader that knows more than this one.
later_needs() { [ "$1" != META ] || echo 'needs_minor=99' >>"$3"; put_chunk "$@"; }
rewrite "$base" "$major" 99 later_needs >"$work/later.data"
for view in stat hist sites check events html; do
	build/barrier-trace report --view $view "$work/later.data" >"$work/stdout" 2>"$work/stderr"
	[ $? = 1 ] && [ ! -s "$work/stdout" ] &&
		grep -qF "it needs a reader of version $major.99, and this tool reads $major." "$work/stderr" &&
		grep -qF 'use the barrier-trace that has written it, or a later one' "$work/stderr"
	report $? "report --view $view refuses a recording that needs a later minor version" "$work/stderr"
done

# ---- results ----

for name in stat-1.0-comm hist-1.1-runs; do
	file=$dir/$name.json
	sed -e '1s/"version":"\([0-9]*\)\.[0-9]*"/"version":"\1.99"/' -e 's/}$/,"later":{"x":[1]}}/' \
		-e '1a{"type":"later","x":1}' "$file" >"$work/later.json"
	grep -q '"version":"1\.99"' "$work/later.json" && [ "$(grep -c '"later"' "$work/later.json")" -gt 3 ]
	report $? "$name: the result of a later minor version has more members and a record more"
	same "$file.expected" "$name: a later minor version is read as this one" < <(read_result "$work/later.json")
	sed '1s/"version":"[0-9.]*"/"version":"99.0"/' "$file" >"$work/later.json"
	build/barrier-trace diff "$work/later.json" "$file" >"$work/stdout" 2>"$work/stderr"
	[ $? = 1 ] && [ ! -s "$work/stdout" ] && grep -q ':1: format 99\.0: this barrier-trace knows 1$' "$work/stderr"
	report $? "$name: diff refuses a later major version, and says why" "$work/stderr"
done
finish
