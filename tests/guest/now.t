#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 150
# kernel: 7.3 6.12-g2 6.12-g1 debian:7.2.12
# smp: 2
# mem: 2G
# check --now finds each task whose state cannot be, among 10,000 others, and says nothing of legal
# states.  check does the same before and after its events, and reports a mistake once.
. /tests/ktap.sh
# The number of tasks does not depend on the kernel: the newest one has many.
case $(uname -r) in 7.3.*) many=10000 looks='1 2 3 4' ;; *) many=300 looks='1 2' ;; esac

# judged: print each task of a look with its judgement, without pids
judged() { sed -n 's/^{"type":"task".*"comm":"\([^"]*\)".*"rest":"\([^"]*\)".*"judgement":"\([^"]*\)".*/\1 \2 \3/p' result | sort; }
# now [OPTIONS]: look, which sets result and status
now() { barrier-trace check --now --json -o result "$@" >out 2>err; status=$?; }
# run ARGUMENTS...: run check, which sets result and status
run() { barrier-trace check --allow 'run_*' --allow stay --json -o result "$@" >out 2>err; status=$?; }

now
is 'a legal system: exits with status 0' $status 0
is 'a legal system: the verdict is clean' "$(verdict)" clean
none 'a legal system: no task is in the mode' "$(judged)"
is 'a legal system: the bit of PENDING is known' "$(grep -c '"pending_known":true' result)" 1
is 'a legal system: the idle task of each CPU is looked at' "$(field idle_tasks result)" "$(nproc)"
tasks=$(field tasks result)
[ ! -s err ] && ok 'a legal system: nothing is printed to stderr' || { not_ok 'a legal system: nothing is printed to stderr'; diag <err; }
barrier-trace check --now >out 2>err
like 'text says how many tasks were looked at' out '^ +[0-9,]+ +tasks$'
like 'text has the verdict' out '^ verdict: clean$'
barrier-trace check --now --format ktap >out 2>err
is 'KTAP: every rule is ok' "$(grep -c '^ok ' out)$(grep -c 'not ok\|SKIP' out)" 50

for option in '-a' '-p 1' '-n x' '-d 1s' '--backend probes' '--first' '--allow x' '-- true'; do
	fails "--now $option" 129 '^barrier-trace: --now together with ' barrier-trace check --now $option
done

# 10,000 tasks that sleep are in nobody's way.
mkfifo hold
barrier-user -n $many rest <hold >started &
exec 3>hold
until [ -s started ]; do usleep 100000; done
is 'the threads were started' "$(cat started)" "threads $many"
now
is 'many tasks: all of them are looked at' "$(($(field tasks result) >= tasks + many))" 1
is 'many tasks: the verdict is clean' "$(verdict)$(judged) $status" 'clean 0'
echo "# $(field elapsed_ns result) ns for $(field looks result) looks at $(field tasks result) tasks"

# Tasks that fork, map and change memory on all CPUs: they are caught in the middle, and that is
# legal.  Each look has one word on the state of all tasks, so several say more than one.
barrier-user -n 1000000 -t 2 vmalloc >out & loads=$!
barrier-user -n 1000000 -t 1 mm >out & loads="$loads $!"
barrier-user -n 1000000 -t 1 fork >out & loads="$loads $!"
for i in $looks; do
	now
	[ $status = 0 ] && [ "$(field wrong result)" = 0 ] || judged >>accused
done
none 'under load: no look accuses anybody' "$(cat accused 2>/dev/null)"
kill $loads
wait $loads 2>/dev/null

# A distribution's kernel does not take the module.
if ! modprobe barrier_load 2>/dev/null; then
	exec 3>&-
	finish
fi
generation=$(cat /sys/module/barrier_load/parameters/generation)

barrier-load section-stays >/dev/null
if [ "$generation" = 3 ]; then
	barrier-load pause-stays >/dev/null
	two='bl:pause asleep rests-paused
bl:section asleep rests-inside'
else
	barrier-load owing-stays >/dev/null
	two='bl:owing asleep owes-outside
