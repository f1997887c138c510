#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Unit tests of the user side, plain.
make -s O=build build/test_user >&2 || exit 1
exec build/test_user
