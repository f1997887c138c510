#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compare the folders of user/ and bpf/ with the tables in user/README.md and bpf/README.md.

usage: layers.py [--objects DIR] [--compile COMMAND] TOP

Prints TAP.  A folder may include only what its row names, by #include and, with --objects, by the
symbols that its objects use; and neither files nor folders may go round in a circle.  With --compile,
which is a compiler and its flags, each header has to compile by itself.
"""
import collections
import os
import re
import shlex
import subprocess
import sys

ROW = re.compile(r"^\| `(\w+)/` \|.*\| ([a-z -]+) \|$")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
# Headers that programs and user space both include, and files that the build writes
OF_BPF = ("shared", "logic", "protocol")
MOST_FLOORS = 9


def table(top, tree):
    """Return folder -> the folders that it may include"""
    with open(os.path.join(top, tree, "README.md"), encoding="utf-8") as f:
        rows = {m[1]: m[2].split() for m in map(ROW.match, f.read().splitlines()) if m}
    names = list(rows)
    return {name: names if may == ["all"] else [] if may == ["-"] else may
            for name, may in rows.items()}


def includes(top, tree, folders):
    """Return file -> the files that it includes, by paths below user/ and bpf/"""
    graph = {}
    for folder in folders:
        for name in sorted(os.listdir(os.path.join(top, tree, folder))):
            if name.endswith((".c", ".h")):
                with open(os.path.join(top, tree, folder, name), encoding="utf-8") as f:
                    graph[f"{folder}/{name}"] = INCLUDE.findall(f.read())
    return graph


def circles(graph):
    """Strongly connected parts of more than one node, by Tarjan's algorithm"""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            part = []
            while not part or part[-1] != node:
                part.append(stack.pop())
            if len(part) > 1:
                found.append(sorted(part))

    sys.setrecursionlimit(10000)
    for node in list(graph):
        if node not in index:
            visit(node)
    return found


def symbols(objects, folders):
    """Return object -> the objects whose symbols it uses"""
    defined, used = {}, collections.defaultdict(set)
    names = [f"{folder}/{name}" for folder in folders
             for name in sorted(os.listdir(os.path.join(objects, folder))) if name.endswith(".o")]
    for name in names:
        lines = subprocess.run(["nm", os.path.join(objects, name)], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        for line in lines:
            kind, symbol = line.split()[-2:]
            if kind == "U":
                used[name].add(symbol)
            elif kind.isupper():
                defined[symbol] = name
    return {name: sorted({defined[s] for s in used[name] if s in defined} - {name}) for name in names}


def unit(name):
    """A source and its header are one"""
    return re.sub(r"\.[cho]$", "", name)


class Tap:
    """Counts and prints"""

    def __init__(self):
        self.n = self.failed = 0

    def report(self, what, found):
        self.n += 1
        self.failed += bool(found)
        print(f"{'not ok' if found else 'ok'} {self.n} - {what}")
        for line in found[:40]:
            print(f"#   {line}")


def upward(graph, tree, may, free):
    """What a folder takes from another that its row does not name; all may take those of @free"""
    found = []
    for name, others in sorted(graph.items()):
        folder = name.split("/")[0]
        for other in others:
            of = other.split("/")[0]
            if "/" in other and of not in free and of != folder and of not in may[folder]:
                found.append(f"{tree}/{name} takes {other}, and {folder}/ may not take {of}/")
    return found


def round_trips(graph, level):
    """Circles of @graph whose nodes are called what @level makes of them"""
    merged = collections.defaultdict(set)
    for name, others in graph.items():
        for other in others:
            if "/" in other and other.split("/")[0] not in OF_BPF and level(name) != level(other):
                merged[level(name)].add(level(other))
    return [" -> ".join(part) for part in circles(dict(merged))]


def floors(graph):
    """Return the longest chain of folders in which each includes the next, from the top down.

    bpf/ is one folder here.  The folders must not form a circle.
    """
    below = collections.defaultdict(set)
    for name, others in graph.items():
        for other in others:
            if "/" in other:
                of = other.split("/")[0]
                below[name.split("/")[0]].add("bpf" if of in OF_BPF else of)
    longest = {}

    def chain(folder):
        if folder not in longest:
            longest[folder] = max(([folder] + chain(other) for other in below[folder] - {folder}),
                                  key=len, default=[folder])
        return longest[folder]

    return max((chain(folder) for folder in list(below)), key=len)


def not_alone(top, folders, command):
    """Headers that need another one first, with what the compiler says"""
    headers = [os.path.join(top, of, name) for of in
               [f"user/{folder}" for folder in folders] + ["bpf/shared", "bpf/logic"]
               for name in sorted(os.listdir(os.path.join(top, of))) if name.endswith(".h")]
    done = subprocess.run([*shlex.split(command), "-fsyntax-only", "-x", "c", *headers],
                          capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "error:" in line]
    return len(headers), said or done.stderr.splitlines() if done.returncode else []


def main():
    args, options = sys.argv[1:], {"--objects": None, "--compile": None}
    while args[0] in options:
        options[args[0]], args = args[1], args[2:]
    objects, top, tap = options["--objects"], args[0], Tap()
    may, below = table(top, "user"), table(top, "bpf")
    tap.report("user/README.md has a row for each folder of sources",
               [f"user/{name}" for name in sorted(os.listdir(os.path.join(top, "user")))
                if os.path.isdir(os.path.join(top, "user", name)) and name not in may and
                any(f.endswith((".c", ".h")) for f in os.listdir(os.path.join(top, "user", name)))])
    graph = includes(top, "user", may)
    tap.report(f"{len(graph)} files include by path what they name",
               [f"user/{name}: {other}" for name, others in graph.items() for other in others
                if "/" not in other and not other.endswith(".skel.h") and other != "version.h"])
    tap.report("each folder includes only what its row names", upward(graph, "user", may, OF_BPF))
    tap.report("each folder of bpf/ includes only what its row names",
               upward(includes(top, "bpf", below), "bpf", below, ()))
    both = round_trips(graph, lambda n: n.split("/")[0])
    tap.report("no two folders include each other", both)
    tower = [] if both else floors(graph)
    tap.report(f"the folders have {len(tower)} floors, of {MOST_FLOORS} at most",
               [" -> ".join(tower)] if len(tower) > MOST_FLOORS or not tower else [])
    tap.report("no files include each other in a circle", round_trips(graph, lambda n: n))
    if objects:
        used = symbols(objects, may)
        tap.report(f"{len(used)} objects use the symbols of folders that their row names",
                   upward(used, "user", may, OF_BPF))
        tap.report("no two folders use each other's symbols",
                   round_trips(used, lambda n: n.split("/")[0]))
        tap.report("no objects use each other's symbols in a circle", round_trips(used, unit))
    if options["--compile"]:
        number, found = not_alone(top, may, options["--compile"])
        tap.report(f"each of {number} headers compiles by itself", found)
    print(f"1..{tap.n}")
    return tap.failed != 0


sys.exit(main())
