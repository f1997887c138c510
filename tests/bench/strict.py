# SPDX-License-Identifier: GPL-2.0
"""What the strict mode costs where it is switched on, against the same kernel where it is not."""
import off

KERNEL = "7.3+strict"
STATES = {"off": "", "on": "lazy_mmu_strict=on"}


def measure(repeats=3):
    """workload -> {"off": instructions per cycle, "on": ...}"""
    runs = {state: off.run(KERNEL, repeats, append) for state, append in STATES.items()}
    return {name: {state: off.median(runs[state][name]) for state in STATES}
            for name in runs["off"]}


def table(result):
    yield "| workload, per cycle | strict off | on | ratio |"
    yield "|---|--:|--:|--:|"
    for name, w in result.items():
        yield f"| {off.WORDS[name]} | {w['off']:.1f} | {w['on']:.1f} | {w['on'] / w['off']:.3f} |"
