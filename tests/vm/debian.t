#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 6
# Names of Debian's own kernels mean the right packages, and a guest of one works.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
is()
{
	[ "$2" = "$3" ]
	local ok=$?
	printf "got '%s', expected '%s'\n" "$2" "$3" >"$dir/log"
	report $ok "$1" "$dir/log"
}

# lab FUNCTION ARGUMENTS...: run a function of tests/vm/debian.sh
lab() { bash -c '. tests/vm/common.sh; . tests/vm/debian.sh; "$@"' lab "$@" 2>"$dir/err"; }

# packages NAME: print the packages of a kernel, from those of a small archive
packages()
{
	printf 'linux-%s\n' image-6.12.117+deb1{2,3,3.1}-{cloud-,rt-,}arm64{,-16k}{,-dbg,-unsigned} \
		{image,binary,modules,base}-7.2.{1,12}+deb13-{cloud-,rt-,}arm64{,-16k}{,-dbg} \
		image-7.2.12+deb13-cloud-arm64-unsigned image-7.2-cloud-arm64 |
		grep -E "^linux-(image|binary|modules|base)-$(lab debian_pattern "$1")\$" | lab newest_build | paste -sd' '
}

is 'VERSION means the cloud kernel, here four packages' "$(packages debian:7.2.12)" \
	"$(printf 'linux-%s-7.2.12+deb13-cloud-arm64\n' base binary image modules | paste -sd' ')"
is 'VERSION means the newest build, here one package' "$(packages debian:6.12.117)" linux-image-6.12.117+deb13.1-cloud-arm64
is '-rt means the rt kernel' "$(packages debian:6.12.117-rt)" linux-image-6.12.117+deb13.1-rt-arm64
is '-16k means the 16k kernel' "$(packages debian:6.12.117-16k)" linux-image-6.12.117+deb13.1-arm64-16k
is '-arm64 means the full kernel' "$(packages debian:6.12.117-arm64)" linux-image-6.12.117+deb13.1-arm64
is 'a version that is the beginning of another has its own packages' "$(packages debian:7.2.1 | tr ' ' '\n' | grep -c '7\.2\.1+')" 4
is 'a version that does not exist has no package' "$(packages debian:7.2.2)" ''

is 'debug info is that of the newest build' "$(printf 'linux-image-7.2.12+deb1%s-cloud-arm64%s\n' 3 '' 3 -dbg 3.1 -dbg |
	grep -E "^linux-image-$(lab debian_pattern debian:7.2.12)-dbg\$" | lab newest_build)" \
	linux-image-7.2.12+deb13.1-cloud-arm64-dbg
printf '#!/bin/sh\nprintf "linux-image-%%s\\n" %s | grep -E "$3"\n' "$(printf '%s-dbg ' \
	6.1.0-56-arm64 6.12.117+deb13-arm64 6.16.3+deb13-arm64 6.16.12+deb13-arm64 6.16.13+deb13-rt-arm64 \
	7.2.9+deb13-arm64 7.2.12+deb13-arm64 7.3.4+deb13-arm64-16k 10.0.1+deb15-arm64) 7.3.5+deb13-arm64" >"$dir/apt"
chmod +x "$dir/apt"
is 'names for debug info are the newest of each version with batching' \
	"$(bash -c '. tests/vm/common.sh; . tests/vm/debian.sh; VM_DIR=$1; debian_debug_names find' lab "$dir" | paste -sd' ')" \
	'debian:6.16.12-arm64 debian:7.2.12-arm64 debian:10.0.1-arm64'

# These are refused before anything is fetched.
for name in debian: debian:7.2 debian:7.2.12-nonsense debian:7.2.12-rt-16k debian:7.2.12- 'debian:7.2.12 ' 'debian:.*.*.*'; do
	tests/vm/kernel "$name" >"$dir/out" 2>"$dir/err"
	is "'$name' is refused as a name" "$? $(wc -c <"$dir/out") $(wc -l <"$dir/err") $(grep -cF "kernel: $name: not debian:VERSION" "$dir/err")" '1 0 2 1'
	tests/vm/kernel --debug "$name" >"$dir/out" 2>"$dir/err"
	is "--debug refuses '$name' as a name" "$? $(wc -c <"$dir/out") $(grep -cF "kernel: $name: not debian:VERSION" "$dir/err")" '1 0 1'
done
tests/vm/run --kernel debian:9.9.9 -- true >"$dir/out" 2>"$dir/err"
is 'run fails for a kernel that Debian does not have' $? 1
# Progress messages of apt may come before the error.
is 'one error names the kernel' "$(grep '^kernel: ' "$dir/err")" "kernel: debian:9.9.9: no such kernel in Debian's archive"
is 'one hint follows' "$(grep -c '^hint: ' "$dir/err")" 1
tests/vm/kernel --list >"$dir/out"
is 'the list names the kernels in the archive' "$(grep -c '^debian: .* 7\.2\.12' "$dir/out")" 1

tests/vm/run --kernel debian:7.2.12 --smp 1 --no-pauth --timeout 300 >"$dir/out" 2>"$dir/err" -- '
	ls /lib/modules; uname -r
	modprobe loop && grep -c "^loop " /proc/modules
	mount | grep -c " on /usr type squashfs "
	barrier-user -n 3 -p 64 vmalloc && barrier-user -n 3 -t 2 fork && barrier-user -p 64 mm'
is 'a guest boots the kernel' $? 0
is 'the guest has the modules of its own release' "$(sed -n 1p "$dir/out")" "$(sed -n 2p "$dir/out")"
is 'the guest runs the right kernel' "$(sed -n '2s/+.*//p' "$dir/out")" 7.2.12
is 'a module can be loaded' "$(sed -n 3p "$dir/out")" 1
is 'the disk is mounted' "$(sed -n 4p "$dir/out")" 1
is 'the workload works' "$(sed -n '5,$p' "$dir/out" | paste -sd,)" 'maps 3 pages 192,forks 6,regions 1 pages 64'
finish
