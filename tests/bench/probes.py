# SPDX-License-Identifier: GPL-2.0
"""Measure what kprobes cost the workloads that they count, on a kernel without the series."""
import off

KERNEL = "7.3+stock"
# The counts of stat are not used here, and must not be among the output of the windows.
STAT = "barrier-trace stat -a -o /tmp/counts --backend probes --scope"
STATES = {"none": "", "kernel": f"{STAT} kernel --", "all": f"{STAT} all --"}


def measure(repeats=1):
    """Return workload -> {"none": instructions per cycle, "kernel": ..., "all": ...}"""
    runs = {state: off.run(KERNEL, repeats, under=under) for state, under in STATES.items()}
    return {name: {state: off.median(runs[state][name]) for state in STATES}
            for name in runs["none"]}


def table(result):
    yield "| workload, per cycle | no probes | --scope kernel | ratio | --scope all | ratio |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, w in result.items():
        yield (f"| {off.WORDS[name]} | {w['none']:,.1f} | {w['kernel']:,.1f} | "
               f"{w['kernel'] / w['none']:.2f} | {w['all']:,.1f} | {w['all'] / w['none']:.2f} |")
