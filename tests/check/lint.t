#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 31
# Compilers, shellcheck and codespell find nothing, and files keep the rules of this repository.
#
# usage: lint.t [form]
#	form: only the rules of this repository
. tests/tap.sh
# lint NAME: pass if the last command succeeded
lint()
{
	report $? "$1" build/lint.log
	: >build/lint.log
}
quiet() { "$@" >build/lint.log 2>&1; }
mkdir -p build
if [ "${1-}" != form ]; then
for cc in gcc clang; do
	quiet make -s O=build/lint-$cc WERROR=-Werror CC="$(cached $cc)" CLANG="$(cached clang)" build/lint-$cc/{barrier-trace,barrier-load,barrier-user,barrier-replay,bench-empty,bench-recording,bench-windows}
	lint "$cc -Wall -Wextra -Werror finds nothing"
done
# SC2319 is off, because tests judge by a condition and report $? on the next line.
quiet shellcheck -S warning -e SC1091,SC2034,SC2317,SC2319 tests/run tests/tap.sh tests/fuzz/fuzz tests/gates/{mutate,*.t} tests/package/distributions user/print-version user/make-dist tests/deps tests/demo .ci/run tests/vm/{apt,kernel,guest,run,splats,common.sh,debian.sh,kbuild.sh} kernel-patch/refresh tests/check/{commits,format,*.t} tests/vm/*.t tests/kernel/*.t tests/kernel/patch-check \
	tests/truth/{plugin,*.t} tests/bench/*.t tests/kernel/faults tests/model/{model,*.t} tests/soak/*.t tests/hunt/{*.t,selftests} tests/unit/*.t tests/package/*.t \
	user/debian/make-deb user/completion/{generate,*.bash}
lint 'shellcheck finds nothing'
# Scripts of guests run by busybox's sh, of which shellcheck knows what it has of dash.  In a copy each finds
# what it sources.
guest_scripts=$(git ls-files 'tests/guest/*' 'tests/*/*.guest' tests/vm/init tests/soak/loads.sh tests/bench/hardware 2>/dev/null)
[ -n "$guest_scripts" ] || guest_scripts=$(ls tests/guest/* tests/*/*.guest tests/vm/init tests/soak/loads.sh tests/bench/hardware)
rm -rf build/lint-guest
for script in $guest_scripts; do
	mkdir -p "build/lint-guest/${script%/*}"
	sed -E 's,^\. /tests/,. tests/guest/,; s,^\. /run/lab/,. tests/soak/,' "$script" >"build/lint-guest/$script"
done
quiet_guest() { (cd build/lint-guest && shellcheck -x -s dash -S warning -e SC2034,SC2317,SC2319 $guest_scripts) >build/lint.log 2>&1; }
[ "$(wc -w <<<"$guest_scripts")" -gt 30 ] && quiet_guest
lint "shellcheck finds nothing in guests' scripts"
PYTHONPYCACHEPREFIX=build/pycache quiet python3 -m compileall -q -f tests
lint 'all Python files compile'
quiet codespell -q 3 -L 'numer,hist,ba,re-use,damon,sme' README.md CHANGELOG.md CONTRIBUTING.md .clang-format .editorconfig bpf user tests kernel-patch --skip '*.squashfs,golden'
lint 'codespell finds nothing'
fi
# files PATTERN...: print the sources, a line each; without git, all files outside of build/ are
# sources
files()
{
	local pattern names=()
	if git ls-files --error-unmatch Makefile >build/lint.log 2>&1; then
		git ls-files "$@"
		return
	fi
	for pattern; do names+=(-o -path "./$pattern"); done
	find . -path ./build -prune -o -type f \( "${names[@]:1}" \) -printf '%P\n'
}
long=$(files '*.c' '*.h' '*.t' 'tests/*' | xargs wc -l 2>/dev/null | awk '$2 != "total" && $1 > 600')
printf '%s' "$long" >build/lint.log
[ -z "$long" ]; lint 'no file has over 600 lines'
[ "$(files '*.c' '*.h' | wc -l)" -gt 200 ]; lint 'files finds more than 200 sources'
# The form of .editorconfig.  Tables that are generated have lines as long as they need.
files '*.c' '*.h' | grep -vxF bpf/protocol/tables.h >build/sources
blanks=$(xargs grep -nE '[[:blank:]]$|^ +[^ *]| 	' <build/sources)
printf '%s' "$blanks" >build/lint.log
[ -z "$blanks" ]; lint 'C sources are indented by tabs, and no line ends in a blank'
# Words for people stay in one piece, so a string counts as "".
LC_ALL=C xargs awk '{ line = $0; gsub(/"([^"\\]|\\.)*"/, "\"\"", line); n = 0
	if (length(line) < 30) next
	for (i = 1; i <= length(line); i++) n += substr(line, i, 1) == "\t" ? 8 - n % 8 : 1
	if (n > 100) print FILENAME ":" FNR ": " n " columns" }' <build/sources >build/lint.log
[ ! -s build/lint.log ]; lint 'no line of C has over 100 columns'
# Does this clang-format know every option?  Any file of ours tells.
quiet clang-format user/base/log.c
known=$? version=$(clang-format --version 2>/dev/null | sed -nE 's/.*version ([0-9]+).*/\1/p')
[ $known = 0 ] && : >build/lint.log
what="clang-format${version:+ $version} knows the options of .clang-format"
if [ -z "$version" ]; then
	skip "$what" 'clang-format is not installed'
elif [ $known != 0 ] && { [ "$version" -lt 14 ] || [ "$version" -gt 22 ]; }; then
	skip "$what" 'they are those of versions 14 to 22'
else
	[ $known = 0 ]; lint "$what"
fi
untagged=$(files '*.c' '*.h' 'tests/*.t' | xargs grep -L 'SPDX-License-Identifier: GPL-2.0' 2>/dev/null)
printf '%s' "$untagged" >build/lint.log
[ -z "$untagged" ]; lint 'every source has a licence tag'
files 'tests/*/*.t' | sed 's,^tests/,,' | sort >build/tests
sed -n 's/^| `\([a-z]*\/[a-z-]*\.t\)` | .*[^ ] | .*[^ ] |$/\1/p' tests/README.md | sort | diff build/tests - >build/lint.log &&
	[ -s build/tests ]
lint 'tests/README.md lists every test, what it guards and what makes it fail'
# The pattern is put together from pieces, so that this file needs no exception.
found=$(files '*' | tr '\n' '\0' | xargs -0 grep -nIE "(deb\\.deb""ian\\.org|/wor""k/|/roo""t/\\.)" --)
printf '%s' "$found" >build/lint.log
[ -z "$found" ]; lint 'no file names a host or a machine path'
finish
