#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 36
# On the newest kernel and one of the generation before, counts equal the instructions that the CPUs
# execute.  'make truth' runs all kernels, CPUs and workloads.
exec tests/truth/truth --tap --kernel 7.3 --kernel 6.12-g2 --smp 2 \
	--workload barriers --workload scenarios --workload forks --workload modules
