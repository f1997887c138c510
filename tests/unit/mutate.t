#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 30
# Every line of the validator and of the measuring is tested: whichever is broken, some test
# notices.
. tests/tap.sh
exec tests/unit/mutate
