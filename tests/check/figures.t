#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# Figures that documents repeat are those of the results and sources that they come from.
exec python3 tests/check/figures.py
