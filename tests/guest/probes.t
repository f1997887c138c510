#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# waits: on
# weight: 27
# smp: 1 4
# mem: 2G
# kernel: 7.3 6.12-g2/2
# Both backends trace one run, and each count of each task name is equal: kprobes in the kernel's
# text count what its tracepoints count.
. /tests/ktap.sh

cpus=$(nproc)

# cells FILE: print each task name with its counts, a line each
cells()
{
	rows "$1" | sed 's/.*"comm":"\([^"]*\)".*"emitted":\([0-9]*\),.*"first":\([0-9]*\),"again":\([0-9]*\),"flush":\([0-9]*\),"flush_empty":\([0-9]*\),"direct":\([0-9]*\),.*/\1 emitted=\2 first=\3 again=\4 flush=\5 empty=\6 direct=\7/' |
		sort
}

# both NAME GLOB COMMAND: run COMMAND under both backends, so that both see the whole life of its
# tasks
both()
{
	name=$1 glob=$2
	echo "$3" >load
	barrier-trace stat -a --backend tracepoint -n "$glob" --per comm --json -o tracepoints.json -- \
		barrier-trace stat -a --backend probes --scope all -n "$glob" --per comm --json \
		-o probes.json -- sh load >out 2>err
	is "$name: exits with status 0" $? 0
	[ ! -s err ] || diag <err
	is "$name: tracepoints lose no event" "$(field lost tracepoints.json)" 0
	is "$name: probes lose no event" "$(field lost probes.json)" 0
	cells tracepoints.json >expected
	cells probes.json >got
	if [ -s expected ] && cmp -s expected got; then
		ok "$name: all counts are equal"
		diag <got
	else
		not_ok "$name: all counts are equal"
		diff expected got | diag
	fi
}

# More sub-tests run on one CPU only: an emulator broadcasts TLB invalidations slowly to others.
mask=$([ "$cpus" = 1 ] && echo 7 || echo 1)
both 'test_vmalloc' 'vmalloc_test*' \
	"modprobe test_vmalloc run_test_mask=$mask test_loop_count=20 nr_threads=$cpus 2>/dev/null; true"
both 'fork storm' 'barrier-user' "barrier-user -n 50 -t $((cpus * 2)) fork"
both 'module load' 'mod*' 'for i in 1 2 3; do modprobe zram && rmmod zram; done'
both 'mm load' 'barrier-user' "barrier-user -n 20 -t $cpus mm"
both 'maps' 'barrier-user' "barrier-user -n 20 -t $cpus vmalloc"

# Both count while the kernel's text is patched and CPUs come and go.
cat >storm <<END
barrier-user -n 20 -t $cpus vmalloc && barrier-user -n 20 -t $cpus fork && barrier-user -n 10 mm
END
both 'storm' 'barrier-user' "cd $work && sh /tests/storm.sh zram sh ./storm"
none 'storm: no background load failed' "$(cat failed 2>/dev/null)"
is 'no kprobe is left' "$(wc -l </sys/kernel/debug/kprobes/list)" 0
finish
