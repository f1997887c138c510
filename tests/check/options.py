# SPDX-License-Identifier: GPL-2.0
"""Hold the options of the manual pages against the tables of the tool, both ways; print TAP.

build/command-line prints the tables, and says which values the parser takes.  A page gives a default as
"VALUE (default" or "(default: VALUE", a range as "A to B", "at least A" or "at most B", and a list of
values as "a, b or c".
"""
import re
import subprocess
import sys

from tap import finish, report

NUMBER = r"\d+(?:\.\d+)?(?:[KMG]|ns|us|ms|s|m|h)?"
WORD = r"[a-z][a-z0-9_:]*"


def run(*args, text=""):
    return subprocess.run(["build/command-line", *args], input=text, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True).stdout


def tables():
    """Return {command: {name: option}} as the tool has them."""
    commands = {}
    for line in run("options").splitlines():
        command, name, letter, arg, kind, low, high, default, text = line.split("\t")
        commands.setdefault(command, {})[name] = {
            "letter": letter, "arg": arg, "kind": kind, "low": int(low), "high": int(high),
            "default": int(default), "help": text}
    return commands


def page_options(text):
    """Return {name: (letter, argument, text)} of the option lists of a page."""
    options, name = {}, None
    for line in text.splitlines():
        row = re.match(r"(?:-(\S), )?--([a-z][a-z-]*)(?: (\S+))?(?:  +(.*))?$", line)
        if row:
            letter, name, arg, rest = row.groups()
            options[name] = (letter or "-", arg or "-", rest or "")
        elif name and re.match(r" {3,}\S", line):
            letter, arg, rest = options[name]
            options[name] = letter, arg, rest + " " + line.strip()
        else:
            name = None
    return options


def values(command, name, words):
    """Return {value: is the default} of those words that the option takes."""
    lines = run("values", command, name, text="\n".join(words) + "\n").splitlines()
    return {line.split("\t")[0]: line.endswith("\tdefault") for line in lines}


def plain(text):
    return re.sub(r"\\?[`*]|\\", "", text)


def defaults(text):
    """Return the defaults that a text names."""
    return [d for pair in re.findall(rf"({WORD}|{NUMBER}) \(default(?!:)|default: ({NUMBER}|{WORD}),?\)", text)
            for d in pair if d]


def listed(text):
    """Return the lists "a, b or c" of a text, without what stands in parentheses."""
    text = re.sub(r" \([^)]*\)", "", text)
    return [re.split(r", (?:or )?| or ", found)
            for found in re.findall(rf"\b{WORD}(?:, {WORD})*,? or {WORD}\b", text)]


def scaled(number):
    digits, unit = re.match(r"([\d.]+)(\D*)$", number).groups()
    return float(digits) * {"": 1, "K": 1024, "M": 1 << 20, "G": 1 << 30, "ns": 1, "us": 1e3, "ms": 1e6,
                            "s": 1e9, "m": 60e9, "h": 3600e9}[unit]


def step(number, by):
    """Return the number that is BY steps of its last digit away, in the same unit."""
    digits, unit = re.match(r"([\d.]+)(\D*)$", number).groups()
    return f"{int(digits) + by}{unit}"


def limits(text):
    """Return the lower and upper limits that a text names."""
    low, high = [], []
    for a, b in re.findall(rf"\b({NUMBER}) to ({NUMBER})\b", text):
        low.append(a)
        high.append(b)
    return low + re.findall(rf"at least ({NUMBER})", text), high + re.findall(rf"at most ({NUMBER})\b", text)


def compare_text(command, name, option, text, words, complete):
    """Compare a text about an option with the parser.  COMPLETE: the text has to name all there is."""
    wrong = []
    if option["arg"] == "-":
        return wrong
    named, lists, (low, high) = defaults(text), listed(text), limits(text)
    outside = [step(n, -1) for n in low if int(scaled(n))] + [step(n, 1) for n in high]
    takes = values(command, name, sorted(words | {w for l in lists for w in l}) + named + low + high + outside)
    free = "nonsense-that-no-option-knows" in takes
    for value in named:
        if value not in takes:
            wrong.append(f"default {value} is refused")
        elif not takes[value] and not free:
            wrong.append(f"{value} is not the default")
    if not free:
        wrong += [f"{n} is refused" for n in low + high if n not in takes]
        wrong += [f"{n} is taken" for n in outside if n in takes]
    known = {w for w in takes if re.fullmatch(WORD, w)}
    if not known or free or option["kind"] not in ("enum", "name", "call"):
        known = set()
    if known:
        for one in lists:
            if known & set(one) and set(one) - known:
                wrong.append(f"no such value: {' '.join(sorted(set(one) - known))}")
        missing = {w for w in known if not re.search(rf"\b{re.escape(w)}\b", text)}
        if missing and (complete or any(len(known & set(one)) > 1 for one in lists)):
            wrong.append(f"not named: {' '.join(sorted(missing))}")
    if not complete:
        return wrong
    real = [w for w in known if takes[w]] if option["kind"] != "call" or len(known) < 9 else []
    if real and not set(real) & set(named):
        wrong.append(f"default {real[0]} is not named")
    if option["kind"] in ("int", "size", "time"):
        if option["default"] and option["default"] not in [scaled(n) for n in named]:
            wrong.append(f"default {option['default']} is not named")
        if option["low"] > 0 and option["low"] not in [scaled(n) for n in low]:
            wrong.append(f"smallest value {option['low']} is not named")
    if option["kind"] == "int" and option["high"] not in [scaled(n) for n in high]:
        wrong.append(f"largest value {option['high']} is not named")
    return wrong


