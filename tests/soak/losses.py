# SPDX-License-Identifier: GPL-2.0
"""Name the losses of check that a long run may have.  A loss of another kind, such as a full table or
a probe that was not run, is never explained."""

# Events: the kernel skips a program in whose first run an interrupt makes the same event.
EVENTS = {f"missed_{event}" for event in ("queue", "flush", "flush_empty", "emit", "enable", "disable",
                                          "pause", "resume")}
# Looks at tasks: a BTF tracepoint's program runs preemptible, and the kernel does not run it twice at
# once on a CPU.  A look that was missed is no lost event; its rule is judged in part.
LOOKS = {f"missed_{look}" for look in ("to_user", "work_end", "task_end", "fork", "sleep")}
