#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 60
# Every line of the validator and of the measuring is tested: whichever is broken, some test
# notices.
exec tests/unit/mutate
