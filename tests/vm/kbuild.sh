# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# How this repository calls the kernel's build system.  Sourced after common.sh, by
# scripts that set SRC (the source tree), BUILD (the O= directory) and NAME, and COMPILER
# to clang where it is not to be gcc.

JOBS=$(($(nproc) + 1))

hash_of() { sha256sum | cut -c1-10; }

# merge_fragments FILE...: one fragment.  The later files win; one may take a symbol
# back with "is not set".
merge_fragments()
{
	awk '	/^CONFIG_[A-Z0-9_]+=/ { split($0, a, "="); key = a[1] }
		/^# CONFIG_[A-Z0-9_]+ is not set$/ { key = $2 }
		key != "" { if (!(key in v)) order[++n] = key; v[key] = $0; key = "" }
		END { for (i = 1; i <= n; i++) print v[order[i]] }' "$@"
}

newest_clang() { compgen -c clang- | grep -xE 'clang-[0-9]+' | sort -t- -k2n | tail -n 1; }

# Variables for make, an array: which compiler, with ccache where it is installed.
choose_compiler() # gcc|clang
{
	local cc=${CROSS}gcc clang
	COMPILER_ARGS=()
	if [ "$1" = clang ]; then
		clang=$(newest_clang)
		[ -n "$clang" ] || die "no clang-N: not found" "'make deps TARGET=test-all' installs the newest"
		COMPILER_ARGS=(LLVM="${clang#clang}")
		cc=$clang
	fi
	! command -v ccache >/dev/null || cc="ccache $cc"
	COMPILER_ARGS+=(CC="$cc")
	# The host's tools are the same for all kernels of one source.
	[ "$1" = clang ] || ! command -v ccache >/dev/null || COMPILER_ARGS+=(HOSTCC="ccache gcc")
}

# mk ARGS...: make in SRC, with ccache where it is installed
mk()
{
	choose_compiler "${COMPILER-gcc}"
	# A tree's place must not decide whether ccache knows a file: from every O=
	# the source is ../src.  Depend mode: kbuild has the compiler list the headers anyway,
	# and a run of the preprocessor for itself is a quarter of what a miss costs.
	CCACHE_DEPEND=1 CCACHE_BASEDIR=$CACHE CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-10G} \
	CCACHE_SLOPPINESS=time_macros,include_file_mtime,include_file_ctime \
	make -C "$SRC" O="$BUILD" ARCH=arm64 CROSS_COMPILE="$CROSS" "${COMPILER_ARGS[@]}" \
		KBUILD_BUILD_TIMESTAMP=@0 KBUILD_BUILD_USER=bt KBUILD_BUILD_HOST=bt \
		LOCALVERSION="-${NAME//[^A-Za-z0-9.]/-}" "$@"
}
