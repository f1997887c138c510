# SPDX-License-Identifier: GPL-2.0
"""Hold barrier-trace-output(5) against the tool's outputs, both ways; print TAP.

formats.py --update writes user/man/members.txt, the members of JSON, from --json-schema.  All else of the
page is held against golden files, which hold every output; what none of them has, against the text of the
function that writes it.
"""
import csv
import glob
import json
import re
import subprocess
import sys

from tap import finish, report

COMMANDS = ("stat", "hist", "sites", "check", "diff")
MEMBERS = "user/man/members.txt"
PAGE = "user/man/barrier-trace-output.5.rst"
GOLDEN = "tests/golden/"
JSON = {
    "stat": ("json-*", "report-*stat-json", "report-task-json", "earlier/stat-*.json", "results/g*.json"),
    "hist": ("hist-json-*", "report-*hist-json", "results/hist-*.json"),
    "sites": ("sites-json-*", "report-*sites-json"),
    "check": ("check-json", "report-*check-json*"),
    "diff": ("diff-json-*", "diff-hist-json-*", "diff-probes*-json"),
    "report --view events": ("report-*events-json", "report-lines-json"),
}
CSV = {
    "stat": ("csv-*", "report-*stat-csv"),
    "hist": ("hist-csv-*", "report-*hist-csv"),
    "sites": ("sites-csv-*", "report-*sites-csv"),
    "diff": ("diff-csv-*", "diff-probes-csv", "diff-probes-json-csv"),
    "diff of histograms": ("diff-hist-csv-*", "diff-probes-hist-csv"),
    "report of events": ("report-*events-csv",),
}
KEYS = {"task", "process", "comm", "cgroup", "cpu", "level", "site", "function"}
# Members that no golden file has: those of a kernel's interrupt.
UNSEEN = {"store.interrupt_on_cpu": "user/output/check_json.c", "a.derived": "user/output/diff_json.c"}
CAUSES = set()  # of losses, by name


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def golden(patterns):
    return sorted(name for pattern in patterns for name in glob.glob(GOLDEN + pattern)
                  if not re.search(r"schema$|expected$", name))


def differ(documented, real):
    return [f"not documented: {name}" for name in sorted(real - documented)] + \
           [f"does not exist: {name}" for name in sorted(documented - real)]


def schema(command):
    return json.loads(subprocess.run(["build/barrier-trace", command, "--json-schema"], text=True,
                                     stdout=subprocess.PIPE, check=True).stdout)


def members():
    """Return the text of MEMBERS."""
    text = ".. Written by tests/check/formats.py from --json-schema.\n"
    for command in COMMANDS:
        found = schema(command)
        properties = found["properties"]
        version = found["title"].rsplit(" ", 1)[1]
        records = ", ".join(properties.pop("type")["enum"])
        text += f"\n.. begin {command}\n\nVersion {version}. Records: {records}.\n\n"
        for name, member in properties.items():
            text += f"{name} ({member.get('type', 'any')})\n  {member['description'].replace('*', chr(92) + '*')}\n"
        text += f"\n.. end {command}\n"
    return text


def records(command):
    for name in golden(JSON[command]):
        for line in read(name).splitlines():
            if line.startswith("{"):
                yield json.loads(line)


def paths(value, prefix=()):
    """Yield the path of each member; elements of an array are members of it."""
    if isinstance(value, list):
        for element in value:
            yield from paths(element, prefix)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield (*prefix, name)
            yield from paths(member, (*prefix, name))


def section(text, title):
    """Return what stands below a heading of a page."""
    found = re.search(rf"^{re.escape(title)}\n([=-])\1+\n(.*?)(?=^[^\n]+\n(?:={{3,}}|-{{3,}})\n|\Z)", text, re.M | re.S)
    return found.group(2) if found else ""


def terms(text):
    """Return the names that a definition list defines."""
    return {name for line in re.findall(r"^(\S.*)\n  \S", text, re.M) for name in line.split(", ")}


