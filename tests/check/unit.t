#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Unit tests of the user side and of the validator, plain.
make -s O=build build/test_{user,check,result,diff,validate,calibration,recording} >&2 || exit 1
status=0
for t in user check result diff validate calibration recording; do build/test_$t || status=1; done
exit $status
