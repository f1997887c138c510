#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 33
# On a distribution's kernel, probes count as many barriers as the CPU
# executes.  `tests/truth/stock` has more workloads, and --kernel.
exec tests/truth/stock --smp 1 --workload vmalloc --workload fork --workload modules
