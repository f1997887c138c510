#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# barrier-user does what its arguments ask for, and prints the numbers.
. tests/tap.sh
make -s O=build CC="$(cached gcc)" build/barrier-user >&2
# is WHAT STATUS TEXT ARGUMENTS...: pass if barrier-user exits with STATUS and prints TEXT
is()
{
	local what=$1 wanted="$2 $3" got
	shift 3
	got=$(build/barrier-user "$@" 2>build/workload.err)
	got="$? $got"
	[ "$got" = "$wanted" ]
	report $? "$what: status and output are '$wanted'" build/workload.err
}
is 'one fork' 0 'forks 1' fork
is 'seven rounds' 0 'forks 7' -n 7 fork
is 'rounds in each thread' 0 'forks 12' -n 4 -t 3 fork
is 'two regions in each of three threads' 0 'regions 6 pages 192' -n 2 -t 3 -p 32 mm
is 'default pages' 0 'regions 1 pages 1024' mm
is 'too few pages for vmalloc' 129 '' -p 15 vmalloc
is 'not a number' 129 '' -n 5x fork
is 'no such load' 129 '' nonsense
is 'no load' 129 ''
finish
