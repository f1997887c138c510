# SPDX-License-Identifier: GPL-2.0
"""Measure what tracing costs: instructions of each event, under each tracer of cost.rows.

The plugin counts from the first instruction of the kernel's out-of-line function for an event to
its return: tracepoint, probe, and interrupts.  Results are medians.  The clock is the number of
executed instructions, so that timer interrupts come at the same places.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "truth"))
import emulator  # noqa: E402

REGIONS = {"queue": "__lazy_mmu_trace_queue", "flush": "__lazy_mmu_trace_flush"}


def labels():
    """Return name -> words, in the order of the table."""
    found = {}
    with open(os.path.join(HERE, "cost.rows"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, words = line.split("\t")[:2]
                found[name] = words
    return found


def tells_loss(name):
    """Return whether a tracer can tell how many events it counted: its row says how"""
    with open(os.path.join(HERE, "cost.rows"), encoding="utf-8") as f:
        return next(not line.rstrip("\n").endswith("\techo -") for line in f if line.startswith(name + "\t"))


def tool(name):
    """Build a program for the guest, and return an argument for --add; messages go to stderr."""
    subprocess.run(["make", "-s", "-C", emulator.TOP, "O=build/arm64",
                    f"CROSS_COMPILE={emulator.CROSS}", "LDFLAGS=-static", "CFLAGS=-O2 -g0",
                    f"build/arm64/{name}"], check=True, stdout=sys.stderr)
    return os.path.join(emulator.TOP, "build/arm64", name) + f":/bin/{name}"


def parse(text):
    """Return name -> output of the guest for that row."""
    rows, current = {}, None
    for line in text.splitlines():
        if line.startswith("row "):
            current = rows.setdefault(line[4:], {"output": []})
        elif line.startswith("{") and current is not None:
            current["load"] = json.loads(line)
        elif line.startswith("counted ") and current is not None:
            # None: the tracer does not tell.
            current["counted"] = int(line[8:]) if line[8:].isdigit() else None
        elif current is not None:
            current["output"].append(line)
    return rows


def measure(kernel, names, smp=1, threads=8, iterations=2000, idle=0, mem="1G"):
    """Return name -> instructions and losses; with -icount on one CPU."""
    kdir = emulator.lab("vm/kernel", kernel)
    text, lines = emulator.run(
        kernel, f"sh /run/lab/cost.guest {threads} {iterations} {idle} {' '.join(names)}", smp=smp,
        mem=mem, icount=smp == 1,
        add=[os.path.join(HERE, "cost.guest"), os.path.join(HERE, "cost.rows"), tool("bench-empty")],
        plugin=emulator.regions(os.path.join(kdir, "vmlinux"), list(REGIONS.values())))
    # Window 1 is that of the threads; barrier-trace marks window 0 around it.
    windows = emulator.windows(lines, 1)
    rows = parse(text)
    if sorted(rows) != sorted(names) or len(windows) != len(rows):
        raise emulator.GuestFailed(f"{kernel}: {len(rows)} rows and {len(windows)} windows of "
                                   f"{len(names)}: {text[-500:]}")
    result = {}
    for (name, row), window in zip(rows.items(), windows):
        if "load" not in row:
            raise emulator.GuestFailed(f"{name}: {' '.join(row['output'])[-500:]}")
        if tells_loss(name) and row["counted"] is None:
            raise emulator.GuestFailed(f"{name}: its loss is unknown: {' '.join(row['output'])[-500:]}")
        found = {r["name"]: r for r in window["regions"]}
        entry = {event: found[function] for event, function in REGIONS.items()}
        # Queue events of the idle threads come before the window.
        entry["expected"] = row["load"]["queued"] if row["counted"] is not None else None
        entry["counted"] = row["counted"]
        entry["instructions"] = sum(window["blocks"])
        if row["load"]["queued"] < threads * iterations:
            raise emulator.GuestFailed(f"{name}: the load queued only {row['load']['queued']}")
        entry["events"] = (row["load"]["queued"] + row["load"]["flush"]
                           + row["load"]["flush_empty"] + row["load"]["direct"])
        result[name] = entry
    return result


def lost(entry):
    return None if entry["counted"] is None else entry["expected"] - entry["counted"]


def per_event(entry, nothing):
    """Return the instructions per event that the window has more than without a tracer."""
    return (entry["instructions"] - nothing["instructions"]) / entry["events"]


def table(results):
    empty = results["empty"]["queue"]["median"] if "empty" in results else None
    yield ("| tracer | queue | flush | of the empty program's | whole window, per event | lost |")
    yield "|---|--:|--:|--:|--:|--:|"
    words = labels()
    for name, entry in results.items():
        queue, flush = entry["queue"], entry["flush"]
        ratio = f"{queue['median'] / empty:.2f}" if empty and queue["calls"] else "-"
        whole = f"{per_event(entry, results['none']):.0f}" if "none" in results else "-"
        missing = "-" if lost(entry) is None else f"{lost(entry)} of {entry['expected']}"
        yield (f"| {words[name]} | {queue['median'] if queue['calls'] else '-'} | "
               f"{flush['median'] if flush['calls'] else '-'} | {ratio} | {whole} | {missing} |")
