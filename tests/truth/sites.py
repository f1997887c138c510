# SPDX-License-Identifier: GPL-2.0
"""Find functions and kinds of sites by addresses of the running kernel.

Uses only symbols and debug info of vmlinux and modules, and nothing of barrier-trace or the
tracepoints.
"""
import bisect
import subprocess

from emulator import CROSS

# The inline that a pair was compiled from tells its purpose, on every generation.
KINDS = {
    "queue_pte_barriers": "queue",
    "arch_flush_lazy_mmu_mode": "flush",
    "ptep_try_set": "direct",
}


def run(*cmd, **kwargs):
    return subprocess.run(cmd, check=True, capture_output=True, text=True, **kwargs).stdout


class Object:
    """vmlinux, or a module whose .text was loaded at @base."""

    def __init__(self, path, base=None):
        self.path, self.module = path, base is not None
        self.base = base or 0
        symbols = []
        for line in run(CROSS + "nm", "--defined-only", path).splitlines():
            address, kind, name = line.split(maxsplit=2)
            # $x and $d mark code and data, and are no functions.
            if kind in "tTwW" and not name.startswith("$"):
                symbols.append((int(address, 16) + self.base, name))
        symbols.sort()
        self.addresses = [address for address, _ in symbols]
        self.names = [name for _, name in symbols]
        self.end = self.text_end()

    def text_end(self):
        for line in run(CROSS + "readelf", "-SW", self.path).splitlines():
            fields = line.replace("[ ", "[").split()
            if len(fields) > 5 and fields[1] == ".text":
                return (int(fields[3], 16) if not self.module else self.base) + int(fields[5], 16)
        raise ValueError(f"{self.path}: no .text")

    def __contains__(self, address):
        if self.module:
            return self.base <= address < self.end
        return bool(self.addresses) and self.addresses[0] <= address <= self.addresses[-1] + 65536

    def function(self, address):
        """Return (start, name) of the function that holds an instruction."""
        i = bisect.bisect_right(self.addresses, address) - 1
        # Take the first of several aliases.
        i = bisect.bisect_left(self.addresses, self.addresses[i])
        return self.addresses[i], self.names[i]

    def inlines(self, addresses):
        """Return address -> names of the functions it was compiled from, innermost first."""
        section = ["-j", ".text"] if self.module else []
        text = run(CROSS + "addr2line", "-a", "-i", "-f", "-e", self.path, *section,
                   input="\n".join(f"{a - self.base:#x}" for a in addresses))
        chains, current, lines = {}, None, text.splitlines()
        at = 0
        while at < len(lines):
            if lines[at].startswith("0x"):
                current = chains.setdefault(int(lines[at], 16) + self.base, [])
                at += 1
            else:
                current.append(lines[at])
                at += 2     # the line number comes after the name
        return chains


class Kernel:
    def __init__(self, vmlinux, modules):
        """@modules: (path, base) each; other addresses belong to vmlinux, or are unknown."""
        self.objects = [Object(path, base) for path, base in modules] + [Object(vmlinux)]

    def owner(self, address):
        for o in self.objects:
            if address in o:
                return o
        return None

    def function(self, address):
        o = self.owner(address)
        return o.function(address) if o else (address, f"{address:#x}")

    def kinds(self, addresses):
        """Return address -> (kind, inline chain); kind is "other" without one of KINDS."""
        result = {a: ("other", []) for a in addresses}
        for o in self.objects:
            mine = [a for a in addresses if self.owner(a) is o]
            if not mine:
                continue
            for address, chain in o.inlines(mine).items():
                kind = [KINDS[name] for name in chain if name in KINDS]
                result[address] = (kind[0] if kind else "other", chain)
        return result
