#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Check a timeline against the trace event format, and the nesting of its slices.

  timeline.py FILE

The format has no schema, so the rules for each phase come from its description.  Slices of a thread
nest: each end closes the slice that began last, no slice is left open, and time never runs backwards.
"""
import json
import sys

COMMON = {"ph": str, "name": str, "pid": int, "tid": int}
PHASES = {			# required members, optional members
    "B": ({"ts": (int, float)}, {"args": dict}),
    "E": ({"ts": (int, float)}, {"args": dict}),
    "i": ({"ts": (int, float), "s": str}, {"args": dict}),
    "M": ({"args": dict}, {}),
}


def wrong(number, event, why):
    sys.exit(f"event {number}: {why}: {json.dumps(event)}")


def check_members(number, event):
    if not isinstance(event, dict) or event.get("ph") not in PHASES:
        wrong(number, event, "of no known phase")
    need, may = PHASES[event["ph"]]
    need = {**COMMON, **need}
    for name, kind in need.items():
        if not isinstance(event.get(name), kind) or isinstance(event[name], bool):
            wrong(number, event, f"{name} is missing or of another type")
    for name, value in event.items():
        if name not in need and not (name in may and isinstance(value, may[name])):
            wrong(number, event, f"{name} does not belong there")
    if event["ph"] == "i" and event["s"] not in ("g", "p", "t"):
        wrong(number, event, "an instant of no known scope")
    if event["ph"] == "M" and (event["name"] != "thread_name" or list(event["args"]) != ["name"]):
        wrong(number, event, "metadata other than a thread's name")


def check_order(number, event, threads):
    thread = threads.setdefault((event["pid"], event["tid"]), {"open": [], "ts": event["ts"]})
    if event["ts"] < thread["ts"]:
        wrong(number, event, "before the thread's last one")
    thread["ts"] = event["ts"]
    if event["ph"] == "B":
        if event["name"] in thread["open"]:
            wrong(number, event, "begun twice")
        thread["open"].append(event["name"])
    elif event["ph"] == "E":
        if not thread["open"] or thread["open"].pop() != event["name"]:
            wrong(number, event, "ends what is not the last one open")


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        trace = json.load(f)
    if set(trace) != {"displayTimeUnit", "traceEvents", "otherData"}:
        sys.exit(f"members of the whole: {sorted(trace)}")
    if trace["displayTimeUnit"] not in ("ms", "ns"):
        sys.exit("displayTimeUnit is neither ms nor ns")
    threads = {}
    for number, event in enumerate(trace["traceEvents"]):
        check_members(number, event)
        if event["ph"] != "M":
            check_order(number, event, threads)
    for thread, state in threads.items():
        if state["open"]:
            sys.exit(f"thread {thread}: {state['open']} left open")
    slices = sum(event["ph"] == "B" for event in trace["traceEvents"])
    print(f"{len(trace['traceEvents'])} events, {slices} slices of {len(threads)} threads")
    if not slices:
        sys.exit("no slice at all")


main()
