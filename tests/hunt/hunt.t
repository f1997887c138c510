#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 150
# The short hunt: two minutes on a strict kernel, and nothing is used before its barriers.
cd "$(dirname "$0")/../.." || exit 1
exec tests/hunt/hunt --duration 120s --round 30s --guest plain
