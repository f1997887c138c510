#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 2
# kernel: 6.12-g1 6.12-g2
# smp: 1
# v3 of the batching made mistakes that the merged one does not make: each event shows the
# difference.  exact.t compares the counts of these scenarios.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)
diag <<END
generation $generation
END

# PENDING is bit 32 of the flags, behind LAZY_MMU.  A reader that takes the flags as an int never
# sees PENDING, or sees it throughout the mode.
check first <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
flush: $(state 0 1 0 1 0)
disable: $(state 0 0 0 0 0)
END

# An interrupt stores an entry while the interrupted task is in a section.
case $generation in
1) # v3 defers it into the task, which does not know of the store.
	check irq-store <<-END
	enable: $(state 0 1 0 1 0)
	queue: action=first level=pte $(state 1 1 0 1 0)
	queue: action=again level=pte $(state 1 0 1 1 0)
	flush: $(state 0 1 0 1 0)
	disable: $(state 0 0 0 0 0)
	END
	;;
2) # The merged batching emits it.
	check irq-store <<-END
	enable: $(state 0 1 0 1 0)
	queue: action=first level=pte $(state 1 1 0 1 0)
	queue: action=emitted level=pte $(state 1 0 1 1 0)
	flush: $(state 0 1 0 1 0)
	disable: $(state 0 0 0 0 0)
	END
	;;
esac

# The interrupt comes after the flush of a leave and before the clearing of LAZY.
case $generation in
1) # The task continues outside of any section with PENDING set.
	check irq-in-leave <<-END
	enable: $(state 0 1 0 1 0)
	queue: action=first level=pte $(state 1 1 0 1 0)
	flush: $(state 0 1 0 1 0)
	queue: action=first level=pte $(state 1 0 1 1 0)
	disable: $(state 1 0 0 0 0)
	enable: $(state 1 0 1 1 0)
	flush: $(state 0 0 1 1 0)
	disable: $(state 0 0 1 0 0)
	END
	;;
2)
	check irq-in-leave <<-END
	enable: $(state 0 1 0 1 0)
	queue: action=first level=pte $(state 1 1 0 1 0)
	flush: $(state 0 1 0 1 0)
	queue: action=emitted level=pte $(state 0 0 1 1 0)
	disable: $(state 0 0 0 0 0)
	enable: $(state 0 0 1 0 0)
	disable: $(state 0 0 1 0 0)
	END
	;;
esac

# A section within a section: the first leave ends the mode for both, which costs a barrier and
# breaks nothing.  (v3 did not allow nesting, and warns with DEBUG_VM.)
check nested <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
enable: $(state 1 1 0 1 0)
queue: action=again level=pte $(state 1 1 0 1 0)
flush: $(state 0 1 0 1 0)
disable: $(state 0 0 0 0 0)
queue: action=emitted level=pte $(state 0 0 0 0 0)
flush_empty: $(state 0 0 0 0 0)
disable: $(state 0 0 0 0 0)
END
finish
