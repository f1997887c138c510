# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# TAP for the tests that run on the host (bash).  Sourced, from the top directory.
n=0 status=0
# Each checkout is a new directory with mostly old sources: ccache finds objects by content, in any
# directory, and keeps them beside the objects of the kernels.
export CCACHE_DIR=${CCACHE_DIR:-${BT_CACHE:-$HOME/.cache/barrier-trace}/ccache}
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

# cached COMPILER: print the command of COMPILER, with ccache before it if ccache is installed
cached() { if command -v ccache >/dev/null; then echo "ccache $1"; else echo "$1"; fi; }

# report STATUS NAME [LOG]: print the result of a test, and after a failure the end of LOG
report()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		status=1
		[ -z "${3-}" ] || tail -n 30 "$3" | sed 's/^/#   /'
	fi
}

# skip NAME REASON: print a result that counts as skipped
skip()
{
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# Print the plan, and exit with 1 if any test failed
finish()
{
	echo "1..$n"
	exit $status
}
