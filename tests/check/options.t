#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 4
# Each manual page has the options that its command has, with the same arguments, defaults and values.
make -s O=build build/command-line >&2 || exit 1
exec python3 tests/check/options.py
