#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# Man pages build and name every option; the tool takes every command line that README and man pages
# show; files and headings that documents name are there.
. tests/tap.sh
make -s O=build build/barrier-trace man >&2
report $? 'man pages build'
bpf/protocol/generate --check >build/generate.log 2>&1
report $? 'the generated files are those that bpf/protocol/generate makes now' build/generate.log
for command in stat top hist sites check record report diff calibrate info; do
	missing=''
	for option in $(build/barrier-trace $command --help | grep -o -- ' --[a-z-]*' | sort -u); do
		grep -q -- "$option" user/man/barrier-trace-$command.1.rst user/man/common_*.txt ||
			missing="$missing $option"
	done
	[ -z "$missing" ]
	report $? "barrier-trace-$command(1) has every option$missing"
done
# Print the commands that a page shows: lines with or without a prompt, and in README also words
# within a sentence.
shown()
{
	sed -nE 's/^( +|# | +[#$] )(barrier-trace [a-z]+( .*)?)$/\2/p' "$@"
	[ "${1##*/}" != README.md ] || grep -oE '`barrier-trace [a-z][^`]*`' "$1" | tr -d '`'
}

# Let the tool read the options before CMD: with --help nothing is traced.
barrier-trace()
{
	local arg args=()
	for arg; do
		[ "$arg" != -- ] || break
		args+=("$arg")
	done
	build/barrier-trace "${args[@]}" --help >/dev/null 2>>build/shown.log || echo "not taken: $*" >>build/shown.log
}
for page in README.md user/man/*.rst; do
	lines=$(shown "$page")
	[ -n "$lines" ] || continue
	: >build/shown.log
	while IFS= read -r line; do
		(eval "$line") >/dev/null 2>>build/shown.log
	done <<<"$lines"
	[ ! -s build/shown.log ]
	report $? "$page: the tool takes its $(wc -l <<<"$lines") commands" build/shown.log
done
# headings FILE: as the anchors of links
headings() { sed -nE 's/^#+ (.*)/\1/p' "$1" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9_\n-'; }

# absent FILE: print links of a document that lead nowhere, and files in backquotes that are not
# there.  A path such as include/linux/... is a file of the kernel.
absent()
{
	local to file dir=${1%/*}
	[ "$dir" != "$1" ] || dir=.
	grep -oE '\]\([^):]+\)' "$1" | sed 's/^](//; s/)$//' | while read -r to; do
		file=$dir/${to%%#*}
		[ -n "${to%%#*}" ] || file=$1
		[ -e "$file" ] && { [[ $to != *'#'* ]] || headings "$file" | grep -qxF -e "${to#*#}"; } || printf ' %s' "$to"
	done
	grep -oE '`[a-z._-]+(/[A-Za-z0-9_.+-]+)+`' "$1" | tr -d '`' | sort -u |
		grep -E '^(bpf|tests|kernel-patch|user|\.ci)/|\.(c|h|t|md|txt|rst|sh)$' |
		grep -vE 'NAME|COMMAND|FOLDER|FORMAT|VERSION' |
		grep -vE '^(include/(linux|trace)|arch|mm|kernel/(bpf|sched|trace))/' | while read -r to; do
		[ -e "$to" ] || [ -e "$dir/$to" ] || printf ' %s' "$to"
	done
}
for page in README.md CONTRIBUTING.md CHANGELOG.md */README.md */*/README.md; do
	[ -z "$(absent "$page")" ]
	report $? "$page: what it names is there$(absent "$page")"
done
# Rows that name a function outlive it easily.
missing=''
for function in $(sed -n '/^## Where to add/,/^## Words/p' user/README.md | grep -oE '`[a-z0-9_]+\(\)`' | tr -d '`()' | sort -u); do
	grep -rqE "^[a-z_].*\b$function\(" user bpf --include='*.c' --include='*.h' || missing="$missing $function"
done
[ -z "$missing" ]
report $? "user/README.md: functions to add something in are there$missing"
tutorial=user/man/barrier-trace-tutorial.7.rst missing=''
while IFS= read -r line; do
	grep -qF -e "$line" tests/guest/tutorial.t || missing="$missing '$line'"
done < <(shown $tutorial)
[ -z "$missing" ] && [ "$(shown $tutorial | wc -l)" -ge 7 ]
report $? "every command of the tutorial is run in a guest$missing"
dir=$(mktemp -d)
make -s O=build DESTDIR="$dir" prefix=/usr install >/dev/null 2>&1 &&
	[ -x "$dir/usr/bin/barrier-trace" ] && [ -e "$dir/usr/share/man/man1/barrier-trace.1" ]
report $? 'make install writes into DESTDIR'
make -s O=build DESTDIR="$dir" prefix=/usr uninstall >/dev/null 2>&1
[ -z "$(find "$dir" -type f)" ]
report $? 'make uninstall leaves no file'
rm -rf "$dir"
finish
