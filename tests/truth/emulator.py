# SPDX-License-Identifier: GPL-2.0
"""Boot a guest of the lab with the plugin, and read the plugin's output."""
import json
import os
import subprocess
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CROSS = os.environ.get("CROSS_COMPILE", "aarch64-linux-gnu-")


class GuestFailed(Exception):
    pass


def lab(tool, *args):
    """Return the output of a script below tests/; its messages go to stderr."""
    return subprocess.run([os.path.join(TOP, "tests", tool), *args], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()


def first_line(*cmd):
    return subprocess.run(cmd, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[0]


def run(kernel, command, smp=1, mem="1G", timeout=3000, add=(), plugin=(), append="",
        icount=False, lse=True):
    """Return (output of CMD, records of the plugin).  Raise GuestFailed unless CMD succeeds.

    @add: files for /run/lab; @plugin: more options of the plugin; @lse: emulate LSE atomics
    """
    with tempfile.TemporaryDirectory() as tmp:
        out = os.path.join(tmp, "windows")
        cmd = [os.path.join(TOP, "tests/vm/run"), "--kernel", kernel, "--smp", str(smp),
               "--mem", mem, "--timeout", str(timeout), "--append", f"nokaslr {append}",
               "--plugin", ",".join([lab("truth/plugin"), f"out={out}", *plugin])]
        for name in add:
            cmd += ["--add", name]
        if icount:
            cmd.append("--icount")
        if not lse:
            cmd.append("--no-lse")
        guest = subprocess.run(cmd + ["--", command], stdout=subprocess.PIPE, text=True,
                               check=False, errors="replace")
        lines = []
        if os.path.exists(out):
            with open(out, encoding="utf-8") as f:
                lines = [json.loads(line) for line in f]
    if guest.returncode:
        raise GuestFailed(f"{kernel}, {smp} CPUs: status {guest.returncode}: "
                          f"{guest.stdout[-500:]}")
    return guest.stdout, lines


def read_outside():
    """Return function -> why its pairs have no events."""
    reasons = {}
    with open(os.path.join(TOP, "tests/truth/outside"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, reason = line.split(maxsplit=1)
                reasons[name] = reason.strip()
    return reasons


def windows(lines, number):
    """Return the windows of this number, both at begin and end, from the plugin's records."""
    return [w for w in lines if w.get("window") == w.get("begun") == number]


def regions(vmlinux, names):
    """Return the options that make the plugin measure these functions."""
    found = {}
    for line in subprocess.run([CROSS + "nm", "-S", vmlinux], check=True, capture_output=True,
                               text=True).stdout.splitlines():
        fields = line.split()
        if len(fields) == 4 and fields[3] in names:
            found[fields[3]] = f"region={fields[3]}@{fields[0]}@{fields[1]}"
    return [found[name] for name in names]
