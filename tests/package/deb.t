#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 100
# The Debian packages build for both architectures, lintian finds nothing, their contents are right,
# and a build elsewhere gives identical packages.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log native=$(dpkg --print-architecture)
mkdir "$work/unpacked" "$work/again"

# These objects may come from ccache, those of the second build below are compiled.
built=$(PATH="/usr/lib/ccache:$PATH" make -s O="$work" deb 2>"$log")
report $? 'make deb succeeds' "$log"
[ "$(wc -l <<<"$built")" = 2 ] && ls $built >"$log" 2>&1
report $? 'make deb prints the paths of two packages' "$log"
for arch in amd64 arm64; do
	deb=$(grep "_$arch.deb$" <<<"$built")
	root=$work/unpacked/$arch
	# Tags about the policy's version are off, because one control file serves several releases.
	lintian --allow-root --display-info --pedantic --suppress-tags out-of-date-standards-version,newer-standards-version --fail-on error,warning,info,pedantic "$deb" >"$log" 2>&1
	report $? "$arch: lintian finds nothing" "$log"
	dpkg-deb -x "$deb" "$root"
	[ "$(dpkg-deb -f "$deb" Architecture)" = $arch ]
	report $? "$arch: the package has this architecture"
	case $arch in arm64) machine=AArch64 ;; *) machine=X86-64 ;; esac
	readelf -h "$root/usr/bin/barrier-trace" >"$log" 2>&1 && grep -q "Machine: .*$machine" "$log"
	report $? "$arch: the tool is for $machine" "$log"
	# The package depends on no more than it needs, each with a version.  Debian 13 has renamed
	# libraries whose times became 64 bits wide.
	dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/^ *//; s/t64 / /' | sort >"$work/depends.$arch"
	diff -u <(printf '%s\n' libbpf1 libc6 libdw1 libelf1 libjansson4 zlib1g) \
		<(sed -n 's/ (>= [0-9].*)$//p' "$work/depends.$arch") >"$log"
	report $? "$arch: the package depends on its libraries" "$log"
	readelf -d "$root/usr/bin/barrier-trace" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
		sed 's/[-.].*//' | grep -vx ld | sort | diff -u <(printf '%s\n' libbpf libc libdw libelf libjansson libm libz) - >"$log"
	report $? "$arch: the tool is linked with these libraries" "$log"
	missing=''
	for page in user/man/*.[0-9].rst; do
		page=${page##*/} page=${page%.rst}
		gzip -t "$root/usr/share/man/man${page##*.}/$page.gz" 2>/dev/null || missing="$missing $page"
	done
	[ -z "$missing" ]
	report $? "$arch: the package has all man pages$missing"
	for place in bash=bash-completion/completions/barrier-trace zsh=zsh/vendor-completions/_barrier-trace \
		fish=fish/vendor_completions.d/barrier-trace.fish; do
		user/completion/generate "${place%%=*}" | cmp - "$root/usr/share/${place#*=}" >"$log" 2>&1
		report $? "$arch: the package has completion for ${place%%=*}" "$log"
	done
	for file in copyright changelog.gz README.md.gz protocol/g3.svg; do
		ls "$root/usr/share/doc/barrier-trace/$file" >"$log" 2>&1 || break
	done
	[ ! -s "$log" ] || ! grep -q 'No such file' "$log"
	report $? "$arch: the package has its documents" "$log"
	! grep -r '@[A-Z]*@' "$root/usr/share/doc/barrier-trace/copyright" >"$log" &&
		! dpkg-deb -f "$deb" | grep '@[A-Z]*@' >"$log"
	report $? "$arch: maintainer and years are filled in" "$log"
done
diff -u "$work"/depends.{amd64,arm64} >"$log"
report $? 'both packages have equal dependencies' "$log"

# The packaged tool does what it can without a kernel to trace.
tool=$work/unpacked/$native/usr/bin/barrier-trace
version=$(dpkg-deb -f "$(grep "_$native.deb$" <<<"$built")" Version)
[ "$("$tool" --version)" = "barrier-trace $(user/print-version)" ] && [[ $version == "$(user/print-version release)"* ]]
report $? 'tool and package have the version of the tree'
dpkg --compare-versions "$version" gt 0~git20250101 2>"$log" && [ ! -s "$log" ]
report $? 'dpkg can compare the version' "$log"
make -s O=build build/test_recording >&2 && build/test_recording sample "$work/sample.data"
"$tool" report --per task "$work/sample.data" 2>&1 | diff -u tests/golden/report-task - >"$log"
report $? 'report prints the golden output' "$log"
"$tool" diff tests/golden/results/g3-site.json tests/golden/results/g3-site.json 2>&1 |
	diff -u tests/golden/diff-same - >"$log"
report $? 'diff prints the golden output' "$log"
if [ "$native" = arm64 ]; then
	n=$((n + 1))
	echo "ok $n - commands that trace exit with status 4 # SKIP this machine is arm64"
else
	for command in info 'stat -d 1ms' 'hist -d 1ms' 'check -d 1ms' 'record -d 1ms -o -' 'calibrate --dry-run'; do
		# shellcheck disable=SC2086  # words
		"$tool" $command >"$log" 2>&1
		[ $? = 4 ] && grep -qi arm64 "$log"
		report $? "$command: exits with status 4, and names arm64" "$log"
	done
fi

# Build again elsewhere, later, with another umask, time zone, locale and CFLAGS.
(umask 077; TZ=Asia/Tokyo LC_ALL=C.UTF-8 CFLAGS=-O0 user/debian/make-deb -o "$work/again") >"$log" 2>&1
for arch in amd64 arm64; do
	cmp "$work/again"/*_$arch.deb "$(grep "_$arch.deb$" <<<"$built")" >>"$log" 2>&1
	report $? "$arch: the package that is built again is identical" "$log"
done
finish
