# SPDX-License-Identifier: GPL-2.0
"""Compare figures of documents with the results and sources that they come from; print TAP.

Each row: a document, a pattern whose groups are the figures, and a function that computes them.
"""
import glob
import re
import sys

WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
RESULTS, COMPARE, SOAK, TRUTH = ("tests/bench/RESULTS.md", "tests/bench/COMPARE.md", "tests/soak/SOAK.md",
                                 "tests/truth/TRUTH.md")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def rows(path, heading=""):
    """Yield the rows of tables below a heading, as lists of cells."""
    text = read(path)
    if heading:
        text = re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| --"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def cell(path, heading, first, column):
    """Return a cell of the only row that begins like this."""
    found = [row for row in rows(path, heading) if row[0].startswith(first)]
    if len(found) != 1:
        raise LookupError(f"{path}: {len(found)} rows begin with {first!r}")
    return found[0][column]


def event_costs():
    on = lambda first: f"{int(cell(RESULTS, 'Tracing on', first, 1)):,}"
    return (on("barrier-trace stat -a --per task"), on("an empty BPF program (BTF"), on("ftrace hist trigger"),
            cell(RESULTS, "Probes", "vmalloc and vfree, 1 page", 3))


def probe_costs():
    cost = lambda first, column=3: cell(RESULTS, "Probes", first, column)
    return (cost("vmalloc and vfree, 1 page"), cost("vmalloc and vfree, 16"), cost("load and unload"),
            cost("fork, exec"), cost("munmap"), cost("load and unload", 5), cost("fork, exec", 5))


def report_costs():
    large = [row for row in rows(RESULTS, "Reports") if row[2] == "10,000,000"]
    views = [row for row in large if not row[0].startswith("events")]
    exports = [float(row[5]) for row in large if row[0].startswith("events")]
    memory = [float(row[4]) for row in large]
    times = [float(row[5]) for row in views]
    return (f"{min(memory):.0f}", f"{max(memory):.0f}", f"{min(times):.1f}", f"{max(times):.1f}",
            f"{min(exports):.0f}", f"{max(exports):.0f}")


def soaked():
    """Return the runs of the table, the kernel builds that they are of, and those that lost events."""
    runs = [row for row in rows(SOAK) if re.match(r"\d", row[0])]
    built = dict(re.findall(r"^  (\S+): `([^`]+)`, `", read(SOAK), re.M))
    builds = {built.get(row[0].split(",")[0], row[0].split(",")[0]) for row in runs}
    return len(runs), len(builds), sum(row[7] != "0" for row in runs)


def saving(pages):
    """Return of 100 pairs those that 7.3 saves for vmalloc of so many pages."""
    return cell(COMPARE, f"vmalloc, pages at a time: {pages}", "7.3", 7).split()[0]


def instructions():
    """Return by how many percent the instructions of 6.12 differ with batching, at most less and more."""
    changes = []
    for heading in re.findall(r"^## (v\w+, pages at a time: \d+)$", read(COMPARE), re.M):
        before = int(cell(COMPARE, heading, "6.12-g0", 8))
        changes += [100 * int(cell(COMPARE, heading, kernel, 8)) / before - 100 for kernel in ("6.12-g1", "6.12-g2")]
    return f"{-min(changes):.0f}", f"{max(changes):.0f}"


def per_page():
    """Return the barriers per page of each row of kernel-patch/README.md."""
    return tuple(cell(COMPARE, f"{workload}, pages at a time: {pages}", kernel, 6)
                 for workload, pages in (("vm_map_ram", 1), ("vm_map_ram", 4), ("vm_map_ram", 16), ("vm_map_ram", 64),
                                         ("vmalloc", 1), ("vmalloc", 5), ("vmalloc", 8), ("vmalloc", 32),
                                         ("vmalloc", 256))
                 for kernel in ("6.12-g0", "6.12-g1", "6.12-g2", "7.3"))


def gains(heading):
    values = [float(cell(COMPARE, heading, kernel, 7).split()[0]) for kernel in ("6.12-g1", "6.12-g2", "7.3")]
    return min(values), max(values)


def model():
    mistakes = len(re.findall(r"^[A-Z_]+ +(?:un)?safe ", read("tests/model/model"), re.M)) - 1
    return WORDS[len(read("tests/model/g1.txt").splitlines())], WORDS[mistakes]


def truth():
    found = [row for row in rows(TRUTH) if re.match(r"\d", row[0])]
    cpus = sorted({row[1] for row in found}, key=int)
    return WORDS[len({row[0] for row in found})], ", ".join(cpus[:-1]) + " and " + cpus[-1]


def define(path, name):
    return int(re.search(rf"#define\s+{name}\s+(\d+)", read(path)).group(1))


def ended():
    kept = define("user/aggregate/interval_counts.h", "INTERVAL_COUNTS_MAX_ENDED")
    return str(2 * kept), str(kept)


