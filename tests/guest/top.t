#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# weight: 42
# smp: 2
# top on a real terminal shows the counts of a known load, obeys keys, signals and a new size, and
# leaves the terminal as it was.
. /tests/ktap.sh

BT=barrier-trace
held=$(programs)
modprobe barrier_load || exit 1

# until_ CONDITION: wait for a state, not for a time
until_() { while ! eval "$1"; do usleep 20000; done; }

tm() { tmux -L test -f /dev/null "$@"; }
screen() { tm capture-pane -p -t top; }
shows() { until_ "screen >seen && grep -qE -e '$1' seen"; }
press() { tm send-keys -t top "$@"; }
# Print whether the terminal shows the alternate screen and the cursor, 1 or 0 each.
modes() { tm display-message -p -t top '#{alternate_on} #{cursor_flag}'; }

# type_ COMMAND: run it in the terminal's shell, save its status and the terminal's settings, and
# print end-N.  ended waits for end-N, which comes after all output of COMMAND.
n=0
type_() { n=$((n + 1)); press -l "$*; echo \$? >status; stty -a >after; echo end-\$(($n+0))"; press Enter; }
ended() { shows "end-$n\$"; }
# start COMMAND: run it, and wait for its first picture
start() { type_ "stty -a >before; $*"; until_ '[ "$(modes)" = "1 0" ]'; shows '^q quit'; }
# restored NAME STATUS: pass if the command has ended with STATUS and restored the terminal
restored()
{
	ended
	is "$1: exits with status $2" "$(cat status)" $2
	is "$1: the alternate screen is off, the cursor on" "$(modes)" '0 1'
	cmp -s before after && ok "$1: the terminal's settings are as before" ||
		{ not_ok "$1: the terminal's settings are as before"; diff before after | diag; }
}

cat >shell <<'END'
export PS1='$ ' TERM=screen
exec sh -i
END
tm new-session -d -s top -x 100 -y 30 'sh ./shell' || exit 1
tm resize-window -t top -x 100 -y 30
shows '^\$'

# The table shows a load whose counts are known.
start $BT top -I 200ms --per comm -n "'bl:*'"
ok 'the alternate screen is on, the cursor off'
like 'the header shows losses' seen '^0 events lost$'
like 'the header names filter and kernel' seen '^barrier-trace top: .*tasks named bl:\*; Linux [0-9.]+.* \(G3\)$'
like 'the header names interval, key and order' seen '^the last [0-9.]+ of [0-9.]+ s; by comm, most queued first$'
press t
shows '^since the start'
barrier-load -n 1000 batch >expected
is 'the load has the known counts' "$(field queued expected) $(field first expected) $(field flush expected)" '16000 1000 1000'
BATCH=' 16,000 +0 +16,000 +1,000 +1,000 +15,000 +93.8 %  bl:batch$'
shows "$BATCH"
ok 'the row since the start has exactly the counts of the load'
like 'the sum since the start has exactly the counts of the load' seen ' 16,000 +0 +16,000 +1,000 +1,000 +15,000 +93.8 %  \(all\)$'

# Print the names of the rows in their order.
names() { sed -n 's/.*  \(bl:.*\)/\1/p' seen | tr '\n' ' '; }

# Sorting moves the mark and changes the header.
barrier-load -n 300 emit-pte >/dev/null
shows 'bl:emit-pte'
is 'most queued comes first' "$(names)" 'bl:batch bl:emit-pte '
press '>'
shows 'most emitted first'
like 'the column that sorts has a mark' seen '^ +queued +>emitted '
is 'most emitted comes first' "$(names)" 'bl:emit-pte bl:batch '
press Left
shows 'most queued first'
ok 'the left arrow sorts by the column before'

# Grouping shows the same slots by other keys.
press g
shows '; by task, .*'
shows "${BATCH%\$}/[0-9]+/[0-9]+\$"
ok 'rows by task have the counts since the start'
press g g
shows '; by comm, '

# A pause freezes the picture, but top counts on.
press p
shows '^PAUSED: since the start'
barrier-load -n 1000 batch >/dev/null
press '>'
shows 'most emitted first'
press '<'
shows '^PAUSED: .*most queued first'
like 'paused: the picture does not change' seen "$BATCH"
press p
shows '^ +32,000 .*bl:batch'
ok 'after the pause: events of the pause are counted'

# Rows of the last interval come and go.
press t
shows '^the last '
shows '^ +0 +0 +0 +0 +0 .* \(all\)'
none 'an interval without events has no rows' "$(names)"

# Help.
press h
shows '^keys of barrier-trace top'
press x
shows '^the last '
ok 'help is shown, and a key leaves it'
press +
press +
press h
press x
press t
shows '^since the start'

# Other sizes of the terminal
tm resize-window -t top -x 50 -y 10
shows '^ +>queued +emitted +barriers +comm'
none 'narrower: no line is too long' "$(awk 'length > 50' seen)"
like 'narrower: name and counts are shown' seen '^ +32,000 +0 +2,000 +bl:batch'
tm resize-window -t top -x 20 -y 3
shows '^ +>queued +comm'
is 'three lines show loss, heading and sum' "$(cut -c1-12 seen | head -n 3 | tr -s ' ' | tr '\n' '|')" '0 events los| >queued | 32,300 |'
tm resize-window -t top -x 1 -y 1
until_ '[ "$(tm display-message -p -t top "#{pane_width}x#{pane_height}")" = 1x1 ]'
tm resize-window -t top -x 100 -y 30
shows "^ +32,000 .*bl:batch"
ok 'a terminal of one character does no harm'
press q
restored 'q' 0
screen >seen
like 'q: the counts since the start are printed' seen '^ +32,000 .*bl:batch$'
like 'q: the losses are printed' seen '^0 events lost'

