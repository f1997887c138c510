#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 27
# smp: 2
# Wrong usage and hostile environments: the tool prints one clear line and a hint, exits with the
# right status, and changes nothing.
. /tests/ktap.sh

BT=barrier-trace
mkdir full && mount -t tmpfs -o size=4k tmpfs full
# The tool must leave cgroups, the tracing state and the number of BPF programs as they were.
state() { ls /sys/fs/cgroup; cat $T/tracing_on $T/set_event; }
before=$(state)
held=$(programs)

$BT >out 2>err
is 'no command: exits with status 129' $? 129
like 'no command: the error lists the commands' err '^  stat '
fails 'unknown command' 129 'nonsense: unknown command' $BT nonsense
fails 'unknown option' 129 "unrecognized option" $BT stat --nonsense
fails 'unknown global option' 129 'unknown option' $BT --nonsense
[ -d /sys/kernel/debug/lazy_mmu_strict ] ||
	fails 'no strict kernel' 4 'cannot be made strict' $BT check --strict-kernel -d 1s
fails '-d without a unit' 129 'needs a unit' $BT stat -d 5
fails '-d of nothing' 129 'needs a unit' $BT stat -d ''
fails '-I without a unit' 129 'needs a unit' $BT stat -I 5
fails '-I too short' 129 'at least 10ms' $BT stat -I 1ms
fails '-d out of range' 129 'out of range' $BT stat -d 99999999999999999999h
fails '-c without -I' 129 'needs an interval' $BT stat -c 5
fails '-r without CMD' 129 'needs a CMD' $BT stat -r 5
fails '-r 0' 129 'not a number from 1' $BT stat -r 0 -- true
fails '-p no number' 129 'not a list of numbers' $BT stat -p abc
fails '-C no list' 129 'not a list of numbers' $BT stat -C 3-1
fails 'unknown --per' 129 'task, process, comm' $BT stat --per nonsense
fails 'unknown --format' 129 'text, json, csv' $BT stat --format nonsense
fails 'empty separator' 129 'must not be empty' $BT stat -x ''
fails 'CMD and -p' 129 'one of them' $BT stat -p 1 -- true
fails 'info with an argument' 129 'takes no argument' $BT info what

# A pid that existed a moment ago.
sh -c 'exit 0' & gone=$!
wait $gone
fails 'a pid that is gone' 1 "-p $gone: no such process" $BT stat -p $gone -d 1s
fails 'a tid that is gone' 1 "-t $gone: no such process" $BT stat -t $gone -d 1s
fails 'no such cgroup' 1 'No such file' $BT stat -G nonsense -d 1s
fails 'CMD that does not exist' 127 'cannot run /nonsense: No such file' $BT stat -- /nonsense
fails 'CMD that is not executable' 126 'cannot run /etc/passwd: Permission denied' $BT stat -- /etc/passwd
fails 'CMD that is a directory' 126 'cannot run /etc: Permission denied' $BT stat -- /etc
fails 'output in a directory that is not there' 1 'cannot write /nonsense/x' $BT stat -o /nonsense/x -- true
dd if=/dev/zero of=full/fill bs=4k count=1 2>/dev/null
fails 'output on a full disk' 1 'No space left' $BT stat -o full/out -- true
fails 'output to /dev/full' 1 'No space left' $BT stat -o /dev/full -- true
cp /bin/barrier-trace /bin/busybox /tmp/ 2>/dev/null
chmod 755 /tmp "$work"
fails 'no root' 1 'without CAP_BPF and CAP_PERFMON' su nobody -c "$BT stat -d 1s"
su nobody -c "$BT info" >out 2>err
is 'info without root: exits with status 1' $? 1
like 'info without root: privileges are denied' out 'denied +privileges'

$BT stat -- true >&- 2>err
is 'stdout closed: exits with status 1' $? 1
like 'stdout closed: the error names standard output' err 'cannot write to standard output'
$BT info >&- 2>err
is 'info, stdout closed: exits with status 1' $? 1
($BT stat -- true; echo $? >status) 2>err | true
is 'reader of stdout gone: exits with status 1' "$(cat status)" 1

