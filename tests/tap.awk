# SPDX-License-Identifier: GPL-2.0
# Judge the TAP that one test has printed.  Print each result as "pass", "skip" or "fail" with its
# name behind it, and a line "bad REASON" for each thing that makes the results worthless: a file
# that lost some of them looks like one that passed.  -v status=N is the exit status of the test.

function bad(reason) { print "bad " reason }

# The name of a result, without its number
function name(line) { sub(/^(not )?ok *[0-9]* *(- *)?/, "", line); return line }

/^(not )?ok( |$)/ {
	n++
	if (ended)
		bad("a result after " ended ": " $0)
	if ($0 !~ /^(not )?ok [0-9]+ - ./)
		bad("a result without number and name: " $0)
	else if (!disorder && $(/^not/ ? 3 : 2) != n) {
		disorder = 1
		bad("result " n " has the number " $(/^not/ ? 3 : 2) ": " $0)
	}
	directive = tolower($0)
	if (/^not/) {
		failed++
		print "fail " name($0)
	} else if (match(directive, /# *skip/)) {
		if (substr(directive, RSTART + RLENGTH) !~ /[a-z0-9]/)
			bad("skipped without a reason: " $0)
		print "skip " name($0)
	} else
		print "pass " name($0)
	next
}

/^1\.\.[0-9]+/ {
	if (planned)
		bad("a second plan: " $0)
	planned = 1
	plan = substr($1, 4) + 0
	# A plan comes before all results or after them.
	if (n)
		ended = "the plan"
	next
}

/^Bail out!/ {
	bad($0)
	ended = "Bail out!"
}

END {
	if (!planned)
		bad("no plan: the test ended without finish")
	else if (plan != n)
		bad("the plan has " plan " results, and " n + 0 " came")
	if (!n)
		bad("ran no test")
	# 125 and more come from the guest or the shell: the test has not ended by itself.
	if (status >= 125 || (status && !failed))
		bad("ended with status " status)
}
