# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Loads that store kernel page-table entries, a function each.  Guest scripts that run them over and
# over source this file, and set T, cpus and work.
#
# loads_begin LOAD...: run the loads in the background, until the file "stop" exists; failures go to
# the
#                     file "failed".  All run at once, or only N with workers=N.
# loads_end: wait for the loads, and print how often each has run

: "${T:?}" "${cpus:?}" "${work:?}"
right='emit-pte emit-pmd emit-pud emit-p4d emit-pgd first batch levels empty nested paused paused-twice
bh irq irq-store schedule invalid direct'

# is_over LOAD: succeed if the time is over and LOAD has run once
is_over() { [ -e stop ] && [ -s "$1.runs" ]; }

load_scenarios()
{
	for s in $right; do
		! is_over scenarios || return 0
		barrier-load -t "$cpus" -n 200 "$s" >/dev/null || return 1
	done
	barrier-load --storm 200 --threads 2 --processes batch >/dev/null
}
# The module answers -EAGAIN when it is done; it may also be loaded by another load just now (then modprobe
# may say nothing), or find no memory beside the loads that take it.
vmalloc_test()
{
	said=$(modprobe test_vmalloc "$@" 2>&1)
	case $?$said in
	0|*'temporarily unavailable'*|*'File exists'*|*'resource busy'*|*'annot allocate memory'*) ;;
	*) echo "$said"; return 1 ;;
	esac
}
load_vmalloc() { vmalloc_test run_test_mask=1 test_loop_count=50 nr_threads="$cpus"; }
load_modules() { modprobe zram && rmmod zram; }
load_forks() { i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i + 1)); done; }
# Status 3 means no memory or no tasks left, which is no mistake of the kernel.
load_stress()
{
	stress-ng --vm 1 --vm-bytes 16M --mmap 1 --mremap 1 --fork 1 --exec 1 --madvise 1 \
		--mprotect 1 --timeout 5 --quiet || [ $? = 3 ]
}
# Patching text stores entries of the fixmap, which are never deferred.
load_text()
{
	echo 'p:soak vfs_read' >$T/kprobe_events && echo 1 >$T/events/kprobes/soak/enable || return 1
	# Trace only some hundred functions: all of them take a guest ten seconds, in which no
	# module loads.
	echo 'vm*' >$T/set_ftrace_filter
	echo function >$T/current_tracer
	echo nop >$T/current_tracer
	echo 0 >$T/events/kprobes/soak/enable
	echo >$T/kprobe_events
}
load_hotplug()
{
	last=/sys/devices/system/cpu/cpu$((cpus - 1))/online
	echo 0 >"$last" && echo 1 >"$last"
}
# Stop a task anywhere, and continue it.
load_stop()
{
	barrier-load -n 2000 batch >/dev/null &
	task=$!
	i=0
	while [ $i -lt 20 ]; do
		kill -STOP $task 2>/dev/null && kill -CONT $task 2>/dev/null
		i=$((i + 1))
	done
	wait $task
}

# run_load LOAD: run it once, and count the run, unless the end may have cut it short
run_load()
{
	"load_$1" >"$1.out" 2>&1 || { echo "load $1 failed"; tail -n 3 "$1.out"; } >>failed
	is_over "$1" || echo >>"$1.runs"
}

loads_begin()
{
	for load; do : >"$load.runs"; done
	if [ -z "${workers-}" ]; then
		for load; do
			while [ ! -e stop ]; do run_load "$load"; done &
		done
		return
	fi
	worker=0
	while [ $worker -lt "$workers" ]; do
		# Each worker begins with another load, and skips loads that another worker runs.
		n=$(($# * worker / workers))
		while [ $n -gt 0 ]; do
			first=$1
			shift
			set -- "$@" "$first"
			n=$((n - 1))
		done
		while [ ! -e stop ]; do
			for load; do
				[ ! -e stop ] || break
				mkdir "$load.lock" 2>/dev/null || continue
				run_load "$load"
				rmdir "$load.lock"
			done
		done &
		worker=$((worker + 1))
	done
}

loads_end()
{
	touch stop
	wait
	for runs in *.runs; do echo "runs ${runs%.runs} $(wc -l <"$runs")"; done
	[ ! -e failed ] || { cat failed >&2; return 1; }
}