def same_as(path):
    """Return the documented member that a path is like."""
    path = re.sub(r"^(?:b|a)\.", "a.", path)
    path = re.sub(r"^history\.after\.", "after.", path)
    return re.sub(r"^(?:frames\.source|stack_source)\.", "source.", path)


def compare_inner(page, counters):
    numbers = {"count", "avg", "max", "p50", "p90", "p99", "p99_9"}
    documented = set()
    for term in terms(section(page, "Members of members")):
        outer, last = term.rsplit(".", 1)
        values = {"COUNTER": counters, "NUMBER": numbers, "CAUSE": CAUSES}.get(last, {last})
        documented |= {f"{outer}.{value}" for value in values}
    real = {same_as(".".join(path)) for command in COMMANDS for record in records(command)
            for path in paths(record) if len(path) > 1}
    for name, source in UNSEEN.items():
        if f'"{name.split(".")[1]}"' in read(source):
            real.add(name)
    # The cause of a loss is data: one golden file with some of them shows the form.
    real |= {f"losses.{cause}" for cause in CAUSES} if any(r.startswith("losses.") for r in real) else set()
    return differ(documented, real)


def in_source(path):
    """Return the names that a file of the tool gives to members."""
    text = read(path)
    names = set(re.findall(r'\bjson_(?:string|u?int|bool|double|open|array)\(&?j, "(\w+)"', text))
    names |= set(re.findall(r'\bhex\(&?j, "(\w+)"', text)) | set(re.findall(r'\bcoverage\(.*"(\w+)"\)', text))
    for function, offset in re.findall(r'\bplace\(&?j, "(\w+)", (?:"(\w+)"|NULL)', text):
        names |= {function} | ({offset} if offset else set())
    return names


def compare_csv(page, view, counters):
    text = section(page, "CSV")
    found = re.search(rf"^{view}\n  ``(.*)``\n((?:  .*\n|\n)*)", text, re.M)
    if not found:
        return ["the view is not documented"]
    columns = found.group(1).split()
    order = [c.strip("[]") for c in columns]
    wrong, seen = [], set()
    for name in golden(CSV[view]):
        lines = [line for line in read(name).splitlines() if not re.match("barrier-trace: |hint: ", line)]
        head = [re.sub(r"^(a|b)_per_\w+$", r"\1_per_NAME", c) for c in lines[0].split(",")]
        head = ["KEY" if c in KEYS and "KEY" in order else c for c in head]
        seen |= set(head)
        if [c for c in order if c in head] != head:
            wrong.append(f"{name}: columns {' '.join(head)}")
        for column, written in zip(order, columns):
            if column not in head and "[" not in written:
                wrong.append(f"{name}: no column {column}")
        # What the column with names has, or of histograms the fourth from the end
        if order[-1] in ("counter", "number", "value"):
            at = -4 if order[-1] == "value" else -1
            words = set(re.findall(r"\w+", found.group(2)))
            words |= CAUSES | (counters if "COUNTER" in words else set())
            names = {row[at] for row in csv.reader(lines[1:]) if len(row) >= len(head)}
            names = {n.split(".")[1] for n in names if "." in n} | {n for n in names if "." not in n}
            wrong += [f"{name}: {n} is not documented" for n in sorted(names - words)]
    return wrong + differ(set(order), seen)


