#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 150
# Whatever is broken of what tests/gates/breakages has in its group "fast", a test notices.
exec tests/gates/mutate fast
