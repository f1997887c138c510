# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Call the kernel's build system.  Sourced after common.sh, by scripts that set SRC (the source
# tree), BUILD (the O= directory), NAME, and COMPILER=clang for a compiler other than gcc.

JOBS=$(($(nproc) + 1))

hash_of() { sha256sum | cut -c1-10; }

# merge_fragments FILE...: print one fragment.  Later files win, and can unset a symbol with "is not
# set".
merge_fragments()
{
	awk '	/^CONFIG_[A-Z0-9_]+=/ { split($0, a, "="); key = a[1] }
		/^# CONFIG_[A-Z0-9_]+ is not set$/ { key = $2 }
		key != "" { if (!(key in v)) order[++n] = key; v[key] = $0; key = "" }
		END { for (i = 1; i <= n; i++) print v[order[i]] }' "$@"
}

newest_clang() { compgen -c clang- | grep -xE 'clang-[0-9]+' | sort -t- -k2n | tail -n 1; }

# choose_compiler gcc|clang: set COMPILER_ARGS, variables for make, with ccache if it is installed
choose_compiler()
{
	local cc=${CROSS}gcc clang
	COMPILER_ARGS=()
	if [ "$1" = clang ]; then
		clang=$(newest_clang)
		[ -n "$clang" ] || die "cannot run clang-N: not found" "run 'make deps TARGET=test-all'"
		COMPILER_ARGS=(LLVM="${clang#clang}")
		cc=$clang
	fi
	! command -v ccache >/dev/null || cc="ccache $cc"
	COMPILER_ARGS+=(CC="$cc")
	# All kernels of one source have the same host tools, so ccache finds them, too.
	[ "$1" = clang ] || ! command -v ccache >/dev/null || COMPILER_ARGS+=(HOSTCC="ccache gcc")
}

# mk ARGS...: run make in SRC, with ccache if it is installed
mk()
{
	choose_compiler "${COMPILER-gcc}"
	# ccache must find a file whatever the directory of its tree: from every O= the source is
	# ../src. Depend mode saves a run of the preprocessor, a quarter of the cost of a miss:
	# kbuild lets the compiler list the headers anyway.
	CCACHE_DEPEND=1 CCACHE_BASEDIR=$CACHE CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-10G} \
	CCACHE_SLOPPINESS=time_macros,include_file_mtime,include_file_ctime \
	make -C "$SRC" O="$BUILD" ARCH=arm64 CROSS_COMPILE="$CROSS" "${COMPILER_ARGS[@]}" \
		KBUILD_BUILD_TIMESTAMP=@0 KBUILD_BUILD_USER=bt KBUILD_BUILD_HOST=bt \
		LOCALVERSION="-${NAME//[^A-Za-z0-9.]/-}" "$@"
}
