# SPDX-License-Identifier: GPL-2.0
"""Measure how the cost grows with CPUs and live tasks, and the cost of start and end."""
import os
import statistics

import cost
import emulator

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = ["none", "empty", "stat-task"]


def cpus(kernel):
    """Return number of CPUs -> rows; two threads on each CPU, whose clock is the host's."""
    return {n: cost.measure(kernel, ROWS, smp=n, threads=2 * n, iterations=1000)
            for n in (1, 2, 4, 8)}


def tasks(kernel):
    """Return number of live tasks that have been counted -> rows."""
    return {n: cost.measure(kernel, ROWS, threads=8, iterations=1000, idle=n,
                            mem="8G" if n > 10000 else "1G") for n in (10, 1000, 100000)}


def start(kernel):
    """Return the instructions of start, attach and end, and KiB of tool and maps."""
    text, lines = emulator.run(kernel, "sh /run/lab/scale.guest", icount=True, plugin=["total=on"],
                               add=[os.path.join(HERE, "scale.guest"), cost.tool("bench-windows")])
    sizes = {"maxrss": 0, "maps": 0}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        if name in sizes and value.isdigit():
            sizes[name] = int(value)
    markers = [(m["marker"], m["kernel"] + m["user"]) for m in lines if "marker" in m]
    # b002: the process begins; f000: attaches; b000: counts; e000: stops; e002: has ended.
    groups = [markers[i:i + 5] for i in range(0, 15, 5)]
    if any([m for m, _ in group] != ["b002", "f000", "b000", "e000", "e002"] for group in groups):
        raise emulator.GuestFailed(f"markers: {markers}")
    if not all(sizes.values()):
        raise emulator.GuestFailed(f"sizes of tool and maps: {sizes}")
    return {"start": statistics.median(g[2][1] - g[0][1] for g in groups),
            "attach": statistics.median(g[2][1] - g[1][1] for g in groups),
            "end": statistics.median(g[4][1] - g[3][1] for g in groups), **sizes}


def table(result, what):
    yield f"| {what} | empty: queue | flush | stat --per task: queue | flush | ratio | lost |"
    yield "|--:|--:|--:|--:|--:|--:|--:|"
    for n, rows in result.items():
        empty, stat = rows["empty"], rows["stat-task"]
        yield (f"| {n} | {empty['queue']['median']} | {empty['flush']['median']} | "
               f"{stat['queue']['median']} | {stat['flush']['median']} | "
               f"{stat['queue']['median'] / empty['queue']['median']:.2f} | "
               f"{cost.lost(stat)} of {stat['expected']} |")
