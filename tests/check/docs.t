#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# Man pages build and are installed; files, headings and functions that documents name are there.
# options.t holds options against the tables, examples.t runs the commands, formats.t holds outputs.
. tests/tap.sh
make -s O=build build/barrier-trace man >&2
report $? 'man pages build'
! grep -l 'System Message' build/man/*.[0-9] >build/docs.log
report $? 'docutils finds nothing wrong in man pages' build/docs.log
bpf/protocol/generate --check >build/generate.log 2>&1
report $? 'the generated files are those that bpf/protocol/generate makes now' build/generate.log
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
for rule in $(sed -n 's/^I\([0-9]*\) .*/\1/p' bpf/protocol/invariants); do
	sed -n '/^WHAT TO LOOK AT/,/^WHEN IT IS FIXED/p' $tutorial | grep -qE "I$rule([^0-9]|\$)" ||
		missing="$missing I$rule"
done
[ -z "$missing" ]
report $? "the tutorial says of every rule where to look$missing"
dir=$(mktemp -d)
make -s O=build DESTDIR="$dir" prefix=/usr install >/dev/null 2>&1 &&
	[ -x "$dir/usr/bin/barrier-trace" ] && [ -e "$dir/usr/share/man/man1/barrier-trace.1" ]
report $? 'make install writes into DESTDIR'
make -s O=build DESTDIR="$dir" prefix=/usr uninstall >/dev/null 2>&1
[ -z "$(find "$dir" -type f)" ]
report $? 'make uninstall leaves no file'
# Without docutils `make` builds no pages, and install says so; all other programs are there.
mkdir "$dir/path"
IFS=: read -ra path <<<"$PATH"
for program in $(printf "%s/* " "${path[@]}"); do
	case ${program##*/} in
	rst2man*) ;;
	*) [ -e "$dir/path/${program##*/}" ] || ln -s "$program" "$dir/path/" ;;
	esac
done 2>build/install.log
mkdir "$dir/build"
cp -p build/barrier-trace "$dir/build"
PATH=$dir/path make -s O="$dir/build" -o "$dir/build/barrier-trace" DESTDIR="$dir/bare" prefix=/usr install >build/install.log 2>&1 &&
	[ -x "$dir/bare/usr/bin/barrier-trace" ] && [ ! -e "$dir/bare/usr/share/man" ] &&
	grep -q 'no manual pages: rst2man (python3-docutils) is not found' build/install.log
report $? 'make install without docutils installs the tool without pages, and says so' build/install.log
rm -rf "$dir"
finish