def fuzzed():
    return (WORDS[len(glob.glob("tests/fuzz/*.dict"))],)


def minutes(target):
    """Return what the help of a target says it takes: the first time, and later."""
    first, later = re.search(rf"^{target}:.*\((an hour|\d+ minutes) the first time, then (\d+)", read("Makefile"),
                             re.M).groups()
    return ("60" if first == "an hour" else first.split()[0]), later


FIGURES = (
    ("README.md", r"\| `make test` \| (\d+) minutes \| (\d+) minutes", lambda: minutes("test")),
    ("README.md", r"\| `make test-all` \| (\d+) minutes \| (\d+) minutes", lambda: minutes("test-all")),
    ("tests/README.md", r"with `# depth: test` \| (\d+), (\d+) minutes", lambda: minutes("test")),
    ("tests/README.md", r"kernel that its head names \| (\d+), (\d+) minutes", lambda: minutes("test-all")),
    ("README.md", r"costs `stat` ([\d,]+) instructions, an empty BPF program ([\d,]+), ftrace's hist trigger ([\d,]+); "
     r"probes cost a page's vmalloc and vfree ([\d.]+) times", event_costs),
    ("README.md", r"no violation in (\d+) runs on (\d+) builds of kernels under load, (\w+) of which lost",
     lambda: (str(soaked()[0]), str(soaked()[1]), WORDS[soaked()[2]])),
    ("README.md", r"saves (\w+) for one page, and (\d+) of 100 pairs for 256",
     lambda: ("nothing" if saving(1) == "0" else saving(1), saving(256))),
    ("tests/README.md", r"`check` beside every workload in (\w+) runs on (\w+) builds of kernels",
     lambda: tuple(WORDS[n] for n in soaked()[:2])),
    ("tests/README.md", r"(\w+) kernels, ([\d, and]+) CPUs, test_vmalloc", truth),
    ("tests/README.md", r"an interrupt does, (\w+) steps .* which of (\w+) mistakes", model),
    ("tests/README.md", r"fuzzers at the (\w+) readers of", fuzzed),
    ("Makefile", r"20 minutes for each of (\d+) runs", lambda: (str(soaked()[0]),)),
    ("user/man/barrier-trace-probes.7.rst",
     r"vmalloc and vfree of a page ([\d.]+), of 16 pages ([\d.]+), a module in and out ([\d.]+), fork and exec ([\d.]+), "
     r"munmap ([\d.]+); with \*\*--scope=all\*\* a module ([\d.]+), fork and exec ([\d.]+\d)", probe_costs),
    ("user/man/barrier-trace-report.1.rst", r"10 million events takes (\d+) to (\d+) MiB, in any view, and ([\d.]+) to "
     r"([\d.]+) s .* takes (\d+) to (\d+) s", report_costs),
    ("user/man/barrier-trace-top.1.rst", r"more than (\d+) of them, those that queued least become one row, .* and "
     r"(\d+) stay", ended),
    ("user/man/barrier-trace-top.1.rst", r"not more than (\d+) tasks end meanwhile",
     lambda: (str(define("bpf/shared/slot.h", "BT_NR_SLOTS") - 1),)),
    ("kernel-patch/README.md", r"from (\d+) % fewer to (\d+) % more", instructions),
    ("kernel-patch/README.md", r"fork and exec gain next to nothing \(([\d.]+) to ([\d.]+) %\)",
     lambda: tuple(str(n) for n in gains("fork and exec"))),
    ("kernel-patch/README.md", r"Loading a module saves (\d+) to (\d+) %",
     lambda: tuple(f"{n:.0f}" for n in gains("module load"))),
)


def compare(document, pattern, compute):
    text = " ".join(read(document).split())
    found = re.search(pattern, text)
    if not found:
        return f"{document} has the sentence with figures", [f"no sentence like {pattern}"]
    want = compute()
    shown = found.group(0) if len(found.group(0)) < 80 else found.group(0)[:77] + "..."
    return f"{document}: the source has the figures of '{shown}'", \
        [] if found.groups() == want else [f"the document has {found.groups()}, the source {want}"]


def main():
    failed = False
    tests = [compare(*row) for row in FIGURES]
    table = re.findall(r"^\| (?:vm_map_ram|vmalloc) \d+ \| (.*) \|$", read("kernel-patch/README.md"), re.M)
    shown = tuple(n for line in table for n in line.split(" | "))
    tests.append(("kernel-patch/README.md: the barriers per page are those of COMPARE.md",
                  [] if shown == per_page() else [f"the document has {shown}, the source {per_page()}"]))
    for n, (name, wrong) in enumerate(tests, 1):
        print("not ok" if wrong else "ok", n, "-", name)
        for line in wrong:
            print("#  ", line)
            failed = True
    print(f"1..{len(tests)}")
    return failed


sys.exit(main())
