#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 44
# The lab itself: what a run reports, and that nothing but a status counts as success.
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
# Its files below $dir: by that name a QEMU that is left can be found.
run() { TMPDIR=$dir tests/vm/run --timeout 120 "$@" >"$dir/out" 2>"$dir/err" </dev/null; echo $?; }

is 'success' "$(run -- true)" 0
is 'prints nothing else' "$(cat "$dir/out" "$dir/err")" ''
is 'a status' "$(run -- 'exit 42')" 42
is 'output' "$(run -- 'echo out; echo err >&2; false')" 1
is 'standard output' "$(cat "$dir/out")" out
is 'standard error' "$(cat "$dir/err")" err
is 'several words arrive as they are' "$(run -- sh -c 'echo "$0"; echo "$1"; exit 7' 'a;  b' "it's \$HOME")" 7
is 'each of them' "$(paste -sd/ "$dir/out")" "a;  b/it's \$HOME"
is 'one word is a line for the shell' "$(run -- 'echo a; echo b')$(paste -sd/ "$dir/out")" 0a/b
is 'long output arrives whole' "$(run -- 'seq 1 100000')$(tail -n 1 "$dir/out")" 0100000
is 'a guest that panics' "$(run -- 'echo c >/proc/sysrq-trigger')" 128
is 'a panic shows the console' "$(grep -c 'sysrq triggered crash' "$dir/err")" 1
is 'a guest that powers off' "$(run -- 'poweroff -f')" 128
is 'a guest that reboots' "$(run -- 'reboot -f 2>/dev/null; echo b >/proc/sysrq-trigger')" 128
is 'a guest that hangs' "$(run --timeout 10 -- 'while :; do :; done')" 128
is 'a status cannot be printed' "$(run -- 'echo exit 0; echo "exit 0" >&2; exit 3')" 3
is 'a splat fails a run that succeeded' "$(run -- 'echo "------------[ cut here" >/dev/kmsg; echo "<4>WARNING: test" >/dev/kmsg')" 125
is 'the splat is shown' "$(grep -c 'WARNING: test' "$dir/err")" 1
splats() { printf '%b' "$1" >"$dir/console"; tests/vm/splats "$dir/console" | tail -n +2 | tr '\n' '|'; }
LINE='==================================================================\n'
is 'a report that its KUnit suite provokes is none' \
	"$(splats "${LINE}BUG: KASAN: double-free in kfree\nCall trace:\n kfree+0x4\n uaf+0x4 [kasan_test]\n$LINE")" ''
is 'one of others is' "$(splats "${LINE}BUG: KFENCE: invalid free in f\n f+0x4 [zram]\n$LINE f [kfence_test]\n")" \
	'2:BUG: KFENCE: invalid free in f|'
DEPOT='------------[ cut here ]------------\nWARNING: at depot_fetch_stack+0x68\n'
is 'nor what such a report says of a stack that is none' \
	"$(splats "${LINE}BUG: KASAN: oob in f\n f [kasan_test]\n${DEPOT} f [kasan_test]\n---[ end trace\n$LINE")" ''
is 'without the suite it is one' "$(splats "${DEPOT}---[ end trace\n f [kasan_test]\n")" \
	'1:------------[ cut here ]------------|2:WARNING: at depot_fetch_stack+0x68|'
is 'and what is said meanwhile' "$(splats "${LINE}BUG: KASAN: oob in f\nWARNING: x\n f [kasan_test]\n$LINE")" '3:WARNING: x|'
is 'no command' "$(run)" 129
is 'unknown option' "$(run --nonsense -- true)" 129
is 'unknown kernel' "$(run --kernel nonsense -- true)" 1
is 'unknown flavour' "$(run --kernel 7.3+nonsense -- true)" 1
echo content >"$dir/file"
is '--add' "$(run --add "$dir/file" --add "$dir/file:/etc/there" -- 'cat /run/lab/file /etc/there')" 0
is '--add: content' "$(tr '\n' ' ' <"$dir/out")" 'content content '
is '--smp' "$(run --smp 3 -- nproc)$(cat "$dir/out")" 03
is 'four CPUs execute what memory holds' "$(run --smp 4 -- 'barrier-text -n 300' | tail -n 1; cat "$dir/out" "$dir/err")" \
	'0
300 rounds of 16 instructions, 0 rounds with stale ones, 0 stale calls'
is '--append' "$(run --append 'bt.test=1' -- 'grep -c bt.test=1 /proc/cmdline')$(cat "$dir/out")" 01
is '--console' "$(run --console "$dir/console" -- 'echo "<3>here" >/dev/kmsg')$(grep -c here "$dir/console")" 01
is 'no guest is left' "$(pgrep -f "$dir" | wc -l)" 0
echo "1..$n"
exit $status
