#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 75
# tests/vm/run reports output and status of a guest right, and counts only a status as success.
n=0 status=0 dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
is()
{
	n=$((n + 1))
	if [ "$2" = "$3" ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"
		echo "#   got '$2', expected '$3'"
		status=1
	fi
}
# QEMU's files are below $dir, so that its command line tells a QEMU that is left running.
run()
{
	TMPDIR=$dir tests/vm/run --timeout 120 "$@" >"$dir/out" 2>"$dir/err" </dev/null
	echo $?
	# On a busy machine the lab itself says that it waits.
	sed -i '/: waiting for another process: /d' "$dir/err"
}

is 'a command that succeeds: run exits with status 0' "$(run -- true)" 0
is 'a command that succeeds: run prints nothing' "$(cat "$dir/out" "$dir/err")" ''
is 'a command that exits with 42: run does, too' "$(run -- 'exit 42')" 42
is 'a command that fails: run exits with its status' "$(run -- 'echo out; echo err >&2; false')" 1
is 'standard output arrives' "$(cat "$dir/out")" out
is 'standard error arrives' "$(cat "$dir/err")" err
is 'several words are a command and its arguments' "$(run -- sh -c 'echo "$0"; echo "$1"; exit 7' 'a;  b' "it's \$HOME")" 7
is 'each word arrives as it is' "$(paste -sd/ "$dir/out")" "a;  b/it's \$HOME"
is 'one word is a line for the shell' "$(run -- 'echo a; echo b')$(paste -sd/ "$dir/out")" 0a/b
is 'long output arrives whole' "$(run -- 'seq 1 100000')$(tail -n 1 "$dir/out")" 0100000
is 'a guest that panics: run exits with status 128' "$(run -- 'echo c >/proc/sysrq-trigger')" 128
is 'a guest that panics: run shows the console' "$(grep -c 'sysrq triggered crash' "$dir/err")" 1
is 'a guest that powers off: run exits with status 128' "$(run -- 'poweroff -f')" 128
is 'a guest that reboots: run exits with status 128' "$(run -- 'reboot -f 2>/dev/null; echo b >/proc/sysrq-trigger')" 128
is 'a guest that hangs: run exits with status 128' "$(run --timeout 10 -- 'while :; do :; done')" 128
is 'printed words do not count as a status' "$(run -- 'echo exit 0; echo "exit 0" >&2; exit 3')" 3
is 'a splat fails a run that succeeded' "$(run -- 'echo "------------[ cut here" >/dev/kmsg; echo "<4>WARNING: test" >/dev/kmsg')" 125
is 'the splat is shown' "$(grep -c 'WARNING: test' "$dir/err")" 1
splats() { printf '%b' "$1" >"$dir/console"; tests/vm/splats "$dir/console" | tail -n +2 | tr '\n' '|'; }
LINE='==================================================================\n'
is 'a KASAN report that its KUnit suite provokes is no splat' \
	"$(splats "${LINE}BUG: KASAN: double-free in kfree\nCall trace:\n kfree+0x4\n uaf+0x4 [kasan_test]\n$LINE")" ''
is 'a KFENCE report outside of its KUnit suite is a splat' "$(splats "${LINE}BUG: KFENCE: invalid free in f\n f+0x4 [zram]\n$LINE f [kfence_test]\n")" \
	'2:BUG: KFENCE: invalid free in f|'
DEPOT='------------[ cut here ]------------\nWARNING: at depot_fetch_stack+0x68\n'
is 'a stack depot warning within such a report is no splat' \
	"$(splats "${LINE}BUG: KASAN: oob in f\n f [kasan_test]\n${DEPOT} f [kasan_test]\n---[ end trace\n$LINE")" ''
is 'a stack depot warning outside of the suite is a splat' "$(splats "${DEPOT}---[ end trace\n f [kasan_test]\n")" \
	'1:------------[ cut here ]------------|2:WARNING: at depot_fetch_stack+0x68|'
is 'a warning of others within such a report is a splat' "$(splats "${LINE}BUG: KASAN: oob in f\nWARNING: x\n f [kasan_test]\n$LINE")" '3:WARNING: x|'
# allow LINE: print what splats says of a console without a splat while LINE is line 2 of splats.allow
allow() { printf '# reasons\n%s\n' "$1" >"$dir/allow"; : >"$dir/console"; SPLATS_ALLOW=$dir/allow tests/vm/splats "$dir/console"; }
AT='splats: tests/vm/splats.allow:2:'
is 'splats.allow as it is can be used' "$(tests/vm/splats /dev/null; echo $?)" 0
is 'splats.allow: a pattern with a reason can be used' "$(allow 'WARNING: .* at known_to_warn	it warns of what we do on purpose'; echo $?)" 0
is 'splats.allow: a blank line is refused' "$(allow ''; echo $?)" "$AT a blank line, which as a pattern matches everything
1"
is 'splats.allow: a line of one blank is refused' "$(allow ' '; echo $?)" "$AT a blank line, which as a pattern matches everything
1"
is 'splats.allow: a line without a reason is refused' "$(allow 'at known_to_warn'; echo $?)" "$AT no reason: write PATTERN, a tab, and the reason
1"
is 'splats.allow: an empty reason is refused' "$(allow 'at known_to_warn	 '; echo $?)" "$AT no reason: write PATTERN, a tab, and the reason
1"
is 'splats.allow: what is no regular expression is refused' "$(allow 'a(	an open parenthesis'; echo $?)" "$AT not a regular expression
1"
for pattern in . '.*' 'x*' ' ' '[a-z]' 'a|' BUG 'WARNING:' 'panic' '^' 'premature read'; do
	is "splats.allow: a pattern that matches too much is refused: '$pattern'" "$(allow "$pattern	a good reason"; echo $?)" \
		"$AT the pattern matches everything, or all splats of a kind
1"
done
is 'the first line of an allowed warning is no splat' "$(printf '# reasons\nWARNING: .* at known_to_warn\tit is known\n' >"$dir/allow"
	printf '%b' "------------[ cut here ]------------\n[ 1] WARNING: x at known_to_warn+4\n" >"$dir/console"
	SPLATS_ALLOW=$dir/allow tests/vm/splats "$dir/console"; echo $?)" 0
is 'a console log that is not there is no clean one' "$(tests/vm/splats "$dir/none" >/dev/null; echo $?)" 1
is 'dropped messages are no clean console' "$(splats '** 7 printk messages dropped **\n')" '1:** 7 printk messages dropped **|'
is 'a console that does not show warnings: run exits with status 128' "$(run -- 'dmesg -n 1')" 128
is 'a console that does not show warnings: run says so' "$(grep -c "the console does not show the kernel's warnings" "$dir/err")" 1

PREMATURE='modprobe barrier_load init_mm_at="0x$(sed -n "s/ [Dd] init_mm$//p" /proc/kallsyms)" &&
	echo 1 >/sys/kernel/debug/lazy_mmu_strict/enabled && barrier-load read-early >/dev/null'
strict() { run --kernel 7.3+strict --no-pauth "$@"; }
is 'a strict kernel that catches nothing: run exits with status 0' "$(strict -- true)" 0
is 'a premature access that the strict kernel counts fails a run' "$(strict -- "$PREMATURE")" 125
is 'a premature access: run says what was caught' "$(grep -c 'the strict kernel has caught: 1 premature$' "$dir/err")" 1
is 'a premature access that the test provokes does not fail a run' "$(strict --provokes 'read-early' -- "$PREMATURE")" 0
is 'a premature access that the console reports of another task fails a run' \
	"$(strict --provokes 'read-early' -- "$PREMATURE && echo '<3>lazy_mmu_strict: premature read of ffff800080071000 at f+0x4/0x8 by modprobe/7' >/dev/kmsg")" 125

# The lab with a kernel whose directory says another release than the guest has
kdir=$(tests/vm/kernel 7.3)
mkdir -p "$dir/kdir" "$dir/tests/vm"
cp tests/vm/{run,common.sh,splats,splats.allow} "$dir/tests/vm/"
ln -s "$kdir"/* "$dir/kdir/"
rm "$dir/kdir/release"
echo 7.2.12-7.2 >"$dir/kdir/release"
printf '#!/bin/sh\necho %s\n' "$dir/kdir" >"$dir/tests/vm/kernel"
# shellcheck disable=SC2016  # for the stub
printf '#!/bin/sh\n[ "$1" != %s ] || set -- %s\nexec %s/tests/vm/guest "$@"\n' "$dir/kdir" "$kdir" "$PWD" >"$dir/tests/vm/guest"
chmod +x "$dir"/tests/vm/*
is 'a guest of another release than its kernel says: run exits with status 128' \
	"$(TMPDIR=$dir "$dir/tests/vm/run" --timeout 120 --kernel 7.2 -- true >"$dir/out" 2>"$dir/err" </dev/null; echo $?)" 128
is 'a guest of another release: run names both' "$(grep -c "the guest runs Linux $(cat "$kdir/release"), and 7.2 is 7.2.12-7.2;" "$dir/err")" 1

is 'no command: run exits with status 129' "$(run)" 129
is 'unknown option: run exits with status 129' "$(run --nonsense -- true)" 129
is 'unknown kernel: run exits with status 1' "$(run --kernel nonsense -- true)" 1
is 'unknown flavour: run exits with status 1' "$(run --kernel 7.3+nonsense -- true)" 1
echo content >"$dir/file"
is '--add puts files into the guest' "$(run --add "$dir/file" --add "$dir/file:/etc/there" -- 'cat /run/lab/file /etc/there')" 0
is '--add keeps the content of files' "$(tr '\n' ' ' <"$dir/out")" 'content content '
is '--smp sets the number of CPUs' "$(run --smp 3 -- nproc)$(cat "$dir/out")" 03
is 'four CPUs execute the instructions in memory' "$(run --smp 4 -- 'barrier-text -n 300' | tail -n 1; cat "$dir/out" "$dir/err")" \
	'0
300 rounds of 16 instructions, 0 rounds with stale ones, 0 stale calls'
is '--append adds to the kernel command line' "$(run --append 'bt.test=1' -- 'grep -c bt.test=1 /proc/cmdline')$(cat "$dir/out")" 01
is '--console keeps the messages of the kernel' "$(run --console "$dir/console" -- 'echo "<3>here" >/dev/kmsg')$(grep -c here "$dir/console")" 01
is 'no guest is left running' "$(pgrep -f "$dir" | wc -l)" 0
echo "1..$n"
exit $status
