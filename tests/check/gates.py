#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Give the judges of truth, stock and bench what must not pass, without a guest.

Exit status: 0 each of them complains as it has to; 1 one does not.
"""
import collections
import importlib.machinery
import importlib.util
import os
import sys
import types

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(TOP, "tests", "truth"), os.path.join(TOP, "tests", "bench")]
sys.dont_write_bytecode = True
failed = False


def script(path):
    """Return a script as a module.  Its last line, which runs it, is left out."""
    name = os.path.join(TOP, path)
    with open(name, encoding="utf-8") as f:
        text = f.read()
    module = types.ModuleType(os.path.basename(path))
    module.__file__ = name
    for last in "sys.exit(main())\n", "main()\n":
        if text.endswith("\n" + last):
            exec(compile(text[:-len(last)], name, "exec"), module.__dict__)
            return module
    raise SystemExit(f"{path}: does not end in main()")


def expect(what, got, wanted):
    """Compare words, or report that nothing was said"""
    global failed
    good = got == wanted
    failed |= not good
    print(f"{'good' if good else 'bad'}: {what}")
    if not good:
        print(f"  got {got!r}\n  expected {wanted!r}")


def floors(truth, kernel, workload, emitted, flush, direct, sites=10):
    """Return what truth says of equal counts"""
    result = truth.Result.__new__(truth.Result)
    result.name, result.problems = workload, []
    result.total = {"emitted": emitted, "flush": flush, "direct": direct}
    result.pairs = collections.Counter({("f", "queue"): emitted, ("f", "flush"): flush, ("f", "direct"): direct})
    result.events = collections.Counter({(n, "queue"): 1 for n in range(sites)})
    result.judge_floors(kernel)
    return result.problems


def too_few(field, number, floor):
    return [f"{field}: {number} {what} are too few, at least {floor}" for what in ("reported", "executed")]


def check_truth():
    truth = script("tests/truth/truth")
    for workload, (emitted, flush) in truth.FLOORS.items():
        enough = (emitted, flush, 40)
        expect(f"truth, {workload}: enough", floors(truth, "7.3", workload, *enough), [])
        expect(f"truth, {workload}: too few emitted", floors(truth, "7.3", workload, emitted - 1, flush, 40),
               too_few("emitted", emitted - 1, emitted))
        if flush:
            expect(f"truth, {workload}: no flush", floors(truth, "6.12-g2", workload, emitted, 0, 0),
                   too_few("flush", 0, flush))
        expect(f"truth, {workload}: without batching all are emitted",
               floors(truth, "6.12-g0", workload, emitted + flush - 1, 0, 0),
               too_few("emitted", emitted + flush - 1, emitted + flush))
    expect("truth: no direct pair since 7.0", floors(truth, "7.2", "scenarios", 1000, 1000, 0),
           too_few("direct", 0, 20))
    expect("truth: few sites", floors(truth, "7.3", "modules", 1000, 1000, 0, 3), ["3 sites are too few, at least 4"])
    expect("truth: every workload has a floor", sorted(truth.FLOORS), sorted(truth.WORKLOADS))


def check_stock():
    stock = script("tests/truth/stock")
    image = types.SimpleNamespace(pairs={8}, function=lambda address: "f")
    total = {"type": "total", "barriers": 0, "lost": 0, "derived": {"emitted": 0, "flush": 0, "direct": 0}}
    for workload, floor in stock.FLOORS.items():
        for executed, words in ((floor, []), (floor - 1, [f"{floor - 1} pairs executed are too few, at least {floor}"])):
            window = {"barriers": [{"pc": "0x8", "insn": "isb", "n": [executed]}]}
            said = stock.compare(workload, image, window, [{**total, "barriers": executed}], {})[-1]
            expect(f"stock, {workload}: {executed} pairs", said, words)
    expect("stock: every workload has a floor", sorted(stock.FLOORS), sorted(stock.WORKLOADS))


def check_bench():
    cost = importlib.import_module("cost")
    emulator = importlib.import_module("emulator")
    region = {"calls": 100, "median": 300}
    window = {"regions": [{"name": name, **region} for name in cost.REGIONS.values()], "blocks": [1000],
              "window": 1, "begun": 1}
    cost.tool = lambda name: name
    emulator.lab = lambda *args: "/"
    emulator.regions = lambda vmlinux, names: []

    def measure(name, counted, queued=16000):
        """Return the loss of a row whose guest has said this, or the error"""
        text = (f"row {name}\n" f'{{"queued":{queued},"flush":1,"flush_empty":1,"direct":0}}\n' f"counted {counted}\n")
        emulator.run = lambda *args, **kwargs: (text, [window])
        try:
            return cost.lost(cost.measure("7.3", [name])[name])
        except emulator.GuestFailed as e:
            return str(e)
    expect("bench: what was counted", measure("check", 15990), 10)
    for name in "stat-task", "check", "hist-all", "record":
        expect(f"bench, {name}: a loss that nobody knows", measure(name, "-"), f"{name}: its loss is unknown: ")
        expect(f"bench, {name}: no count at all", measure(name, ""), f"{name}: its loss is unknown: ")
    expect("bench: a tracer that cannot tell", measure("empty", "-"), None)
    expect("bench: a load that did not run", measure("check", 0, 0), "check: the load queued only 0")
    bench = script("tests/bench/bench")
    try:
        said = bench.known_loss("check", {"counted": None, "expected": None})
    except SystemExit as e:
        said = e.code
    expect("bench: a loss that nobody knows is no budget that holds", said, "bench: check: its loss is unknown")


check_truth()
check_stock()
check_bench()
sys.exit(failed)
