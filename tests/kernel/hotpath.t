#!/bin/bash
# depth: test
# SPDX-License-Identifier: GPL-2.0
# Off means off, in the kernel that the guests run.
kdir=$(tests/vm/kernel 7.3) || exit 1
exec tests/kernel/hotpath "$kdir/vmlinux"
