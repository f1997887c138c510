#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What is OpenMetrics, and what node_exporter reads from a file, to other people's parsers.
. tests/tap.sh
make -s O=build build/test_user >&2
mkdir -p build/metrics
for per in none task process comm cpu level site; do
	for form in openmetrics textfile; do
		build/test_user $form $per 17 >build/metrics/$form-$per.prom
		# Debian's: that is where the module of its package is.
		/usr/bin/python3 tests/check/metrics.py $form build/metrics/$form-$per.prom >build/metrics.log 2>&1
		report $? "$form by $per: parsed, and keeps the rules" build/metrics.log
	done
done
# It comes with 96 MB of prometheus, which tests/deps does not ask for.
if command -v promtool >/dev/null; then
	for f in build/metrics/textfile-*.prom; do
		promtool check metrics <"$f" >build/metrics.log 2>&1
		report $? "promtool check metrics, $f" build/metrics.log
	done
else
	n=$((n + 1))
	echo "ok $n - promtool check metrics # SKIP promtool is not installed (Debian: prometheus)"
fi
finish
