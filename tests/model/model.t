#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1000
exec tests/model/model --short