bl:section asleep rests-inside'
fi
now
is 'many tasks, two of which leaked: both are named, and nobody else' "$(judged)" "$two"
is 'many tasks, two of which leaked: the verdict and status say so' "$(verdict) $status $(field wrong result)" 'violated 2 2'
like 'a wrong task has its stack' result '"comm":"bl:section".*"stack":\["stay\+0x[0-9a-f]* \[barrier_load\]","kthread\+'
echo "# $(field elapsed_ns result) ns for $(field looks result) looks at $(field tasks result) tasks"
barrier-trace check --now >out 2>err
is 'text: exits with status 2' $? 2
like 'text names the thread that leaked a section' out '^  task      bl:section/[0-9]+ \(kernel thread\), asleep, CPU [01]$'
like 'text says what is wrong' out '^  judgement rests inside a section$'
like 'text has the verdict and the number' out '^ verdict: violated, 2 tasks in a state that cannot be$'
barrier-trace check --now --format ktap >out 2>err
is 'KTAP: two rules are broken' "$? $(grep -c '^not ok ' out)" '2 2'
like 'KTAP names the task' out '^# bl:section/[0-9]+, asleep, CPU [01]: rests inside a section$'

# check looks before the first event, and after the last one.
run -a -- true
is 'check reports what was so before it began: I26, and nothing else' "$(found) $status" 'I26  2'
is 'check reports each of the two tasks' "$(grep -c '"type":"violation","invariant":"I26".*was so before check began' result)" 2
is 'check does not report them at its end again' "$(field violations result)" 2
run -- true
is 'check of CMD counts them as violations of others' "$(found)$(field others result) $status" '2 0'
exec 3>&-
wait
barrier-load stays-end >/dev/null
now
is 'the threads have ended: the verdict is clean' "$(verdict)$(judged)" clean

# A task of user space that leaked before check came: its later effects are not reported again.
sh -c "echo '$(scenario leave-pending)' >/sys/kernel/debug/barrier_load/run
	read -r _
	echo '$(scenario first)' >/sys/kernel/debug/barrier_load/run" <hold & leaked=$!
exec 3>hold
until grep -q sleeping /proc/$leaked/status; do usleep 10000; done
now
is 'a user task that leaked: it is named' "$(judged) $status" 'sh asleep rests-inside 2'
run -a -- sh -c "echo >hold; while [ -d /proc/$leaked ] && ! grep -q zombie /proc/$leaked/status; do usleep 10000; done"
is 'a user task that leaked before: one report, I26' "$(found)$(field violations result)" 'I26 1'
# Before 7.0 the state of a task follows from its events alone.
[ "$generation" != 3 ] || like 'a user task that leaked before: its effects are counted' result '"effects":[1-9]'
exec 3>&-
wait $leaked

# A kernel thread that leaks during check, and whose events show it only by sleeping.
run -a -- barrier-load section-stays
is 'a thread that leaks a section during check: it is named at its first sleep, and the look at the end adds nothing' "$(found) $status" 'I9  2'
barrier-load stays-end >/dev/null
run -a -- barrier-load owing-stays
is 'a thread that owes barriers, which no event shows: I26 at the end' "$(found) $(grep -c '"type":"violation".*after the check; no event showed it' result)" 'I26  1'
barrier-load stays-end >/dev/null

# Idle tasks, and states that may be legal.
barrier-load idle-stays >/dev/null
now
is 'an idle task in a section: it is named' "$(judged | sed 's/[0-9]//')" 'swapper/ switched out rests-inside'
barrier-load stays-end >/dev/null
barrier-load spin-stays >/dev/null
now
is 'a task that runs in a section is not judged' "$(judged | sed 's/running\|preempted/x/') $status" 'bl:spin x undecided 0'
is 'a task that is in a section at every look: the verdict is partial' "$(verdict)" partial
now --strict
is 'a task that is in a section at every look: --strict exits with status 3' $status 3
barrier-load stays-end >/dev/null
if [ "$generation" = 3 ]; then
	barrier-load owing-paused-stays >/dev/null
	barrier-load paused-section-stays >/dev/null
	sh -c "echo '$(scenario pause-fails)' >/sys/kernel/debug/barrier_load/run; exec sleep 1000" & leaked=$!
	until [ "$(cat /proc/$leaked/comm)" = sleep ] && grep -q sleeping /proc/$leaked/status; do usleep 10000; done
	now
	is 'debts in a pause and a leaked pause are named; a module may sleep in its pause' "$(judged)" \
'bl:may-be asleep undecided
bl:owing-paused asleep owes-paused
sleep asleep rests-paused'
	kill $leaked
	wait $leaked 2>/dev/null
	barrier-load stays-end >/dev/null
fi
now
is 'in the end the verdict is clean' "$(verdict)$(judged)" clean
finish