# Colours are on unless the environment has NO_COLOR.
start $BT top -I 200ms
tm capture-pane -e -p -t top >seen
like 'the heading is coloured' seen "$(printf '\033')\\[[0-9;]*7m *>queued"
press q
restored 'colours' 0
start NO_COLOR=1 $BT top -I 200ms
tm capture-pane -e -p -t top >seen
is 'NO_COLOR: nothing is coloured' "$(grep -c "$(printf '\033')" seen)" 0
press C-c
restored 'Ctrl-C' 0

# Signals end top, SIGQUIT from a key at once.
for sig in TERM HUP; do
	start $BT top -I 200ms
	kill -$sig "$(pidof $BT)"
	restored "SIG$sig" 0
done
start $BT top -I 200ms
press 'C-\'
restored 'SIGQUIT' 131
start $BT top -I 200ms
kill -SEGV "$(pidof $BT)"
restored 'SIGSEGV' 139

# top stops and continues, by keys of the terminal and by signals of others.
start $BT top -I 200ms
press C-z
restored 'Ctrl-Z' 148
type_ fg
until_ '[ "$(modes)" = "1 0" ]'
shows '^the last '
ok 'fg: top shows its picture again'
kill -TSTP "$(pidof $BT)"
restored 'SIGTSTP' 148
kill -CONT "$(pidof $BT)"
# In the background top may not use the terminal.
until_ 'grep -q "^State:.*T" /proc/$(pidof $BT)/status'
is 'SIGCONT in the background: the shell keeps the terminal' "$(modes)" '0 1'
type_ fg
until_ '[ "$(modes)" = "1 0" ]'
shows '^the last '
kill -STOP "$(pidof $BT)"
ended
type_ 'stty sane; fg'
shows '^the last '
press q
restored 'after SIGSTOP' 0

# CMD: its output would spoil the picture, so top drops it; top exits with the status of CMD.
type_ 'stty -a >before;' $BT top -I 200ms --per comm -- sh -c "'barrier-load -n 500 batch; echo NOI''SE; exit 7'"
restored 'CMD' 7
screen >seen
like 'CMD: its counts are printed' seen '^ +8,000 .*bl:batch$'
is 'CMD: its output is not printed' "$(grep -c '^NOISE$' seen)" 0
type_ 'stty -a >before;' $BT top -- /nonsense
restored 'CMD that does not exist' 127
tm kill-server

# Without a terminal
$BT top >out 2>err
is 'no terminal: exits with status 1' $? 1
like 'no terminal: the hint names --batch' err '^hint: --batch'
is 'no terminal: nothing is printed to stdout' "$(wc -c <out)" 0

# --batch prints one table after the other.
$BT top --batch -a -I 50ms -c 4 --rows 1 >out
is '--batch -c: exits with status 0' $? 0
is '--batch -c: there are as many tables as -c says' "$(grep -c '(all)$' out)" 4
is '--batch: no escape sequence is printed' "$(grep -c "$(printf '\033')" out)" 0
# The intervals add up to the load's numbers, and to those of stat in the same time.
$BT stat -a -n 'bl:*' --json -o result.json -- \
	$BT top --batch -a -n 'bl:*' --per comm -I 20ms -o out -- barrier-load -t 4 -n 20000 nested >expected
is '--batch with CMD: exits with status 0' $? 0
[ "$(grep -c '(all)$' out)" -gt 2 ] && ok '--batch: there are several intervals' || not_ok '--batch: there are several intervals'
sums() { grep " $1\$" out | tr -d , | awk '{ q += $1; e += $2; f += $6; b += $9 } END { print q, e, f, b }'; }
is '--batch: the rows add up to the load'"'"'s numbers' "$(sums bl:nested)" \
	"$(field queued expected) $(field emitted expected) $(field flush expected) $(field flush expected)"
is '--batch: the sums add up to those of stat' "$(sums '(all)')" \
	"$(field queued result.json) $(field emitted result.json) $(field flush result.json) $(field barriers result.json)"
# by KEY PATTERN: pass if rows by KEY add up, and have names like PATTERN
by()
{
	$BT top --batch -a -n 'bl:*' --per $1 -I 20ms -o out -- barrier-load -t 2 -n 2000 nested >expected
	is "--per $1: the rows add up" "$(sums '(all)')" \
		"$(field queued expected) $(field emitted expected) $(field flush expected) $(field flush expected)"
	like "--per $1: rows have the name" out "%  $2\$"
}
by task 'bl:nested/[0-9]+/[0-9]+'
by process 'bl:nested/[0-9]+'
by cgroup /
by cpu 'CPU[01]'
by level pte
by site 'run_nested\+0x[0-9a-f]+ \[barrier_load\]'

left 'no program is left' $held
none 'no cgroup is left' "$(ls -d /sys/fs/cgroup/barrier-trace.* 2>/dev/null)"
finish
