# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# TAP for the tests that run on the host (bash).  Sourced, from the top directory.
n=0 status=0

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

# The plan, and the status of the whole
finish()
{
	echo "1..$n"
	exit $status
}
