#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 12
# smp: 2
# kernel: 7.3 6.12-g0/1
# If the kernel lacks what probes need, the tool says so at once, in one line, with a hint.
. /tests/ktap.sh

BT=barrier-trace
PROBES=/sys/kernel/debug/kprobes
probes() { echo "$BT stat --backend probes -a -- true"; }
# shellcheck disable=SC2046,SC2317  # words
refused() { n=$1 s=$2 p=$3; shift 3; fails "$n" "$s" "$p" "$@" $(probes); }

case $(uname -r) in
6.12.*)
	refused 'a kernel without batching' 4 'no barrier batching in this kernel'
	fails 'record --until-violation without batching' 4 'this kernel does not batch barriers' \
		$BT record -a -d 1ms -o g0.data --until-violation
	none 'record --until-violation without batching writes no file' "$(ls g0.data* 2>/dev/null)"
	$BT record -a -d 1ms -o g0.data 2>err
	is 'record without --until-violation works' $? 0
	finish
	;;
esac

eval "$(probes)" >out 2>err
is 'control, nothing is missing: exits with status 0' $? 0
none 'control: no error is printed' "$(cat err)"

echo 2 >/proc/sys/kernel/kptr_restrict
refused 'addresses are hidden' 1 'kernel symbols: /proc/kallsyms hides addresses'
like 'addresses are hidden: the hint names kptr_restrict' err '^hint: .*kptr_restrict'
echo 0 >/proc/sys/kernel/kptr_restrict

echo 0 >$PROBES/enabled
refused 'kprobes are switched off' 4 'kprobes enabled: no: they attach, and never fire'
like 'kprobes are switched off: the hint switches them on' err "^hint: echo 1 > $PROBES/enabled"
hide_debugfs='umount /sys/kernel/debug'
refused 'kprobes are switched off, and no file says so' 1 'attached and do not fire' alone "$hide_debugfs"
echo 1 >$PROBES/enabled
# Kprobes that are switched off during a run see nothing, and the kernel does not count that as
# missed.
$BT check --backend probes -a --json -o result -- sh -c "echo 0 >$PROBES/enabled; barrier-user -n 1 vmalloc" >out 2>err
is 'switched off meanwhile: the verdict is incomplete' "$? $(verdict)" '0 incomplete'
counted 'switched off meanwhile: the loss is counted as missed probes' "$(field missed_probes result)" "$(field lost result)"
echo 1 >$PROBES/enabled

# Another kprobe in the middle of a function may hide a site.
echo 'p:other vmap_small_pages_range_noflush+0x40' >$T/kprobe_events
echo 1 >$T/events/kprobes/other/enable
refused 'another kprobe' 1 'another kprobe is in the kernel.s text'
like 'another kprobe: the error has its place' err 'vmap_small_pages_range_noflush\+0x40'
echo 0 >$T/events/kprobes/other/enable
echo >$T/kprobe_events
echo 'p:other vfs_read' >$T/kprobe_events
echo 1 >$T/events/kprobes/other/enable
eval "$(probes)" >out 2>err
is 'another kprobe at the start of a function is no error' $? 0
echo 0 >$T/events/kprobes/other/enable
echo >$T/kprobe_events

cp /bin/barrier-trace /tmp/ 2>/dev/null
chmod 755 /tmp "$work"
fails 'no root' 1 'without CAP_BPF and CAP_PERFMON' su nobody -c "$(probes)"
refused 'a PID namespace' 1 "PID namespace: not the host.s" unshare -pf --mount-proc
refused 'no BTF' 4 'BTF: /sys/kernel/btf/vmlinux' alone 'mount --bind /dev/null /sys/kernel/btf/vmlinux'
refused 'no list of functions that take probes' 4 'functions that take probes' alone \
	'umount /sys/kernel/tracing; mount -t tmpfs -o ro tmpfs /sys/kernel/debug'
refused 'no kprobe events' 4 'kprobes: .*event_source/devices/kprobe/type' alone \
	'mount -t tmpfs -o ro tmpfs /sys/bus/event_source/devices'
is 'no kprobe is left' "$(wc -l <$PROBES/list)" 0

[ -e /sys/kernel/security/lockdown ] || { skip lockdown 'this kernel has none'; finish; }
echo confidentiality >/sys/kernel/security/lockdown
refused 'lockdown' 4 'lockdown.*confidentiality'
finish
