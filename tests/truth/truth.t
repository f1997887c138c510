#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 36
# Counts against the instructions that the CPUs executed, on the newest kernel and on one
# of the generation before; 'make truth' does all kernels, CPUs and workloads.
exec tests/truth/truth --tap --kernel 7.3 --kernel 6.12-g2 --smp 2 \
	--workload barriers --workload scenarios --workload forks --workload modules
