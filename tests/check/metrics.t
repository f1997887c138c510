#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 7
# Independent parsers read OpenMetrics, and the textfile format of node_exporter.
. tests/tap.sh
make -s O=build build/test_user >&2
mkdir -p build/metrics
for per in none task process comm cpu level site; do
	for form in openmetrics textfile; do
		build/test_user $form $per 17 >build/metrics/$form-$per.prom
		# Debian's python3, because only that finds the module of Debian's package.
		/usr/bin/python3 tests/check/metrics.py $form build/metrics/$form-$per.prom >build/metrics.log 2>&1
		report $? "$form by $per: the output parses and keeps the rules" build/metrics.log
		build/test_user $form-probes $per 17 >build/metrics/$form-probes-$per.prom
		/usr/bin/python3 tests/check/metrics.py $form build/metrics/$form-probes-$per.prom probes >build/metrics.log 2>&1
		report $? "$form by $per, with probes: the output parses and keeps the rules" build/metrics.log
	done
done
# Only the program is fetched, once.  Debian 12 has it in the package prometheus, with services.
promtool=$(command -v promtool)
for package in promtool prometheus; do
	[ -n "$promtool" ] || promtool=$(tests/vm/apt program native $package usr/bin/promtool 2>build/metrics.log)
done
[ -n "$promtool" ] || unable="no promtool: $(tail -n 1 build/metrics.log)"
for f in build/metrics/textfile-*.prom; do
	[ -n "$unable" ] || "$promtool" check metrics <"$f" >build/metrics.log 2>&1
	report $? "promtool finds no error in $f" build/metrics.log
done
# promtool prints nothing about correct metrics: it must not accept everything.
[ -n "$unable" ] || printf '# HELP a x\n# TYPE a counter\na 1\n' | "$promtool" check metrics >build/metrics.log 2>&1
[ $? = 3 ]
report $? 'promtool finds a counter without _total' build/metrics.log
finish
