#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 60
# The short soak: check finds nothing on kernels that are right.  It uses 7.2, because the other
# tests of check use 7.3.
cd "$(dirname "$0")/../.." || exit 1
exec tests/soak/soak --tap --duration 8s --round 4s --kernel 7.2 --kernel 6.12-g2
