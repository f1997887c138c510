#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 10
# kernel: debian:7.2.12
# smp: 1
# A distribution's own kernel, without the series: who asks for tracepoints is told at once, and how to
# get them; the others get probes.
. /tests/ktap.sh

for command in 'stat --backend tracepoint -- true' 'hist --backend tracepoint -a -d 1s' \
		'stat --attach btf -- true' 'stat --attach classic -- true'; do
	barrier-trace $command >out 2>err
	is "$command: status" $? 4
	is "$command: nothing on stdout" "$(wc -c <out)" 0
	is "$command: one line and a hint" "$(wc -l <err)" 2
	like "$command: what is missing" err 'event lazy_mmu_queue: this kernel does not have it'
	like "$command: how to get it" err '^hint: apply the series'
done
barrier-trace info >out
is 'info: status' $? 0
like 'info: names each event' out 'note +event lazy_mmu_flush_empty'
like 'info: what is used instead' out 'ok +attach +probes: kprobes at [0-9]+ places'
barrier-trace info --json >out
like 'info --json: usable' out '^\{"type":"total","usable":true,"attach":"probes'
is 'no cgroup is left' "$(ls -d /sys/fs/cgroup/barrier-trace.* 2>/dev/null)" ''
finish