def compare_statuses():
    """Hold the exit statuses that pages and --help list against the enum of the tool."""
    real = {int(n) for n in re.findall(r"EXIT_\w+\s*= (\d+)", read("user/cmd/cmd.h"))}
    wrong = []

    def listed(text):
        return {int(n) for n in re.findall(r"(?:^|[ ;,:(])(\d+) (?=[a-z])", text)}

    def page_statuses(text):
        return {int(n) for n in re.findall(r"^(\d+) *(?:$| )", section(text, "EXIT STATUS"), re.M)}
    common = page_statuses(read("user/man/common_status.txt"))
    if common != real:
        wrong.append(f"common_status.txt: {sorted(common)}, the tool {sorted(real)}")
    main = subprocess.run(["build/barrier-trace", "--help"], text=True, stdout=subprocess.PIPE, check=True).stdout
    for name, text in (("README.md", read("README.md")), ("--help", main)):
        line = re.search(r"Exit status:(.*?)(?:\n\n|\Z)", text, re.S).group(1)
        if listed(" ".join(line.split())) != real:
            wrong.append(f"{name}: {sorted(listed(' '.join(line.split())))}, the tool {sorted(real)}")
    for command in re.findall(r"^  ([a-z]+) ", main.split("\nCommands:\n")[1].split("\n\n")[0], re.M):
        page = read(f"user/man/barrier-trace-{command}.1.rst")
        on_page = common if "include:: common_status.txt" in page else page_statuses(page)
        text = subprocess.run(["build/barrier-trace", command, "--help"], text=True, stdout=subprocess.PIPE,
                              check=True).stdout
        in_help = listed(" ".join(re.search(r"Exit status:(.*?)(?:\n\n|\Z)", text, re.S).group(1).split()))
        if not in_help or in_help - on_page or on_page - real:
            wrong.append(f"{command}: page {sorted(on_page)}, --help {sorted(in_help)}, the tool {sorted(real)}")
        if on_page is not common and on_page != in_help:
            wrong.append(f"{command}: page {sorted(on_page)}, --help {sorted(in_help)}")
    return wrong


def compare_limits(page):
    """Each limit of the programs is on a page, and each number of the page is a limit."""
    text = read("bpf/shared/report.h")
    real = set(re.findall(r"#define BT_NR_(?:HISTORIES|SITES)\s+(\d+)u", text))
    documented = set(re.findall(r"\b\d{3,}\b", section(page, "LIMITS")))
    return differ(documented, real)


def main():
    if "--update" in sys.argv:
        with open(MEMBERS, "w", encoding="utf-8") as file:
            file.write(members())
    page = read(PAGE)
    CAUSES.update(re.findall(r"``(\w+)``", read("user/man/losses.txt")))
    report([] if read(MEMBERS) == members() else [f"'python3 tests/check/formats.py --update' writes {MEMBERS}"],
           "the members of JSON on the page are those of --json-schema")
    for command in COMMANDS:
        known = schema(command)["properties"]
        real = {path[0] for record in records(command) for path in paths(record)}
        types = {record["type"] for record in records(command)}
        report([f"not in the schema: {name}" for name in sorted(real - set(known))] +
               [f"not in the schema: record {name}" for name in sorted(types - set(known["type"]["enum"]))],
               f"{command} --json writes only members and records of its schema")
    counters = {line.rsplit(",", 1)[1] for line in read(GOLDEN + "csv-none").splitlines()[1:]} - {"lost", "elapsed_ns"}
    listed = re.search(r"^(queued, .*)\n  the counts", page, re.M)
    report(differ(set(listed.group(1).split(", ")) if listed else set(), counters), "the page has each COUNTER")
    report(compare_inner(page, counters), "the page has each member of a member")
    events = {path[0] for record in records("report --view events") for path in paths(record)}
    report(differ(terms(section(page, "report --view events")), events), "the page has each member of events")
    report(differ(terms(section(page, "info")), in_source("user/cmd/info.c")), "the page has each member of info")
    report(differ(terms(section(page, "info --sites")), in_source("user/output/scan_json.c")),
           "the page has each member of info --sites")
    for view in CSV:
        report(compare_csv(page, view, counters), f"CSV, {view}: the page has each column, in its order")
    heads = {tuple(words) for name in golden(("openmetrics-*", "report-*openmetrics"))
             for words in re.findall(r"^# TYPE (\S+) (\S+)$", read(name), re.M)}
    documented = {tuple(words) for words in re.findall(r"^(barrier_trace_\w+) +(counter|gauge) ",
                                                       section(page, "OPENMETRICS"), re.M)}
    report(differ({" ".join(w) for w in documented}, {" ".join(w) for w in heads}),
           "the page has each OpenMetrics metric with its type")
    report(compare_statuses(), "pages, README and --help list the exit statuses that there are")
    report(compare_limits(page), "the page has the limits of check")
    return finish()


sys.exit(main())
