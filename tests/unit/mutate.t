#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 30
# Every line of the validator, of measuring and of runs is tested: whichever line is broken, a unit
# test fails.
. tests/tap.sh
exec tests/unit/mutate
