# SPDX-License-Identifier: GPL-2.0
"""Measure what the series costs while nothing is traced, against the same source without it.

Every instruction of the kernel is counted, by address.  The data of two kernels has different
addresses, which changes the shape of vmalloc's trees and the like, so that totals differ by more
than the series adds.  Therefore the difference is also computed for only those functions that the
series touches: functions with a site of the events, and functions that only one of the kernels
has.  Where the series makes an inline of a function, the function had the instructions before.
"""
import collections
import importlib.machinery
import os
import statistics
import subprocess

import cost
import emulator
import sites

HERE = os.path.dirname(os.path.abspath(__file__))
HOTPATH = os.path.join(emulator.TOP, "tests/kernel/hotpath")
hotpath = importlib.machinery.SourceFileLoader("hotpath", HOTPATH).load_module()
WORDS = {
    "vmalloc": "vmalloc and vfree, 1 page",
    "vmalloc-16": "vmalloc and vfree, 16 pages",
    "fork": "fork, exec of /bin/true, wait",
    "munmap": "munmap of 1 GiB of small pages, per page",
    "module": "load and unload a module (zram)",
}


def with_sites(patched, stock):
    """Return functions with a site, by hotpath: name -> (before, after, NOPs)"""
    text = subprocess.run([HOTPATH, patched, stock], stdout=subprocess.PIPE, text=True,
                          check=False).stdout
    functions = {}
    for line in text.splitlines():
        fields = line.split()
        if line.startswith("#   ") and len(fields) == 5 and all(f.isdigit() for f in fields[2:]):
            functions[fields[1]] = tuple(map(int, fields[2:]))
    if len(functions) < 20:
        raise emulator.GuestFailed(f"hotpath finds only {len(functions)} functions with sites in {patched}")
    return functions


def run(kernel, repeats, append="", under=""):
    """@append: more of the kernel's command line; @under: command that runs the workloads.

    Return name -> a {"total": instructions, "nops": at the events' sites, "functions": {...}}
    for each window, per cycle"""
    kdir = emulator.lab("vm/kernel", kernel)
    nops = hotpath.Image(os.path.join(kdir, "vmlinux")).sites
    text, lines = emulator.run(kernel, f"{under} sh /run/lab/off.guest {repeats}", mem="2G", icount=True, append=append,
                               add=[os.path.join(HERE, "off.guest"), cost.tool("bench-windows")],
                               plugin=["insns=on", "window=2"])
    symbols = sites.Object(os.path.join(kdir, "vmlinux"))
    counts = [line.split()[1:] for line in text.splitlines() if line.startswith("window ")]
    windows = emulator.windows(lines, 2)
    if len(counts) != len(windows) or {name for name, _ in counts} != set(WORDS):
        raise emulator.GuestFailed(f"{kernel}: {len(counts)} workloads, {len(windows)} windows")
    result = collections.defaultdict(list)
    for (name, count), window in zip(counts, windows):
        functions, at_sites = collections.Counter(), 0
        for key, n in window["insns"].items():
            address = int(key.split("/")[0], 16)
            function = symbols.function(address)[1] if address in symbols else "(modules)"
            functions[function] += n / int(count)
            at_sites += n / int(count) * (address in nops)
        result[name].append({"total": sum(functions.values()), "nops": at_sites,
                             "functions": functions})
    return result


def names(kdir):
    return set(sites.Object(os.path.join(kdir, "vmlinux")).names)


def sections(kdir):
    """Return the bytes of text and data of vmlinux."""
    text = subprocess.run([emulator.CROSS + "size", os.path.join(kdir, "vmlinux")], check=True,
                          capture_output=True, text=True).stdout.splitlines()[1].split()
    return int(text[0]), int(text[1])


def median(runs, function=None):
    return statistics.median(r["total"] if function is None else r["functions"][function]
                             for r in runs)


def compare(name, repeats=5):
    """Compare a kernel of the lab with itself without the series."""
    patched, stock = name, name + "+stock"
    kdirs = [emulator.lab("vm/kernel", k) for k in (patched, stock)]
    functions = with_sites(*(os.path.join(k, "vmlinux") for k in kdirs))
    touched = set(functions) | names(kdirs[0]) ^ names(kdirs[1])
    before, after = run(stock, repeats), run(patched, repeats)
    result = {"kernel": name, "sections": [sections(k) for k in reversed(kdirs)], "workloads": {},
              "shape": {f: v for f, v in functions.items() if v[0] + v[2] != v[1]},
              "functions": len(functions)}
    for workload, runs in before.items():
        changed = {f: median(after[workload], f) - median(runs, f) for f in touched}
        total = median(runs)
        spread = (max(r["total"] for r in runs) - min(r["total"] for r in runs)) / total
        result["workloads"][workload] = {
            "stock": total, "patched": median(after[workload]), "spread": spread,
            "added": sum(changed.values()),
            "nops": statistics.median(r["nops"] for r in after[workload]),
            "by": {f: n for f, n in changed.items() if abs(n) >= 0.01},
        }
    return result


def ratio(w):
    """Return 1 plus the instructions that functions touched by the series add, relative to all."""
    return 1 + w["added"] / w["stock"]


def table(result):
    yield ("| workload, per cycle | without | added | of that NOPs | ratio | ratio of the totals | "
           "their spread |")
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, w in result["workloads"].items():
        yield (f"| {WORDS[name]} | {w['stock']:.1f} | {w['added']:+.2f} | {w['nops']:.2f} | "
               f"{ratio(w):.5f} | "
               f"{w['patched'] / w['stock']:.5f} | {w['spread']:.5f} |")
