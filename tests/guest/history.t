#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 2
# kernel: 6.12-g1 6.12-g2
# smp: 1
# What v3 of the batching did wrong and what was merged instead, event by event.  The
# counts of the same scenarios are in exact.t.
. /tests/ktap.sh

modprobe barrier_load || exit 1
generation=$(cat /sys/module/barrier_load/parameters/generation)
diag <<END
generation $generation
END

# PENDING is bit 32 of the flags, behind LAZY_MMU: looked at as an int it is never set, or in all of the mode.
check first <<END
enable: $(state 0 1 0 1 0)
queue: action=first level=pte $(state 1 1 0 1 0)
flush: $(state 0 1 0 1 0)
disable: $(state 0 0 0 0 0)
END

# An interrupt stores an entry while its task is in a section.
case $generation in
1) # Deferred, into a task that knows nothing of it.
	check irq-store <<-END
	enable: $(state 0 1 0 1 0)
	queue: action=first level=pte $(state 1 1 0 1 0)
	queue: action=again level=pte $(state 1 0 1 1 0)
	flush: $(state 0 1 0 1 0)
	disable: $(state 0 0 0 0 0)
	END
	;;
2) # Emitted.
	check irq-store <<-END
	enable: $(state 0 1 0 1 0)
	queue: action=first level=pte $(state 1 1 0 1 0)
	queue: action=emitted level=pte $(state 1 0 1 1 0)
	flush: $(state 0 1 0 1 0)
	disable: $(state 0 0 0 0 0)
	END
	;;
esac

# The interrupt comes between the flush of a leave and the clearing of LAZY.
case $generation in
1) # The task goes on outside of any section, pending.
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

# A section within a section: the first leave ends the mode on both, which costs a
# barrier and nothing else.  (v3 did not allow for it, and warns with DEBUG_VM.)
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
