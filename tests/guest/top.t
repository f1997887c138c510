#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# weight: 42
# smp: 2
# top on a real terminal: what it shows of a load that is known, what keys, signals and a new
# size do to it, and that the terminal is given back as it was.
. /tests/ktap.sh

BT=barrier-trace
none=$(programs)
modprobe barrier_load || exit 1

# until CONDITION: wait for a state, not for a time
until_() { while ! eval "$1"; do usleep 20000; done; }

tm() { tmux -L test -f /dev/null "$@"; }
screen() { tm capture-pane -p -t top; }
shows() { until_ "screen >seen && grep -qE -e '$1' seen"; }
press() { tm send-keys -t top "$@"; }
# alternate screen and cursor, as the terminal has them
modes() { tm display-message -p -t top '#{alternate_on} #{cursor_flag}'; }

# In the terminal's shell: COMMAND, and then its status and the terminal's settings.  The last
# word comes behind all that the command wrote there, on whatever line; nothing is typed after it.
n=0
type_() { n=$((n + 1)); press -l "$*; echo \$? >status; stty -a >after; echo end-\$(($n+0))"; press Enter; }
ended() { shows "end-$n\$"; }
# start COMMAND: that shows a picture
start() { type_ "stty -a >before; $*"; until_ '[ "$(modes)" = "1 0" ]'; shows '^q quit'; }
# restored WHAT STATUS
restored()
{
	ended
	is "$1: status" "$(cat status)" $2
	is "$1: no alternate screen, a cursor" "$(modes)" '0 1'
	cmp -s before after && ok "$1: its settings are as before" ||
		{ not_ok "$1: its settings are as before"; diff before after | diag; }
}

cat >shell <<'END'
export PS1='$ ' TERM=screen
exec sh -i
END
tm new-session -d -s top -x 100 -y 30 'sh ./shell' || exit 1
tm resize-window -t top -x 100 -y 30
shows '^\$'

# The table, and a load whose counts are known.
start $BT top -I 200ms --per comm -n "'bl:*'"
ok 'alternate screen, no cursor'
like 'the header: losses' seen '^0 events lost$'
like 'the header: what, where, which kernel' seen '^barrier-trace top: .*tasks named bl:\*; Linux [0-9.]+.* \(G3\)$'
like 'the header: interval and key' seen '^the last [0-9.]+ of [0-9.]+ s; by comm, most queued first$'
press t
shows '^since the start'
barrier-load -n 1000 batch >expected
is 'the load is the one that is known' "$(field queued expected) $(field first expected) $(field flush expected)" '16000 1000 1000'
BATCH=' 16,000 +0 +16,000 +1,000 +1,000 +15,000 +93.8 %  bl:batch$'
shows "$BATCH"
ok 'since the start: the counts of the load, exactly'
like 'and the sum' seen ' 16,000 +0 +16,000 +1,000 +1,000 +15,000 +93.8 %  \(all\)$'

# Of the rows, in their order
names() { sed -n 's/.*  \(bl:.*\)/\1/p' seen | tr '\n' ' '; }

# Sorting: the mark moves, and the line says so.
barrier-load -n 300 emit-pte >/dev/null
shows 'bl:emit-pte'
is 'most queued comes first' "$(names)" 'bl:batch bl:emit-pte '
press '>'
shows 'most emitted first'
like 'the column has a mark' seen '^ +queued +>emitted '
is 'most emitted comes first' "$(names)" 'bl:emit-pte bl:batch '
press Left
shows 'most queued first'
ok 'an arrow sorts back'

# Grouping: the same slots by other keys.
press g
shows '; by task, .*'
shows "${BATCH%\$}/[0-9]+/[0-9]+\$"
ok 'by task, counts since the start included'
press g g
shows '; by comm, '

# A pause: counting goes on, the picture stands.
press p
shows '^PAUSED: since the start'
barrier-load -n 1000 batch >/dev/null
press '>'
shows 'most emitted first'
press '<'
shows '^PAUSED: .*most queued first'
like 'paused: the picture stands' seen "$BATCH"
press p
shows '^ +32,000 .*bl:batch'
ok 'afterwards: what was counted meanwhile'

# Of the last interval: rows come and go.
press t
shows '^the last '
shows '^ +0 +0 +0 +0 +0 .* \(all\)'
is 'an interval without events has no rows' "$(names)" ''

# Help.
press h
shows '^keys of barrier-trace top'
press x
shows '^the last '
ok 'help, and back'
press +
press +
press h
press x
press t
shows '^since the start'

# Other sizes.
tm resize-window -t top -x 50 -y 10
shows '^ +>queued +emitted +barriers +comm'
is 'narrower: no line is too long' "$(awk 'length > 50' seen)" ''
like 'narrower: name and counts' seen '^ +32,000 +0 +2,000 +bl:batch'
tm resize-window -t top -x 20 -y 3
shows '^ +>queued +comm'
is 'three lines: loss, heading, sum' "$(cut -c1-12 seen | head -n 3 | tr -s ' ' | tr '\n' '|')" '0 events los| >queued | 32,300 |'
tm resize-window -t top -x 1 -y 1
until_ '[ "$(tm display-message -p -t top "#{pane_width}x#{pane_height}")" = 1x1 ]'
tm resize-window -t top -x 100 -y 30
shows "^ +32,000 .*bl:batch"
ok 'one character, and back'
press q
restored 'q' 0
screen >seen
like 'q: the counts since the start are printed' seen '^ +32,000 .*bl:batch$'
like 'q: with the losses' seen '^0 events lost'

