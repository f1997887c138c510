#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 35
exec tests/model/model --short
