#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 90
# The short hunt: in a minute on a strict kernel, no code uses a mapping before its barriers.
cd "$(dirname "$0")/../.." || exit 1
exec tests/hunt/hunt --duration 60s --round 20s --guest plain
