#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 580
# The short soak: nothing is found on kernels that are right.
cd "$(dirname "$0")/../.." || exit 1
exec tests/soak/soak --tap --duration 40s --round 10s --kernel 7.3 --kernel 6.12-g2
