#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 3
# tests/vm/kernel takes another source for a name only if the archive does not have the right one any
# more, and gives no kernel of another version than its name says.  Needs no guest: a stub in place of
# tests/vm/apt plays the archive.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tests" "$work/debs" "$work/bin"
cp -r kernel-patch "$work/"
cp -r tests/vm "$work/tests/"
export BT_CACHE=$work/cache CROSS_COMPILE=$work/bin/
unset KERNEL_SRC
printf '#!/bin/sh\necho gcc of the stub\n' >"$work/bin/gcc"
chmod +x "$work/bin/gcc"

# The archive: "listed" has the names of its packages, "lists" and "net" exist while lists can be read
# and packages be fetched.
cat >"$work/tests/vm/apt" <<'END'
#!/bin/bash
here=$(cd "$(dirname "$0")/../.." && pwd)
case $1 in
find) [ -e "$here/lists" ] || { echo 'apt: cannot read lists: timed out' >&2; exit 1; }
	grep -E -e "$3" "$here/listed"; exit 0 ;;
fetch) [ -e "$here/net" ] || { echo 'apt: cannot fetch: timed out' >&2; exit 1; }
	name=${3%:all}
	echo "$here/debs/${name}_${name#linux-source-}.9-1_all.deb" ;;
esac
END
for version in 7.2 7.3 7.10; do
	root=$work/root
	rm -rf "$root"
	mkdir -p "$root/DEBIAN" "$root/usr/src" "$work/linux-source-$version/arch/arm64"
	echo "$version" | tee "$work/linux-source-$version/version" >"$work/linux-source-$version/arch/arm64/Kconfig"
	tar -C "$work" -cJf "$root/usr/src/linux-source-$version.tar.xz" "linux-source-$version"
	printf 'Package: linux-source-%s\nVersion: %s.9-1\nArchitecture: all\nMaintainer: t <t@localhost>\nDescription: t\n' \
		$version $version >"$root/DEBIAN/control"
	dpkg-deb -b "$root" "$work/debs/linux-source-${version}_$version.9-1_all.deb" >/dev/null || exit 1
done

# archive [LISTS] [NET] NAME...: what can be read, and what is listed
archive()
{
	rm -f "$work/lists" "$work/net"
	while [ "$1" = lists ] || [ "$1" = net ]; do : >"$work/$1"; shift; done
	printf '%s\n' "$@" >"$work/listed"
}
# unpacked VERSION: print the version of the source that is taken for VERSION, or "status N"
unpacked()
{
	local dir
	dir=$("$work/tests/vm/kernel" --source "$1" 2>"$work/err") || { echo "status $?"; return; }
	cat "$dir/version"
}
# is WHAT GOT WANTED
is()
{
	[ "$2" = "$3" ]
	report $? "$1" "$work/err"
	[ "$2" = "$3" ] || echo "#   got '$2', expected '$3'"
}
says() { grep -qF -e "$2" "$work/err"; report $? "$1" "$work/err"; }

archive lists linux-source-7.2 linux-source-7.3
is 'a fetch that times out is an error' "$(unpacked 7.2)" 'status 1'
says 'a fetch that times out: the error says that the archive has the package' "cannot fetch linux-source-7.2, which Debian's archive has"
[ ! -e "$work/cache/source.7.2" ]
report $? 'a fetch that times out: nothing is kept for the next run'
archive net linux-source-7.2 linux-source-7.3
is 'lists that cannot be read are an error' "$(unpacked 7.2)" 'status 1'
says 'lists that cannot be read: the error says so' "cannot read Debian's package lists"
archive lists net linux-source-7.2 linux-source-7.3
is 'with the network back the right source is taken' "$(unpacked 7.2)" 7.2
archive
is 'the next run needs no archive' "$(unpacked 7.2)" 7.2

rm -rf "$work/cache"
archive lists net linux-source-7.3 linux-source-7.10
is 'a version that the archive does not list: the newest of 7.x is taken' "$(unpacked 7.2)" 7.10
says 'a version that the archive does not list: the replacement is named' 'what is called 7.2 is 7.10'
unpacked 7.2 >/dev/null
says 'the replacement is named again in the next run' 'what is called 7.2 is 7.10'
archive lists linux-source-7.3
is 'a replacement that cannot be fetched is an error' "$(unpacked 7.2)" 'status 1'
archive lists net linux-source-7.2 linux-source-7.3
is 'once the archive has the version again, it is taken' "$(unpacked 7.2)" 7.2
echo "$work/debs/linux-source-7.3_7.3.9-1_all.deb" >"$work/cache/source.7.2"
is 'a record of another version is not taken' "$(unpacked 7.2)" 7.2
archive lists net linux-source-6.1
is 'no source of the major version: an error' "$(unpacked 7.2x)" 'status 1'

# A kernel that is built already.  The first run fails, because the series does not apply to this source,
# and leaves a directory whose name is that of the kernel.
archive lists net linux-source-7.2 linux-source-7.3
mkdir -p "$work/cache"
for tool in flex bison bc make patch xz pahole cpio depmod; do
	command -v $tool >/dev/null || ln -s /bin/true "$work/bin/$tool"
done
export PATH=$PATH:$work/bin
"$work/tests/vm/kernel" 7.2 >"$work/out" 2>"$work/err"
out=$(find "$work/cache/build" -mindepth 1 -maxdepth 1 -printf '%f')
out=$work/cache/kernel/$out
mkdir -p "$out"
# kernel_of RELEASE: print what kernel prints for 7.2 if its release is RELEASE
kernel_of()
{
	echo "$1" >"$out/release"
	"$work/tests/vm/kernel" 7.2 2>"$work/err" || echo "status $?"
}
is 'a kernel of the version that its name says is given' "$(kernel_of 7.2.9-7.2)" "$out"
is 'a kernel of another version is not given' "$(kernel_of 7.3.9-7.2)" 'status 1'
says 'a kernel of another version: the error names its release' '7.2 is Linux 7.3.9-7.2'
is 'a kernel of a version that only begins alike is not given' "$(kernel_of 7.20.1-7.2)" 'status 1'
debian=$work/cache/kernel/debian-7.2.12-$(sha256sum <tests/vm/modules | cut -c1-10)
mkdir "$debian"
echo 7.2.12+deb13-cloud-arm64 >"$debian/release"
is "Debian's kernel of the version that its name says is given" \
	"$("$work/tests/vm/kernel" debian:7.2.12 2>"$work/err" || echo "status $?")" "$debian"
echo 7.2.12+deb13-rt-arm64 >"$debian/release"
is "another flavour of Debian's kernel is not given" "$("$work/tests/vm/kernel" debian:7.2.12 2>"$work/err" || echo "status $?")" 'status 1'
archive
rm -r "$debian"
is "Debian's kernel, with lists that cannot be read: an error" "$("$work/tests/vm/kernel" debian:7.2.12 2>"$work/err" || echo "status $?")" 'status 1'
! grep -q 'no such kernel' "$work/err"
report $? "Debian's kernel, with lists that cannot be read: the error does not say that there is none" "$work/err"
finish
