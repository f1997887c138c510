#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Unit tests of the user side and of the validator, plain.
make -s O=build build/test_user build/test_validate >&2 || exit 1
build/test_user || exit 1
exec build/test_validate