# Colours are on; and are not, where the environment says so.
start $BT top -I 200ms
tm capture-pane -e -p -t top >seen
like 'colours' seen "$(printf '\033')\\[[0-9;]*7m *>queued"
press q
restored 'colours' 0
start NO_COLOR=1 $BT top -I 200ms
tm capture-pane -e -p -t top >seen
is 'NO_COLOR: none' "$(grep -c "$(printf '\033')" seen)" 0
press C-c
restored 'Ctrl-C' 0

# Signals that end it; a SIGQUIT, from a key, does it at once.
for sig in TERM HUP; do
	start $BT top -I 200ms
	kill -$sig $(pidof $BT)
	restored "SIG$sig" 0
done
start $BT top -I 200ms
press 'C-\'
restored 'SIGQUIT' 131
start $BT top -I 200ms
kill -SEGV $(pidof $BT)
restored 'SIGSEGV' 139

# Stopped and continued, by the terminal and by anybody.
start $BT top -I 200ms
press C-z
restored 'Ctrl-Z' 148
type_ fg
until_ '[ "$(modes)" = "1 0" ]'
shows '^the last '
ok 'fg: the picture is back'
kill -TSTP $(pidof $BT)
restored 'SIGTSTP' 148
kill -CONT $(pidof $BT)
# In the background it may not have the terminal.
until_ 'grep -q "^State:.*T" /proc/$(pidof $BT)/status'
is 'SIGCONT in the background: the terminal stays the shell'"'"'s' "$(modes)" '0 1'
type_ fg
until_ '[ "$(modes)" = "1 0" ]'
shows '^the last '
kill -STOP $(pidof $BT)
ended
type_ 'stty sane; fg'
shows '^the last '
press q
restored 'after SIGSTOP' 0

# CMD: its words would be in the middle of the picture; its status is top's.
type_ 'stty -a >before;' $BT top -I 200ms --per comm -- sh -c "'barrier-load -n 500 batch; echo NOI''SE; exit 7'"
restored 'CMD' 7
screen >seen
like 'CMD: its counts are printed' seen '^ +8,000 .*bl:batch$'
is 'CMD: its words are not' "$(grep -c '^NOISE$' seen)" 0
type_ 'stty -a >before;' $BT top -- /nonsense
restored 'CMD that does not exist' 127
tm kill-server

# Without a terminal, or with one that cannot.
$BT top >out 2>err
is 'no terminal: status' $? 1
like 'no terminal: says what there is instead' err '^hint: --batch'
is 'no terminal: nothing on stdout' "$(wc -c <out)" 0

# Tables, one after the other.
$BT top --batch -a -I 50ms -c 4 --rows 1 >out
is '--batch -c: status' $? 0
is '--batch -c: as many tables' "$(grep -c '(all)$' out)" 4
is '--batch: no escape sequences' "$(grep -c "$(printf '\033')" out)" 0
# The intervals add up to the load's numbers, and to what stat says of the same time.
$BT stat -a -n 'bl:*' --json -o result.json -- \
	$BT top --batch -a -n 'bl:*' --per comm -I 20ms -o out -- barrier-load -t 4 -n 20000 nested >expected
is '--batch with CMD: status' $? 0
[ "$(grep -c '(all)$' out)" -gt 2 ] && ok '--batch: several intervals' || not_ok '--batch: several intervals'
sums() { grep " $1\$" out | tr -d , | awk '{ q += $1; e += $2; f += $6; b += $9 } END { print q, e, f, b }'; }
is '--batch: the rows add up to the load'"'"'s numbers' "$(sums bl:nested)" \
	"$(field queued expected) $(field emitted expected) $(field flush expected) $(field flush expected)"
is '--batch: the sums to those of stat' "$(sums '(all)')" \
	"$(field queued result.json) $(field emitted result.json) $(field flush result.json) $(field barriers result.json)"
# by KEY NAME: what rows are called
by()
{
	$BT top --batch -a -n 'bl:*' --per $1 -I 20ms -o out -- barrier-load -t 2 -n 2000 nested >expected
	is "--per $1: adds up" "$(sums '(all)')" \
		"$(field queued expected) $(field emitted expected) $(field flush expected) $(field flush expected)"
	like "--per $1: rows" out "%  $2\$"
}
by task 'bl:nested/[0-9]+/[0-9]+'
by process 'bl:nested/[0-9]+'
by cgroup /
by cpu 'CPU[01]'
by level pte
by site 'run_nested\+0x[0-9a-f]+ \[barrier_load\]'

left 'no program is left' $none
is 'no cgroup is left' "$(ls -d /sys/fs/cgroup/barrier-trace.* 2>/dev/null)" ''
finish
