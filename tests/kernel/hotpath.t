#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# depth: test
# weight: 7
# Off means off, in the kernel that the guests run.
kdir=$(tests/vm/kernel 7.3) || exit 1
exec tests/kernel/hotpath "$kdir/vmlinux"
