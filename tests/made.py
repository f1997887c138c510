#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Say of committed results what they are of, and which are older than what they depend on.

  made.py head RESULT COMMAND [NAME=RELEASE...]   print the head of a result that is made now, by COMMAND
  made.py rows COMMAND                            the same of rows on standard input, NAME=COMMIT a line
  made.py stale [-C DIR]                          list the results that are stale, with the reason

A result is a file that a script writes and that is committed.  The script declares it in two comments:

  # result: FILE
  # depends: PATHSPEC...        what changes its figures; several such lines are joined

Its head names the command, and for each commit that it was measured at the rows with their kernels and a
hash of the files that it depends on.  The hash decides: a commit may get another id when it is moved.
"""
import argparse
import hashlib
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DECLARES = re.compile(r"^# (result|depends): (.+)$", re.M)
MADE = re.compile(r"^- commit (?P<commit>[0-9a-f]{12}|unknown)(?:, inputs (?P<inputs>[0-9a-f]{12}))?(?:: (?P<rows>.*))?$", re.M)
ROW = re.compile(r"(\S.*) is Linux (\S+)")
FEW = 8         # changed paths that a line names


class Failed(Exception):
    pass


def git(*args, top=TOP, check=True):
    """Return what git prints, or None if it fails and @check is false"""
    try:
        done = subprocess.run(["git", "-c", f"safe.directory={top}", "-C", top, *args], capture_output=True,
                              text=True, errors="surrogateescape", check=False)
    except FileNotFoundError:
        raise Failed("cannot run git: not found") from None
    if done.returncode and check:
        raise Failed(f"cannot run git {args[0]} in {top}: {done.stderr.strip()}")
    return None if done.returncode else done.stdout


def files(top, pathspecs, results):
    """Return the files in git that @pathspecs name, without the results themselves"""
    found = git("ls-files", "-z", "--", *pathspecs, top=top).split("\0")
    return sorted({name for name in found if name} - set(results))


def declared(top=TOP):
    """Return result -> the pathspecs that it depends on, from the comments of all scripts of tests/"""
    results = {}
    for name in files(top, ["tests", ":!tests/golden"], []):
        path = os.path.join(top, name)
        if not os.path.isfile(path) or os.path.getsize(path) > 100000:
            continue
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read()
        current = None
        for kind, words in DECLARES.findall(text):
            if kind == "result":
                current = words.strip()
                if current in results:
                    raise Failed(f"{current}: declared in {name} and before")
                results[current] = []
            elif current is None:
                raise Failed(f"{name}: '# depends:' without '# result:'")
            else:
                results[current] += words.split()
    return results


def inputs(result, top=TOP, all_results=None):
    """Return a hash of the files that @result depends on, as they are in the work tree"""
    all_results = all_results or declared(top)
    if result not in all_results:
        raise Failed(f"{result}: no script declares it")
    digest = hashlib.sha256()
    for name in files(top, all_results[result], all_results):
        path = os.path.join(top, name)
        digest.update(name.encode(errors="surrogateescape") + b"\0")
        if os.path.isfile(path):
            with open(path, "rb") as f:
                digest.update(hashlib.sha256(f.read()).digest())
    return digest.hexdigest()[:12]


def now(result, release=None):
    """Return what is to be kept with a row of @result that is measured now.

    Take it before a long run: what changes meanwhile is not what was measured.
    """
    of = {"commit": "unknown", "inputs": None, "release": release}
    if os.path.exists(os.path.join(TOP, ".git")):
        try:
            of["commit"] = git("rev-parse", "--short=12", "HEAD").strip()[:12]
            of["inputs"] = inputs(result)
        except Failed as e:
            # A run of hours is worth more than the head of its table.
            print(f"made: {e}", file=sys.stderr)
    return of


def head(command, rows):
    """Return the head of a result.

    @rows: (name, what now() returned when it was measured, or None) each
    """
    groups = {}
    for name, made in rows:
        made = made or {"commit": "unknown", "inputs": None, "release": None}
        row = name + (f" is Linux {made['release']}" if made.get("release") else "")
        group = groups.setdefault((made["commit"], made["inputs"]), [])
        if row and row not in group:
            group.append(row)
    lines = [f"- command: `{command}`"]
    for (commit, hashed), names in groups.items():
        lines.append(f"- commit {commit}" + (f", inputs {hashed}" if hashed else "") +
                     (": " + "; ".join(names) if names else ""))
    return lines


def sources():
    """Return version (such as 7.3) -> version of the source in the cache (such as 7.3.4)"""
    cache = os.environ.get("BT_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "barrier-trace")
    found = {}
    for name in os.listdir(cache) if os.path.isdir(cache) else []:
        if re.fullmatch(r"source\.[0-9.]+", name):
            with open(os.path.join(cache, name), encoding="utf-8") as f:
                package = re.search(r"/linux-source-([0-9.]+)_([0-9.]+)", f.read())
            if package:
                found[package[1]] = package[2]
    return found


def reasons(result, all_results, top, newest):
    """Return the reasons for which @result is stale, a list of words"""
    path = os.path.join(top, result)
    if not os.path.isfile(path):
        return ["it does not exist"]
    missing = [spec for spec in all_results[result] if not files(top, [spec], []) and not spec.startswith(":")]
    if missing or not all_results[result]:
        raise Failed(f"{result}: depends on {' '.join(missing) or 'nothing'}, which is no file in git")
    with open(path, encoding="utf-8") as f:
        entries = list(MADE.finditer(f.read()))
    if not entries:
        return ["no commit in its head"]
    found, hashed = [], inputs(result, top, all_results)
    for entry in entries:
        commit, rows = entry["commit"], entry["rows"] or ""
        for _, release in map(re.Match.groups, filter(None, (ROW.fullmatch(r) for r in rows.split("; ")))):
            version = re.match(r"([0-9]+\.[0-9]+)(\.[0-9]+)?", release)
            if version and newest.get(version[1], version[0]) != version[0]:
                words = f"of Linux {version[0]}, and the cache has {newest[version[1]]}"
                found += [words] if words not in found else []
        if entry["inputs"] == hashed:
            continue
        which = f" ({rows})" if len(entries) > 1 and rows else ""
        if commit == "unknown":
            found.append(f"made at no known commit{which}")
            continue
        if git("cat-file", "-e", commit + "^{commit}", top=top, check=False) is None:
            found.append(f"made at commit {commit}, which is not in this repository{which}")
            continue
        changed = git("diff", "-z", "--name-only", commit, "--", *all_results[result], top=top).split("\0")
        changed = sorted({name for name in changed if name} - set(all_results))
        if changed:
            names = " ".join(changed[:FEW]) + (f" and {len(changed) - FEW} more" if len(changed) > FEW else "")
            found.append(f"{len(changed)} paths changed since {commit}{which}: {names}")
        elif entry["inputs"]:
            found.append(f"made from files that commit {commit} does not have{which}")
    return found


def stale(top):
    all_results = declared(top)
    if not all_results:
        raise Failed(f"no script in {top}/tests declares a result")
    newest = sources()
    for result in sorted(all_results):
        for reason in reasons(result, all_results, top, newest):
            print(f"{result}: {reason}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="what", required=True)
    one = commands.add_parser("head")
    one.add_argument("result")
    one.add_argument("command")
    one.add_argument("kernels", nargs="*", metavar="NAME=RELEASE")
    commands.add_parser("rows").add_argument("command")
    commands.add_parser("stale").add_argument("-C", dest="top", default=TOP)
    args = parser.parse_args()
    try:
        if args.what == "stale":
            stale(os.path.abspath(args.top))
        elif args.what == "rows":
            rows = [line.strip().partition("=") for line in sys.stdin if line.strip()]
            if not rows:
                raise Failed("cannot write a head: no rows")
            print("\n".join(head(args.command, [(name, {"commit": commit, "inputs": None, "release": None})
                                                for name, _, commit in rows])))
        else:
            rows = [(name, now(args.result, release or None))
                    for name, _, release in (kernel.partition("=") for kernel in args.kernels)]
            print("\n".join(head(args.command, rows or [("", now(args.result))])))
    except Failed as e:
        sys.exit(f"made: {e}")


if __name__ == "__main__":
    main()
