# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# List Debian's own arm64 kernels, debian:VERSION[-FLAVOUR], and unpack one of them or its debug
# info into the cache.  Sourced after common.sh.

# debian_pattern NAME: print a regular expression for the end of its packages' names
debian_pattern()
{
	local flavour
	[[ $1 =~ ^debian:([0-9]+\.[0-9]+\.[0-9]+)(-(rt|16k|arm64))?$ ]] ||
		die "$1: not debian:VERSION[-rt|-16k|-arm64]" "run 'tests/vm/kernel --list' for the names"
	case ${BASH_REMATCH[3]} in
	rt) flavour=rt-arm64 ;;
	16k) flavour=arm64-16k ;;
	arm64) flavour=arm64 ;;
	*) flavour=cloud-arm64 ;;
	esac
	printf '%s(\\+deb[0-9.+]+)?-%s\n' "${BASH_REMATCH[1]//./\\.}" "$flavour"
}

# Print the packages of the newest build among those on standard input: two releases of Debian may
# have one version.
newest_build()
{
	awk '{ release = $0; sub(/^linux-[a-z]+-/, "", release); print release, $0 }' | sort -V |
		awk '$1 != release { release = $1; names = "" }
		     { names = names $2 "\n" }
		     END { printf "%s", names }'
}

# debian_debug_names find|known: print kernels with batching (6.16 and later) and debug info: the
# newest full kernel of each 7.2, 7.3 ...
debian_debug_names()
{
	"$VM_DIR/apt" "$1" kernels '^linux-image-[0-9.]+\+deb[0-9.+]+-arm64-dbg$' |
		sed -E 's/^linux-image-([0-9.]+)\+.*/\1/' | sort -uV |
		awk -F. '$1 > 6 || ($1 == 6 && $2 >= 16) {
				minor = $1 "." $2
				if (!(minor in newest)) order[++n] = minor
				newest[minor] = $0
			 }
			 END { for (i = 1; i <= n; i++) print "debian:" newest[order[i]] "-arm64" }'
}

# Print the kernels of the package lists in the cache, for people.  Since 6.19 modules are a package
# of their own, which leaves the archive before the kernel does.
debian_list()
{
	command -v apt-cache >/dev/null || return 0
	known_names '^linux-(image|binary|modules)-[0-9.]+\+deb[0-9.+]+-cloud-arm64$' |
		sed -E 's/^linux-([a-z]+)-([0-9.]+)\+.*/\2 \1/' | sort -V |
		awk '$1 != version { version = order[++n] = $1 }
		     { has[version] = has[version] $2 " " }
		     END { for (i = 1; i <= n; i++) {
				whole = has[order[i]] ~ /modules|^(image )+$/
				line[whole] = line[whole] " " order[i]
			   }
			   if (1 in line) print "debian:  " line[1]
			   if (0 in line) print "debian, without modules:" line[0]
			   if (n) print "Debian'\''s other flavours: -rt -16k -arm64 behind the version" }'
	debian_debug_names known | paste -sd' ' | sed '/./s/^/with debug info (--debug): /'
}

