#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# The changelog and the tool name the same release.
. tests/tap.sh
mkdir -p build
release=$(sed -n 's/^release=//p' user/version 2>build/release.log)
[[ $release =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]
report $? "user/version has a release, '$release', of the form X.Y.Z" build/release.log

grep '^## ' CHANGELOG.md >build/headings
# date(1) rejects days that do not exist.
while read -r _ version day rest; do
	day=${day#(} day=${day%)}
	[[ $version =~ ^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]] && [ -z "$rest" ] &&
		{ [ "$day" = unreleased ] || [ "$(date -d "$day" +%F 2>/dev/null)" = "$day" ]; } &&
		grep -qxF "## $version ($day)" build/headings || echo "## $version ($day) $rest"
done <build/headings >build/release.log
[ -s build/headings ] && [ ! -s build/release.log ]
report $? 'headings of CHANGELOG.md are ## X.Y.Z (YYYY-MM-DD | unreleased)' build/release.log

sed 's/^## \([^ ]*\).*/\1/' build/headings >build/versions
sort -Vru build/versions | diff - build/versions >build/release.log
report $? 'CHANGELOG.md has each version once, the newest first' build/release.log
[ "$(sed 1d build/headings | grep -c unreleased)" = 0 ]
report $? 'only the topmost version is unreleased'
[ "$(head -n 1 build/versions)" = "$release" ]
report $? "the topmost version of CHANGELOG.md, $(head -n 1 build/versions), is the tool's, $release"
finish
