# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# TAP for the tests that run on the host (bash).  Sourced, from the top directory.
n=0 status=0
# Each checkout is new, its sources are mostly not: compilers keep what they made beside the
# kernels' objects, by content and whatever directory it was made in.
export CCACHE_DIR=${CCACHE_DIR:-${BT_CACHE:-$HOME/.cache/barrier-trace}/ccache}
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

# cached COMPILER: its command, through ccache where that is installed
cached() { if command -v ccache >/dev/null; then echo "ccache $1"; else echo "$1"; fi; }

# report STATUS WHAT [LOG]: a line, and under a failure the end of the log
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

# skip WHAT REASON: a line that counts as skipped
skip()
{
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# The plan, and the status of the whole
finish()
{
	echo "1..$n"
	exit $status
}
