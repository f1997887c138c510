# SPDX-License-Identifier: GPL-2.0
"""Parse times on the command lines of long tests."""
import argparse
import re

UNITS = {"s": 1, "m": 60, "h": 3600}


def seconds(text):
    """Return the seconds of "90s", "20m" or "2h"; an argparse type"""
    match = re.fullmatch(r"([0-9]+)([smh])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text}: not a time such as 90s, 20m or 2h")
    return int(match[1]) * UNITS[match[2]]
