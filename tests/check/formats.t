#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 2
# barrier-trace-output(5) has each CSV column, metric, JSON member and limit, and no other; exit statuses
# are the same everywhere.
make -s O=build build/barrier-trace >&2 || exit 1
exec python3 tests/check/formats.py
