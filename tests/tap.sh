# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# TAP for the tests that run on the host (bash).  Sourced, from the top directory.
n=0 status=0
# While this has a reason, report() prints each result as skipped.  So a machine that lacks a
# program has as many results as one that has it.
unable=''
# Each checkout is a new directory with mostly old sources: ccache finds objects by content, in any
# directory, and keeps them beside the objects of the kernels.
export CCACHE_DIR=${CCACHE_DIR:-${BT_CACHE:-$HOME/.cache/barrier-trace}/ccache}
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

# cached COMPILER: print the command of COMPILER, with ccache before it if ccache is installed
cached() { if command -v ccache >/dev/null; then echo "ccache $1"; else echo "$1"; fi; }

# report STATUS NAME [LOG]: print the result of a test, and after a failure the end of LOG
report()
{
	[ -z "$unable" ] || { skip "$2" "$unable"; return; }
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		status=1
		# awk ends the last line even if LOG does not: the next result needs a line of its own.
		[ -z "${3-}" ] || tail -n 30 "$3" | awk '{ print "#   " $0 }'
	fi
}

# skip NAME REASON: print a result that counts as skipped
skip()
{
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# include STATUS FILE: print the results of another test, which has ended with STATUS and whose TAP
# is in FILE, with the numbers of this test
include()
{
	local kind name
	while read -r kind name; do
		case $kind in
		pass) report 0 "$name" ;;
		skip) n=$((n + 1)); echo "ok $n - $name" ;;
		fail) report 1 "$name" ;;
		bad) report 1 "${FUNCNAME[1]}: $name" ;;
		esac
	done < <(awk -v status="$1" -f tests/tap.awk "$2")
	[ "$1" = 0 ] || grep '^#' "$2"
}

# Print the plan, and exit with 1 if any test failed.  A subshell would end only itself, and the
# results behind it would count, too.
finish()
{
	[ "$BASH_SUBSHELL" = 0 ] || { echo 'Bail out! finish in a subshell'; exit 1; }
	[ $n -gt 0 ] || { echo 'Bail out! no test has run'; exit 1; }
	echo "1..$n"
	exit $status
}
