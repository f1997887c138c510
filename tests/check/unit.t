#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 2
# Unit tests of user/ and of bpf/logic/ pass, without sanitizers.
mapfile -t tests < <(basename -s .c tests/unit/test_*.c)
make -s O=build "${tests[@]/#/build/}" >&2 || exit 1
status=0
for t in "${tests[@]}"; do "build/$t" || status=1; done
exit $status
