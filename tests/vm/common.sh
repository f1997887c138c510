# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Directories, messages and locks for the lab's scripts (bash).  Sourced, never run.

set -euo pipefail
# A failure within $(...) is one, too.
shopt -s inherit_errexit

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd "$VM_DIR/../.." && pwd)
PATCH_DIR=$TOP/kernel-patch
# shellcheck disable=SC2034  # used by the scripts that source this file
CROSS=${CROSS_COMPILE:-aarch64-linux-gnu-}
CACHE=${BT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/barrier-trace}
mkdir -p "$CACHE"
CACHE=$(cd "$CACHE" && pwd)
export CCACHE_DIR=${CCACHE_DIR:-$CACHE/ccache}

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# die MESSAGE [HINT]: print both, and exit with 1
die()
{
	say "$1"
	[ $# -lt 2 ] || printf 'hint: %s\n' "$2" >&2
	exit 1
}

need()
{
	local tool
	for tool; do
		command -v "$tool" >/dev/null ||
			die "cannot run $tool: not found" "run 'make deps'"
	done
}

# with_lock NAME COMMAND...: run COMMAND as the only writer of an entry of the cache.  Children
# inherit the lock: after a kill it lasts until the last child is gone, so that two makes never work
# in one tree.
with_lock()
{
	local file=$CACHE/lock.${1//\//_}
	shift
	(
		# Print the message only if the wait is long.
		if ! flock -w 3 9; then
			say "waiting for another process: $file"
			flock 9
		fi
		"$@"
	) 9>"$file"
}

# progress TOTAL WHAT: read a build's output, and show how far the build is and how long it will
# take: on a terminal in one line that is rewritten, else in a line every 30 s.
progress()
{
	awk -v total="$1" -v what="$2" -v tty="$([ -t 2 ] && echo 1 || echo 0)" '
	function now(  t) { "date +%s" | getline t; close("date +%s"); return t }
	BEGIN { start = last = now() }
	/^  [A-Z]+[A-Z0-9 \[\]]* / {
		n++
		if (n % 20)
			next
		t = now()
		if (t - last < (tty ? 2 : 30))
			next
		last = t
		share = n / total; if (share > 0.99) share = 0.99
		printf "%s%s: %d%% (%d of about %d steps), about %d:%02d left%s",
			tty ? "\r" : "", what, share * 100, n, total,
			(t - start) * (1 - share) / share / 60,
			int((t - start) * (1 - share) / share) % 60,
			tty ? "   " : "\n" > "/dev/stderr"
		fflush("/dev/stderr")
	}
	END {
		if (tty && last != start)
			printf "\n" > "/dev/stderr"
	}'
}
