#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 90
# The short hunt: a minute on a strict kernel, and nothing is used before its barriers.
cd "$(dirname "$0")/../.." || exit 1
exec tests/hunt/hunt --duration 60s --round 20s --guest plain
