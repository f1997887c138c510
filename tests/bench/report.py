# SPDX-License-Identifier: GPL-2.0
"""Measure what `report` takes on this machine for recordings of 10^5, 10^6 and 10^7 events.

recording.c writes the recordings, one at a time in a temporary directory: at most 400 MB.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOL = os.path.join(TOP, "build/barrier-trace")
RECORDING = os.path.join(TOP, "build/bench-recording")
SIZES = (10 ** 5, 10 ** 6, 10 ** 7)
BUDGET_MIB, BUDGET_SECONDS = 64, 5
# name -> arguments, and whether the budget applies: views without it write a line for each event
VIEWS = {
    "stat": ([], True),
    "stat --per task": (["--per", "task"], True),
    "stat --per site": (["--per", "site"], True),
    "hist": (["--view", "hist"], True),
    "hist --per comm": (["--view", "hist", "--per", "comm"], True),
    "sites": (["--view", "sites"], True),
    "sites -g": (["--view", "sites", "-g"], True),
    "check": (["--view", "check"], True),
    "html": (["--view", "html"], True),
    "events, csv": (["--view", "events", "--format", "csv"], False),
    "events, chrome": (["--view", "events", "--format", "chrome"], False),
}


def say(words):
    print(f"bench: {words}", file=sys.stderr)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        names = re.findall(r"^(?:model name|CPU part)\s*: *(.*)$", f.read(), re.M)
    return f"{os.uname().machine}, {names[0] if names else 'unknown'}, {os.cpu_count()} CPUs"


def run(cmd):
    """Return (peak MiB, seconds of CPU).  A child's peak begins with its parent's: GNU time is small."""
    with tempfile.NamedTemporaryFile("r") as out:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["/usr/bin/time", "-f", "%M", "-o", out.name, *cmd], check=True,
                       stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (int(out.read()) / 1024,
                after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def best(cmd):
    """Return (peak MiB, least seconds of CPU) of several runs: other tasks disturb the caches."""
    runs = []
    while len(runs) < 3 and sum(s for _, s in runs) < 15:
        runs.append(run(cmd))
    return max(m for m, _ in runs), min(s for _, s in runs)


def counter():
    """Return how to count instructions here: "perf" with a PMU, else the slow "valgrind"."""
    with tempfile.NamedTemporaryFile("r") as out:
        perf = subprocess.run(["perf", "stat", "-x,", "-o", out.name, "-e", "instructions:u", "true"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return "perf" if not perf.returncode and re.search(r"^\d+,", out.read(), re.M) else "valgrind"


def instructions(cmd, how):
    if how == "perf":
        with tempfile.NamedTemporaryFile("r") as out:
            subprocess.run(["perf", "stat", "-x,", "-o", out.name, "-e", "instructions:u", *cmd],
                           check=True, stdout=subprocess.DEVNULL)
            return int(re.search(r"^(\d+),", out.read(), re.M).group(1))
    said = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no",
                           "--cachegrind-out-file=/dev/null", *cmd], check=True, text=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, errors="replace")
    return int(re.search(r"I +refs: +([\d,]+)", said.stderr).group(1).replace(",", ""))


def measure_file(path, how, events):
    run(["cat", path])
    read = best(["cat", path])[1]
    rows = {}
    for view, (args, _) in VIEWS.items():
        cmd = [TOOL, "report", "-q", *args, path]
        mib, seconds = best(cmd)
        counts = how == "perf" or events == SIZES[0]
        rows[view] = {"mib": mib, "seconds": seconds,
                      "instructions": instructions(cmd, how) if counts else None}
    return {"bytes": os.path.getsize(path), "read": read, "views": rows}


def measure():
    subprocess.run(["make", "-s", "-C", TOP, "O=build", "build/barrier-trace",
                    "build/bench-recording"], check=True, stdout=sys.stderr)
    how = counter()
    result = {"machine": machine(), "counter": how, "files": []}
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "bench.data")
        for events in SIZES:
            for stacks in (False, True):
                say(f"report of {events:,} events{' with stacks' if stacks else ''}")
                subprocess.run([RECORDING, *(["-g"] if stacks else []), str(events), path], check=True)
                result["files"].append({"events": events, "stacks": stacks,
                                        **measure_file(path, how, events)})
    return result


def budgets(result):
    """Yield (what, budget, measured, holds), at the largest size."""
    for file in (f for f in result["files"] if f["events"] == SIZES[-1]):
        with_stacks = " with stacks" if file["stacks"] else ""
        of = [file["views"][v] for v, (_, asked) in VIEWS.items() if asked]
        for key, budget, unit in ("mib", BUDGET_MIB, "MiB"), ("seconds", BUDGET_SECONDS, "s"):
            worst = max(view[key] for view in of)
            yield (f"report, {file['events']:,} events{with_stacks}, the dearest view, {unit}",
                   f"< {budget}", f"{worst:.1f}", worst < budget)


def row(file, view):
    n = file["views"][view]
    per_event = "-" if n["instructions"] is None else f"{n['instructions'] / file['events']:,.0f}"
    asked = VIEWS[view][1]
    verdict = "holds" if n["mib"] < BUDGET_MIB and n["seconds"] < BUDGET_SECONDS else "missed"
    if file["events"] != SIZES[-1] or not asked:
        verdict = ""
    return (f"| {view} | {'yes' if file['stacks'] else 'no'} | {file['events']:,} | {per_event} | "
            f"{n['mib']:.1f} | {n['seconds']:.2f} | {n['seconds'] / file['read']:.1f} | {verdict} |")


def table(result):
    yield "| view | stacks | events | instructions per event | peak MiB | seconds | of a plain read | |"
    yield "|---|---|--:|--:|--:|--:|--:|---|"
    for view in VIEWS:
        for stacks in (False, True):
            yield from (row(f, view) for f in result["files"] if f["stacks"] == stacks)


def words(result):
    """Return the paragraph above the table."""
    slow = ("" if result["counter"] == "perf" else
            f" This machine has no PMU to count them: valgrind did, at {SIZES[0]:,} events only, for "
            "it is some 30 times slower.")
    return (f"What `report` takes of the machine that shows a recording, which is this one: "
            f"{result['machine']}. The budget is {BUDGET_SECONDS} s and {BUDGET_MIB} MiB for "
            f"{SIZES[-1]:,} events; exports, which write a line for each event, are outside of it, and "
            "measured into /dev/null. The recordings are made by `tests/bench/recording.c`: 4 CPUs, "
            "and tasks that come, are renamed and go. Peak: the process's largest resident set. "
            "Instructions: the process's own in user space, from start to end, divided by the events."
            f"{slow} Seconds are of the CPU, user and system, which is what passes where nothing else "
            "runs: `report` has one thread, and the file is in memory by then. They are an "
            "indication of this machine only; how many times they are what `cat` takes for the same "
            "file says more.")
