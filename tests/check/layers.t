#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 8
# The folders of user/ and bpf/ include only what the README.md there says, nothing goes round in a
# circle, and each header compiles by itself.
make -s O=build build/tool.a build/cmd/main.o >&2 || exit 1
flags=$(make -s --eval='show: ; @echo $(ALL_CFLAGS)' show)
exec python3 tests/check/layers.py --objects build --compile "gcc $flags -Werror -Wno-unused" .
