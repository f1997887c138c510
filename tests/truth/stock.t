#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 33
# What probes count on a distribution's kernel against the instructions executed; `tests/truth/stock`
# does more of it, and has --kernel.
exec tests/truth/stock --smp 1 --workload vmalloc --workload fork --workload modules