def compare_page(command, options, words):
    with open(f"user/man/barrier-trace-{command}.1.rst", encoding="utf-8") as file:
        documented = page_options(file.read())
    wrong = []
    for name in sorted({"help", "version"} - set(documented)):
        wrong.append(f"--{name} is not in OPTIONS")
    for name in sorted(set(documented) - set(options) - {"help", "version"}):
        wrong.append(f"--{name} does not exist")
    for name, option in options.items():
        if name not in documented:
            wrong.append(f"--{name} is not in OPTIONS")
            continue
        letter, arg, text = documented[name]
        if letter != option["letter"]:
            wrong.append(f"--{name}: its letter is {option['letter']}")
        if arg != option["arg"]:
            wrong.append(f"--{name}: its argument is {option['arg']}")
        wrong += [f"--{name}: {w}" for w in compare_text(command, name, option, plain(text), words, True)]
        wrong += [f"--{name} in --help: {w}"
                  for w in compare_text(command, name, option, option["help"], words, False)]
    return wrong


def compare_views(options):
    """Compare the views before the colon of an option's text, on the page and in --help, with the tool's."""
    with open("user/man/barrier-trace-report.1.rst", encoding="utf-8") as file:
        documented = page_options(file.read())
    views = [v for v in values("report", "view", ["stat", "hist", "sites", "check", "events", "html"])]
    samples = {"int": "1", "time": "1ms", "string": "x", "strings": "x"}
    wrong = []
    for name, option in options.items():
        if name in ("view", "html", "format", "json", "field-separator"):
            continue
        words = values("report", name, ["emitted", "comm", "batch", "log2", "1"]) if option["arg"] != "-" else {}
        value = samples.get(option["kind"]) or next(iter(words), None)
        line = [f"--{name}" if option["arg"] == "-" else f"--{name}={value}", "file"]
        takes = {v for v in views if subprocess.run(["build/command-line", "parse", "report", "--view", v, *line],
                                                    stderr=subprocess.DEVNULL, check=False).returncode == 0}
        for where, text in (("page", documented[name][2]), ("--help", option["help"])):
            before = text.split(":")[0].split(", ") if ":" in text else []
            named = set(before) | {"html"} if set(before) <= set(views) and before else set(views)
            if named != takes:
                wrong.append(f"--{name}, {where}: {sorted(named)}, the tool {sorted(takes)}")
    return wrong


def main():
    commands = tables()
    pages = subprocess.run("cat user/man/*", shell=True, text=True, stdout=subprocess.PIPE, check=True).stdout
    words = set(re.findall(r"[a-z][a-z0-9_]*", pages)) | {"nonsense-that-no-option-knows"}
    for command, options in commands.items():
        report(compare_page(command, options, words),
               f"barrier-trace-{command}(1) has the options that there are, with their arguments, defaults and values")
    report(compare_views(commands["report"]), "the options of report name the views that take them")
    everywhere = {"help", "usage", "version"}.union(*commands.values())
    unknown = sorted(set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", pages)) - everywhere)
    report([f"--{o}" for o in unknown], "each option that a manual page names belongs to some command")
    unknown = []
    for document in ("README.md", "CHANGELOG.md"):
        with open(document, encoding="utf-8") as file:
            code = re.findall(r"`([^`\n]+)`", file.read())
        unknown += [f"{document}: --{o}" for words in code for o in re.findall(r"(?<![\w-])--([a-z][a-z-]+)", words)
                    if o not in everywhere]
    report(unknown, "each option that README and CHANGELOG name belongs to some command")
    return finish()


sys.exit(main())
