#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 2
# Unit tests of user/ and of bpf/logic/ pass, without sanitizers.
. tests/tap.sh
mapfile -t tests < <(basename -s .c tests/unit/test_*.c)
make -s O=build "${tests[@]/#/build/}" >&2 || exit 1
for t in "${tests[@]}"; do
	"build/$t" >"build/$t.tap"
	include $? "build/$t.tap"
done
finish
