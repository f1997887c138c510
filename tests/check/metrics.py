#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""metrics.py openmetrics|textfile FILE [probes]: parse FILE, and check the rules of the format"""
import sys

from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as prometheus

form, path = sys.argv[1:3]
probes = sys.argv[3:] == ["probes"]
with open(path, encoding="ascii") as f:
    text = f.read()
lines = text.split("\n")
assert lines[-2:] == ["# EOF", ""], "ends with # EOF"
assert lines.count("# EOF") == 1, "one # EOF"

# The parser of OpenMetrics 1.0 is strict about names, types, suffixes, order, escapes and
# labels.  The other is lenient, like node_exporter's: a wrong family only loses its type.
if form == "openmetrics":
    families = list(openmetrics.text_string_to_metric_families(text))
else:
    families = list(prometheus.text_string_to_metric_families(text))

names = [f.name for f in families]
wanted = 14 + probes
assert len(names) == wanted == len(set(names)), f"{wanted} families, each once: {names}"
# Derived events have a family of their own, so that a sum over another family does not count them
# twice.
assert any(n.startswith("barrier_trace_derived") for n in names) == probes
seen = set()
for family in families:
    assert family.documentation, f"{family.name}: no help"
    assert family.type in ("counter", "gauge"), f"{family.name}: {family.type}"
    assert family.name.startswith("barrier_trace_"), family.name
    for sample in family.samples:
        assert sample.name.endswith("_total") == (family.type == "counter"), sample.name
        assert sample.timestamp is None, f"{sample.name}: a timestamp"
        assert family.type == "gauge" or sample.value >= 0, sample.name
        key = (sample.name, tuple(sorted(sample.labels.items())))
        assert key not in seen, f"{key}: twice"
        seen.add(key)
# Units are base units, seconds instead of ns, and end the name.
assert "barrier_trace_elapsed_seconds" in names
assert not [n for n in names if n.endswith(("_ns", "_ms", "_us"))]
if probes:
    derived = [s for f in families for s in f.samples if s.name == "barrier_trace_derived_total"]
    assert sum(s.value for s in derived) == 9, derived
    assert {s.labels["counter"] for s in derived} == {"emitted", "first", "again", "flush", "flush_empty", "direct"}
samples = {s.name: s.value for f in families for s in f.samples if not s.labels}
assert samples["barrier_trace_lost_total"] == 17
assert samples["barrier_trace_elapsed_seconds"] == 1.5
