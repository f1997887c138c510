#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
exec tests/model/model