# Missing parts of the system.
hide_btf='mount --bind /dev/null /sys/kernel/btf/vmlinux'
hide_tracefs='umount /sys/kernel/tracing; mount -t tmpfs -o ro tmpfs /sys/kernel/debug'
ro_tracefs='mount -o remount,ro,bind /sys/kernel/tracing'
no_cgroup='umount /sys/fs/cgroup'
fails 'no BTF' 4 'BTF: /sys/kernel/btf/vmlinux' alone "$hide_btf" $BT stat -- true
alone "$hide_btf" $BT info >out 2>err
is 'info, no BTF: exits with status 4' $? 4
like 'info, no BTF: the option that makes BTF is named' out 'CONFIG_DEBUG_INFO_BTF'
alone "$hide_tracefs" $BT stat -- true >out 2>err
is 'no tracefs: stat works, because BTF programs need none' $? 0
alone "$hide_tracefs" $BT info >out
like 'no tracefs: info says that it is not mounted' out 'note +tracefs .* is not mounted'
fails 'no tracefs, classic programs' 1 'cannot attach' alone "$hide_tracefs" $BT stat --attach classic -- true
alone "$ro_tracefs" $BT stat -- true >out 2>err
is 'read-only tracefs: stat works' $? 0
fails 'a PID namespace' 1 "PID namespace: not the host.s" unshare -pf --mount-proc $BT stat -a -- true
fails 'no cgroup v2' 1 'cannot make a cgroup' alone "$no_cgroup" $BT stat -- true
alone "$no_cgroup" $BT stat -a -- true >out 2>err
is 'no cgroup v2: stat -a works' $? 0

# stat drops columns of counts that do not fit the terminal.
while read -r width columns; do
	: >shown
	tmux -L width -f /dev/null new-session -d -s width -x $width -y 60 \
		"$BT stat -a --per comm -- true; echo \$? >status; stty size >size; cat" </dev/null
	until grep -q elapsed shown; do tmux -L width capture-pane -pJ -t width >shown; done
	tmux -L width kill-session -t width
	is "terminal of width $width: stat exits with status 0 and prints $columns columns" "$(cat status) $(cut -d' ' -f2 size) $(
		awk '/^ +queued/ { print NF - 2; exit }' shown)" "0 $width $columns"
done <<END
20 1
40 1
80 4
200 6
END

# A task chooses its own name: its control characters must not reach the terminal.
modprobe barrier_load
cat >rename.sh <<'END'
printf 'x\033[2Jy",\\z' >/proc/$$/comm
: $(/bin/true) $(/bin/true)
END
# So does a file that is executed.
evil=$(printf 'a\033[31m",')
cp rename.sh "$evil"
sed -i '1s/.*/#!\/bin\/sh/' "$evil"
chmod 755 "$evil"
for format in text json csv openmetrics; do
	$BT stat -a --per comm --format $format -- sh -c './"$1"; exec sh rename.sh' sh "$evil" >out 2>err
	is "hostile names, $format: no escape sequence is printed" "$? $(grep -c "$(printf '\033')" out)" '0 0'
	like "hostile names, $format: the task that renamed itself has a row" out 'x\\[^ ]*\[2Jy'
	like "hostile names, $format: the task of a hostile file has a row" out 'a\\[^ ]*\[31m'
done
$BT stat -a --per comm --format csv -- sh rename.sh >out
like 'hostile name, csv: the name is quoted' out '^"x\\x1b\[2Jy"",\\\\z",'
$BT stat -a --per comm --json -- sh rename.sh >out
like 'hostile name, json: the name is escaped' out '"comm":"x\\u001b\[2Jy\\",\\\\z"'

is 'cgroups and the tracing state are as before' "$(state)" "$before"
left 'no program is left' $held

# Lockdown comes last, because only a reboot ends it.  It closes tracefs to ftrace and perf, but BPF
# programs still load.
[ -e /sys/kernel/security/lockdown ] || { skip lockdown 'this kernel has none'; finish; }
echo confidentiality >/sys/kernel/security/lockdown
cat $T/trace >/dev/null 2>&1
is 'lockdown: ftrace is closed' $? 1
$BT stat --json -o result.json -- true
is 'lockdown: stat exits with status 0' $? 0
[ "$(field emitted result.json)" -gt 0 ] && ok 'lockdown: stat counts events' ||
	not_ok 'lockdown: stat counts events'
$BT info >out
is 'info, lockdown: exits with status 0' $? 0
like 'info, lockdown: lockdown is named' out 'note +lockdown +confidentiality'
finish
