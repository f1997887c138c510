#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Man pages build, and name every option; completion knows every command.
. tests/tap.sh
make -s O=build build/barrier-trace man >&2
report $? 'man pages build'
bpf/protocol/generate --check >build/generate.log 2>&1
report $? 'what is made from the automata is what they make' build/generate.log
for command in stat hist sites check record report diff calibrate info; do
	missing=''
	for option in $(build/barrier-trace $command --help | grep -o -- ' --[a-z-]*' | sort -u); do
		grep -q -- "$option" user/man/barrier-trace-$command.1.rst user/man/common_*.txt ||
			missing="$missing $option"
	done
	[ -z "$missing" ]
	report $? "barrier-trace-$command(1) has every option$missing"
done
for command in stat hist sites check record report diff calibrate info; do
	grep -q "compgen -W '[a-z ]*\b$command\b.* --version'" user/completion/barrier-trace.bash
	report $? "completion knows $command"
done
dir=$(mktemp -d)
make -s O=build DESTDIR="$dir" prefix=/usr install >/dev/null 2>&1 &&
	[ -x "$dir/usr/bin/barrier-trace" ] && [ -e "$dir/usr/share/man/man1/barrier-trace.1" ]
report $? 'make install into DESTDIR'
make -s O=build DESTDIR="$dir" prefix=/usr uninstall >/dev/null 2>&1
[ -z "$(find "$dir" -type f)" ]
report $? 'make uninstall leaves nothing'
rm -rf "$dir"
finish