# needed_modules DIR: print files of the modules in tests/vm/modules, with those that they depend
# on. depmod is slower: it reads all 4,000 modules of a full kernel.
needed_modules()
{
	local file name i queue depends
	local -A files=()
	while read -r file; do
		name=${file##*/} name=${name%%.ko*}
		files[${name//-/_}]=$file
	done < <(find "$1" -name '*.ko*')
	read -r -d '' -a queue <"$VM_DIR/modules" || true
	for ((i = 0; i < ${#queue[@]}; i++)); do
		name=${queue[i]//-/_}
		file=${files[$name]-}
		[ -n "$file" ] || continue
		unset "files[$name]"
		printf '%s\n' "$file"
		IFS=, read -r -a depends < <(modinfo -F depends "$file") || true
		queue+=("${depends[@]}")
	done
}

# copy_needed ROOT RELEASE DIR: copy the modules below ROOT that guests use
copy_needed()
{
	local from file to=$3/lib/modules/$2
	mkdir -p "$to"
	from=$(find "$1" -path "*lib/modules/$2/kernel" -type d | head -n 1)
	[ -n "$from" ] || { say "$2: its modules have left Debian's archive"; return 0; }
	from=${from%/kernel}
	for file in $(needed_modules "$from") "$from"/modules.{builtin,builtin.modinfo,order}; do
		[ ! -e "$file" ] || install -D -m 644 "$file" "$to/${file#"$from"/}"
	done
	depmod -b "$3" "$2"
}

# known_names REGEX: print names of packages from the lists in the cache
known_names() { { "$VM_DIR/apt" known newest "$1"; "$VM_DIR/apt" known kernels "$1"; } | sort -u; }

# packages_of NAME: print the set of lists that has this kernel, and its packages, in a line.  Most
# kernels are in the lists of the newest kernels, which are short.
packages_of()
{
	local pattern set names
	pattern=$(debian_pattern "$1")
	for set in newest kernels; do
		names=$("$VM_DIR/apt" find "$set" "^linux-(image|binary|modules|base)-$pattern\$" | newest_build | paste -sd' ')
		[ -z "$names" ] || { printf '%s %s\n' "$set" "$names"; return; }
	done
}

# Print the newest cloud kernel that guests can use, as debian:VERSION.  A kernel whose modules have
# left the archive before it has no console for results.
newest_debian()
{
	"$VM_DIR/apt" find newest '^linux-(image|binary|modules)-[0-9.]+\+deb[0-9.+]+-cloud-arm64$' |
		sed -E 's/^linux-([a-z]+)-([0-9.]+)\+.*/\2 \1/' | sort -V |
		awk '{ has[$1] = has[$1] $2 " " }
		     has[$1] ~ /image/ && has[$1] ~ /modules|^(image )+$/ { newest = $1 }
		     END { if (newest != "") print "debian:" newest }'
}

# debian_kernel NAME DIR: unpack a kernel.  Kernel, modules and configuration are one package, or
# several since 6.19.  Only Image, config and the modules of guests are kept, a tenth of all.
debian_kernel()
{
	local name=$1 out=$2 set packages debs deb root=$2.part/deb release
	[ ! -d "$out" ] || return 0
	need dpkg-deb depmod modinfo
	# Without lists this ends here: then nobody knows what the archive has.
	packages=$(packages_of "$name")
	read -r set packages <<<"$packages" || true
	# shellcheck disable=SC2206  # words
	packages=($packages)
	[ ${#packages[@]} -gt 0 ] ||
		die "$name: no such kernel in Debian's archive" "run 'tests/vm/kernel --list' for the names"
	release=${packages[0]#linux-*-}
	mapfile -t debs < <("$VM_DIR/apt" fetch "$set" "${packages[@]/%/:arm64}")
	[ ${#debs[@]} = ${#packages[@]} ] || die "$name: cannot fetch ${packages[*]}"
	say "unpacking Debian's $release"
	rm -rf "$out.part"
	mkdir -p "$root"
	for deb in "${debs[@]}"; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --no-same-owner \
			--exclude='./usr/share' --exclude='./usr/lib/linux-image-*' --exclude='*/dtb'
	done
	find "$root" -type f -name 'vmlinuz*' -exec mv {} "$out.part/Image" \;
	[ -s "$out.part/Image" ] || die "$name: no kernel in ${packages[*]}"
	find "$root" -type f \( -name 'config-*' -o -path '*modules*' -name config \) -exec mv {} "$out.part/config" \;
	copy_needed "$root" "$release" "$out.part/modules"
	printf '%s\n' "$release" >"$out.part/release"
	printf '%s\n' "${debs[@]##*/}" >"$out.part/packages"
	rm -rf "$root"
	mv "$out.part" "$out"
	rm -f "${debs[@]}"
}

# debian_debug NAME DIR: unpack vmlinux, 0.4 to 0.5 GB, of a package of 0.4 (cloud) to 1.2 GB, which
# also has the debug info of all modules.
debian_debug()
{
	local name=$1 out=$2 pattern package deb file
	[ ! -d "$out" ] || return 0
	need dpkg-deb
	pattern=$(debian_pattern "$name")
	package=$("$VM_DIR/apt" find kernels "^linux-image-$pattern-dbg\$" | newest_build)
	[ -n "$package" ] ||
		die "$name: no debug info of such a kernel in Debian's archive" "run 'tests/vm/kernel --list' for the names"
	deb=$("$VM_DIR/apt" fetch kernels "$package:arm64")
	say "unpacking vmlinux of $package (about a minute)"
	rm -rf "$out.part"
	mkdir -p "$out.part/deb"
	dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$out.part/deb" --no-same-owner --wildcards --no-anchored 'vmlinux*'
	file=$(find "$out.part/deb" -type f -name 'vmlinux*')
	[ -s "$file" ] || die "$name: no vmlinux in $package"
	mv "$file" "$out.part/vmlinux"
	printf '%s\n' "${deb##*/}" >"$out.part/packages"
	rm -rf "$out.part/deb"
	mv "$out.part" "$out"
	rm -f "$deb"
}
