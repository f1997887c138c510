#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 10
# kernel: debian:7.2.12
# smp: 1
# A distribution's own kernel lacks the series.  Commands that ask for tracepoints fail at once,
# with a hint how to get them; the others use probes.
. /tests/ktap.sh

for command in 'stat --backend tracepoint -- true' 'hist --backend tracepoint -a -d 1s' \
		'stat --attach btf -- true' 'stat --attach classic -- true'; do
	barrier-trace $command >out 2>err
	is "$command: exits with status 4" $? 4
	is "$command: nothing is printed to stdout" "$(wc -c <out)" 0
	is "$command: the error is one line and a hint" "$(wc -l <err)" 2
	like "$command: the error names the missing event" err 'event lazy_mmu_queue: this kernel does not have it'
	like "$command: the hint says how to get it" err '^hint: apply the series'
done
barrier-trace info >out
is 'info: exits with status 0' $? 0
like 'info names each missing event' out 'note +event lazy_mmu_flush_empty'
like 'info says that probes are used instead' out 'ok +attach +probes: kprobes at [0-9]+ places'
barrier-trace info --json >out
like 'info --json: the kernel is usable' out '^\{"type":"total","usable":true,"attach":"probes'
none 'no cgroup is left' "$(ls -d /sys/fs/cgroup/barrier-trace.* 2>/dev/null)"
finish
