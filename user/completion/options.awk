# SPDX-License-Identifier: GPL-2.0
# Read a command's --help; print each option and its description, with a tab between.  generate
# puts this program into each completion, between single quotes: it must contain none.
function put()
{
	if (name != "")
		print name "\t" text
	name = ""
}
/^  (-.,|   ) --[a-z]/ {
	put()
	sub(/^ *(-., )? */, "")
	match($0, /^--[a-z-]+/)
	name = substr($0, 1, RLENGTH)
	sub(/^[^ ]+ */, "")
	text = $0
	next
}
# argp indents the second line of a description by 29 columns, a heading by one.
/^          / && name != "" {
	sub(/^ +/, "")
	text = text (text == "" ? "" : " ") $0
	next
}
{ put() }
END { put() }
