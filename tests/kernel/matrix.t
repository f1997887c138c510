#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The builds of tests/kernel/matrix that make objects only succeed, and W=1 and sparse find nothing
# new. 'make patch-check' runs all builds, and those of 6.12, too.
command -v sparse >/dev/null || { echo "matrix.t: cannot run sparse: not found"; echo "hint: run 'make deps TARGET=test-all'"; exit 1; } >&2
exec tests/kernel/patch-check --objects 7.3
