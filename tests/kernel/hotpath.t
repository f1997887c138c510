#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 7
# In the kernel of the guests, an event that is off costs only NOPs.
kdir=$(tests/vm/kernel 7.3) || exit 1
exec tests/kernel/hotpath "$kdir/vmlinux"
