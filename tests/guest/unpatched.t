#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# kernel: debian:7.2.12
# smp: 1
# A distribution's own kernel, without the series: said at once, and how to get it.
. /tests/ktap.sh

for command in 'stat -- true' 'stat -a -d 1s' 'stat --attach btf -- true' 'stat --attach classic -- true'; do
	barrier-trace $command >out 2>err
	is "$command: status" $? 4
	is "$command: nothing on stdout" "$(wc -c <out)" 0
	is "$command: one line and a hint" "$(wc -l <err)" 2
	like "$command: what is missing" err 'event lazy_mmu_queue: this kernel does not have it'
	like "$command: how to get it" err '^hint: apply the series'
done
barrier-trace info >out
is 'info: status' $? 4
like 'info: names each event' out 'missing +event lazy_mmu_flush_empty'
barrier-trace info --json >out
is 'info --json: usable' "$(tail -n 1 out)" '{"type":"total","usable":false}'
is 'no cgroup is left' "$(ls -d /sys/fs/cgroup/barrier-trace.* 2>/dev/null)" ''
finish
