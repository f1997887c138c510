# SPDX-License-Identifier: GPL-2.0
"""Measure what strict mode costs: one kernel with the mode on, and off."""
import off

KERNEL = "7.3+strict"
STATES = {"off": "", "on": "lazy_mmu_strict=on"}


def measure(repeats=3):
    """Return workload -> {"off": instructions per cycle, "on": ...}"""
    runs = {state: off.run(KERNEL, repeats, append) for state, append in STATES.items()}
    return {name: {state: off.median(runs[state][name]) for state in STATES}
            for name in runs["off"]}


def table(result):
    yield "| workload, per cycle | strict off | on | ratio |"
    yield "|---|--:|--:|--:|"
    for name, w in result.items():
        yield f"| {off.WORDS[name]} | {w['off']:.1f} | {w['on']:.1f} | {w['on'] / w['off']:.3f} |"
