#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 4
# The HTML page of a recording is well-formed, and a browser shows it readably: in light and dark,
# on a narrow and a wide screen, without network.  chromium is a large package that only 'make
# test-all' installs: without it, each test that needs it is skipped.
#
# usage: html.t [form]
#	form: only the tests that need no browser
. tests/tap.sh
make -s O=build build/test_{recording,page,lines} build/barrier-trace >&2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
log=$dir/log page=$dir/page.html
pages='sample lost empty hostile lines'
python() { PYTHONPYCACHEPREFIX=build/pycache python3 tests/check/page.py "$@" >"$log" 2>&1; }

# finds ARGS...: succeed if page.py finds an error, but not if page.py itself fails
finds() { ! python "$@" && [ -s "$log" ] && ! grep -q Traceback "$log"; }

# make_page NAME: write NAME.html of the recording NAME
make_page()
{
	local args=()
	case $1 in
	sample|lost) build/test_recording "$1" "$dir/$1.data" ;;
	lines)
		build/test_lines recording "$dir/lines.data" "$dir/vmlinux"
		args=(--vmlinux "$dir/vmlinux")
		;;
	*) build/test_page "$1" "$dir/$1.data" ;;
	esac
	build/barrier-trace report --html "$dir/$1.html" "${args[@]}" "$dir/$1.data" 2>"$dir/$1.err"
}

for name in $pages; do
	make_page "$name" && python form "$dir/$name.html"
	report $? "$name: the page is well-formed, has no script and loads nothing" "$log"
done
# page.py finds errors in a page.
for change in 's/<\/table>//' 's/<body>/<body><script>x()<\/script>/' 's/<td>/<td onclick="x()">/' 's/<p /<p src="x" /' \
		's/Content-Security/Content/' 's/<h2>/<h2><!-- x -->/' 's/<style>/<style>@import "x";/'; do
	sed "$change" "$dir/sample.html" >"$page"
	finds form "$page"
	report $? "page.py finds an error after $change"
done
build/barrier-trace report --view html - <"$dir/sample.data" >"$page" 2>/dev/null &&
	grep -q 'Not drawn' "$page" && python form "$page"
report $? 'from standard input: the page lacks only the parts that read the file twice'
timeout 60 build/barrier-trace report --html "$page" <(cat "$dir/sample.data") 2>/dev/null &&
	grep -q 'Not drawn' "$page" && python form "$page"
report $? 'from a pipe: the page lacks only the parts that read the file twice'

[ "${1-}" != form ] || finish
command -v chromium >/dev/null || unable='chromium is not installed (apt-get install chromium)'

# browse light|dark OPTION...: run the browser, and write its messages to $dir/browser
browse()
{
	local light=1
	[ -z "$unable" ] || return
	[ "$1" = light ] || light=0
	shift
	timeout 120 chromium --headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars \
		--user-data-dir="$dir/profile" --disable-background-networking --disable-component-update \
		--host-resolver-rules='MAP * ~NOTFOUND' --blink-settings=preferredColorScheme=$light \
		--enable-logging=stderr --v=0 "$@" 2>"$dir/browser"
}

# silent: succeed if the browser logged nothing to its console
silent() { ! grep CONSOLE "$dir/browser" >"$log"; }

# measure PAGE light|dark: let the browser measure PAGE, and write the result to $dir/dom
measure()
{
	python frames "$1" && mv "$log" "$dir/frames.html" &&
		browse "$2" --dump-dom "file://$dir/frames.html" >"$dir/dom"
}

shoot() # PAGE light|dark
{
	rm -f "$dir/$2.png"
	browse "$2" --window-size=900,700 --screenshot="$dir/$2.png" "file://$1" >/dev/null && [ -s "$dir/$2.png" ]
}

for name in $pages; do
	build/barrier-trace report --view stat --json "$dir/$name.data" >"$dir/$name.json" 2>/dev/null
	verdict=$(build/barrier-trace report --view check --json "$dir/$name.data" 2>/dev/null |
		jq -r 'select(.verdict).verdict')
	for scheme in light dark; do
		shoot "$dir/$name.html" $scheme && silent
		report $? "$name, $scheme: the browser's console is empty" "$log"
		measure "$dir/$name.html" $scheme && python measured "$dir/dom" "$verdict" "$dir/$name.json" $scheme
		report $? "$name, $scheme: the page has verdict $verdict, stat's totals, contrast, and fits 400 and 1280 px" "$log"
	done
	python pictures "$dir/light.png" "$dir/dark.png"
	report $? "$name: neither the light nor the dark page is blank" "$log"
done

# The browser or page.py finds errors in a page.
sed 's/<body>/<body><script>x()<\/script>/' "$dir/sample.html" >"$page"
shoot "$page" light && ! silent
report $? 'the browser reports a script that the policy stops'
sed 's/<body>/<body><img src="https:\/\/example.org\/x">/' "$dir/sample.html" >"$page"
shoot "$page" light && ! silent
report $? 'the browser reports a picture that the policy does not load'
verdict=$(build/barrier-trace report --view check --json "$dir/sample.data" | jq -r 'select(.verdict).verdict')
wrong() # WHAT PAGE VERDICT STAT
{
	measure "$2" light && finds measured "$dir/dom" "$3" "$4" light
	report $? "page.py finds $1" "$log"
}
wrong 'another verdict' "$dir/sample.html" clean "$dir/sample.json"
sed 's/"avoided":[0-9]*/"avoided":77/' "$dir/sample.json" >"$dir/other.json"
wrong 'another total' "$dir/sample.html" "$verdict" "$dir/other.json"
sed 's/<div class="wide">/<div>/' "$dir/sample.html" >"$page"
wrong 'a table wider than the screen' "$page" "$verdict" "$dir/sample.json"
sed 's/color:#57606a/color:#c7d0da/g' "$dir/sample.html" >"$page"
wrong 'grey on white' "$page" "$verdict" "$dir/sample.json"
sed 's/<style>.*<\/style>/<style>:root{color-scheme:light}<\/style>/' "$dir/sample.html" >"$page"
shoot "$page" dark && shoot "$dir/sample.html" light && finds pictures "$dir/light.png" "$dir/dark.png"
report $? 'page.py finds a page that is light in the dark scheme'
echo '<!DOCTYPE html>' >"$page"
shoot "$page" light && shoot "$dir/sample.html" dark && finds pictures "$dir/light.png" "$dir/dark.png"
report $? 'page.py finds a blank page'
finish
