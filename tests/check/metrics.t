#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 7
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
		build/test_user $form-probes $per 17 >build/metrics/$form-probes-$per.prom
		/usr/bin/python3 tests/check/metrics.py $form build/metrics/$form-probes-$per.prom probes >build/metrics.log 2>&1
		report $? "$form by $per, with probes: parsed, and keeps the rules" build/metrics.log
	done
done
# Debian's package of it is all of prometheus, with its services: only the program is
# fetched, once.
promtool=$(command -v promtool || tests/vm/apt program native prometheus usr/bin/promtool 2>build/metrics.log)
if [ -n "$promtool" ]; then
	for f in build/metrics/textfile-*.prom; do
		"$promtool" check metrics <"$f" >build/metrics.log 2>&1
		report $? "promtool check metrics, $f" build/metrics.log
	done
	# It says nothing when all is well, and must not do so about everything.
	printf '# HELP a x\n# TYPE a counter\na 1\n' | "$promtool" check metrics >build/metrics.log 2>&1
	[ $? = 3 ]
	report $? 'promtool finds a counter without _total' build/metrics.log
else
	n=$((n + 1))
	echo "ok $n - promtool check metrics # SKIP no promtool: $(tail -n 1 build/metrics.log)"
fi
finish
