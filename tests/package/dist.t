#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 25
# A clone and a tarball of `make dist`, in a directory with a space in its name, build the same tool
# with the same version.  root can install a tool that a user has built.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log top=$PWD
# Each tree is its own base directory for ccache, so that all trees share objects.
make_in() { (cd "$1" && CCACHE_BASEDIR=$PWD make -s CC="$(cached gcc)" CLANG="$(cached clang)" "${@:2}"); }

git clone -q . "$work/clone" 2>"$log" && make_in "$work/clone" build/barrier-trace >"$log" 2>&1
report $? 'a clone builds' "$log"
version=$("$work/clone/build/barrier-trace" --version 2>"$log")
[[ $version == "barrier-trace $(sed -n 's/^release=//p' user/version) ($(git rev-parse HEAD | cut -c1-12))" ]] ||
	[[ $version == "barrier-trace $(sed -n 's/^release=//p' user/version) (v"* ]]
report $? "the version is the release and the commit: $version" "$log"

first=$(make -s -C "$work/clone" dist O="$work/first" 2>"$log")
second=$(cd / && make -s -C "$work/clone" dist O="$work/second" 2>>"$log")
[ -s "$first" ] && cmp "$first" "$second" >>"$log" 2>&1
report $? 'make dist makes identical tarballs' "$log"
mkdir "$work/a tarball" && tar -xzf "$first" -C "$work/a tarball"
[ "$(ls "$work/a tarball")" = "$(basename "$first" .tar.gz)" ]
report $? 'the tarball has one directory, with its own name'
tree=$(echo "$work/a tarball"/*)
make_in "$tree" >"$log" 2>&1
report $? 'the tarball builds without git, in a directory with a space' "$log"
[ "$("$tree/build/barrier-trace" --version)" = "$version" ]
report $? 'the tool of the tarball prints the same version'
cmp "$tree/build/barrier-trace" "$work/clone/build/barrier-trace" >"$log" 2>&1 || {
	# Debug info has the directory, but the code does not.
	for t in clone "${tree#"$work"/}"; do strip -o "$work/stripped.${t%% *}" "$work/$t/build/barrier-trace"; done
	cmp "$work/stripped.clone" "$work/stripped.a" >"$log" 2>&1
}
report $? 'the tool of the tarball is identical' "$log"
mkdir "$work/other" && git -C "$work/other" init -q && cp -r "$tree" "$work/other/inner" 2>"$log"
[ "$("$work/other/inner/user/print-version")" = "${version#barrier-trace }" ]
report $? 'inside of another repository the tarball keeps its version'
! make -s -C "$tree" dist O="$work/third" >"$log" 2>&1 && grep -q 'cannot make a tarball: this is no git work tree' "$log"
report $? 'make dist fails without a git work tree' "$log"

# root installs a tool that a user has built: nothing is compiled again, and root leaves no file.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$work" && chown -R nobody: "$work/clone"
	(cd "$work/clone" && setpriv --reuid=nobody --clear-groups env HOME="$work" make -s) >"$log" 2>&1
	report $? 'a user can build' "$log"
	(cd "$work/clone" && env HOME="$work/nowhere" make install DESTDIR="$work/dest") >"$log" 2>&1
	report $? 'root can install' "$log"
	! grep -E '^  (CC|BPF|SKEL|LINK|MAN) ' "$log"
	report $? 'make install compiles nothing' "$log"
	[ "$("$work/dest/usr/local/bin/barrier-trace" --version)" = "$version" ]
	report $? 'the installed tool prints the same version'
	find "$work/clone" ! -user nobody >"$log"
	[ ! -s "$log" ]
	report $? "no file of root's is in the user's tree" "$log"
else
	for what in 'a user can build' 'root can install' 'make install compiles nothing' \
			'the installed tool prints the same version' "no file of root's is in the user's tree"; do
		skip "$what" 'needs root, to be two users'
	done
fi

# lacks NEED PATTERN VARIABLE...: pass if make prints one line like PATTERN, and compiles nothing
lacks()
{
	make -s -C "$top" O="$work/none" "${@:3}" >"$log" 2>&1
	[ $? = 2 ] && [ "$(grep -c '^deps: ' "$log")" = 1 ] && grep -qE "$2" "$log" && ! grep -q '  CC ' "$log"
	report $? "make names $1 with its package" "$log"
}
lacks 'a missing pkg-config' '^deps: cannot build: no-such not found \(packages here: pkg' PKG_CONFIG=no-such
lacks 'a missing clang' '^deps: cannot build: no-such not found \(packages here: clang\)' CLANG=no-such
lacks 'a missing bpftool' '^deps: cannot build: no-such not found \(packages here: .*' BPFTOOL=no-such
printf '#!/bin/sh\n[ "$2" != libelf ]\n' >"$work/pkg-config" && chmod +x "$work/pkg-config"
lacks 'a missing library' '^deps: cannot build: the library libelf not found \(packages here: libelf-dev\)' PKG_CONFIG="$work/pkg-config"

# Ubuntu has two bpftools, of which one works.
mkdir -p "$work/linux-tools/7.0.0-9-generic" && touch "$work/linux-tools/7.0.0-9-generic/bpftool"
make -pn LINUX_TOOLS="$work/linux-tools" help 2>/dev/null | grep -E '^BPFTOOL ' >"$log"
[ "$(make --eval='show: ; @echo $(BPFTOOL)' -s LINUX_TOOLS="$work/linux-tools" show)" = "$work/linux-tools/7.0.0-9-generic/bpftool" ]
report $? "make takes the bpftool behind Ubuntu's wrapper" "$log"

# tests/deps prints the names of packages of each distribution.
for line in 'fedora dnf libbpf-devel' 'arch pacman libbpf' 'opensuse-tumbleweed zypper libbpf-devel' 'alpine apk libbpf-dev'; do
	read -r id installer package <<<"$line"
	echo "ID=$id" >"$work/os-release"
	BT_OS_RELEASE=$work/os-release tests/deps build >"$log" 2>&1
	[ $? = 1 ] && [ "$(wc -l <"$log")" = 1 ] && grep -q "names not tested): $installer .* $package " "$log"
	report $? "$id: deps prints the names of its packages" "$log"
done
finish
