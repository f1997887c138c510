#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The builds of tests/kernel/matrix that make objects only, and what W=1 and sparse say;
# 'make patch-check' does all of it, and on 6.12 too.
exec tests/kernel/patch-check --objects 7.3
