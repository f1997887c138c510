#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Damage recordings for cut.t: barrier-trace-recording(5) describes the chunks.

  cut.py chunks FILE            print where each chunk ends, in bytes, its type and its content's size
  cut.py losses FILE OUT N...   write FILE with losses of N events by as many causes
"""
import struct
import sys
import zlib

HEAD = 16


def chunks(data):
    """Yield the type, the element, the content and the end of each chunk."""
    at = HEAD
    while at < len(data):
        kind, element, size, _ = struct.unpack_from("<4sIII", data, at)
        yield kind, element, data[at + HEAD:at + HEAD + size], at + HEAD + size
        at += HEAD + size


def chunk(kind, element, content):
    head = struct.pack("<4sII", kind, element, len(content))
    return head + struct.pack("<I", zlib.crc32(content, zlib.crc32(head))) + content


def main():
    command, path = sys.argv[1:3]
    with open(path, "rb") as file:
        data = file.read()
    if command == "chunks":
        for kind, _, content, end in chunks(data):
            print(end, kind.decode(), len(content))
        return
    out = data[:HEAD]
    for kind, element, content, _ in chunks(data):
        if kind == b"DONE":
            lines = [line for line in content.decode().splitlines()
                     if not line.startswith(("lost_", "next_seq_"))]
            causes = ("missed_queue", "no_room", "missed_flush", "no_slot")
            lines += [f"lost_{cause}={n}" for cause, n in zip(causes, sys.argv[4:])]
            content = "".join(line + "\n" for line in lines).encode()
        out += chunk(kind, element, content)
    with open(sys.argv[3], "wb") as file:
        file.write(out)


if __name__ == "__main__":
    main()
