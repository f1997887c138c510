#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 1
# Contributions have a form: these tests check messages of commits, and the lines that a commit changes.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
top=$PWD
body=$'\n\nThe table had no bound.'

# takes WHAT MESSAGE, and refuses WHAT MESSAGE REASON
takes()
{
	printf '%b\n' "$2" >"$dir/message"
	tests/check/commits --message "$dir/message" >"$dir/log" 2>&1
	report $? "takes $1" "$dir/log"
}
refuses()
{
	printf '%b\n' "$2" >"$dir/message"
	! tests/check/commits --message "$dir/message" >"$dir/log" 2>&1 && grep -qF -- "commit: $3" "$dir/log"
	report $? "refuses $1" "$dir/log"
}

takes 'AREA: imperative with a body' "scan: bound the table of sources$body"
takes 'a path as the area' "tests/run: skip kernels that are there$body"
takes 'several areas' "record, report: number what is lost$body"
takes 'words that only look like no imperative' "docs: embed the picture$body"
takes 'a subject of 72 columns' "check: $(printf 'x%.0s' {1..65})$body"
refuses 'one of 73' "check: $(printf 'x%.0s' {1..66})$body" 'the subject has 73 columns, more than 72'
refuses 'a period' "scan: bound the table.$body" 'the subject ends in a period'
refuses 'no area' "bound the table$body" 'the subject is not "AREA: imperative"'
refuses 'no word behind the area' "scan:$body" 'the subject is not "AREA: imperative"'
refuses 'a past tense' "scan: bounded the table$body" '"bounded" is no imperative'
refuses 'a third person' "scan: bounds the table$body" '"bounds" is no imperative'
refuses 'a gerund' "scan: bounding the table$body" '"bounding" is no imperative'
refuses 'a second line that is not blank' 'scan: bound the table\nIt had none.\n\nSee there.' 'the second line is not blank'
refuses 'no body' 'scan: bound the table' 'no body says'
refuses 'a body of a sign-off alone' 'scan: bound the table\n\nSigned-off-by: A <a@b>' 'no body says'
refuses 'a body line of 76 columns' "scan: bound the table\n\nx $(printf 'x%.0s' {1..74})" 'line 3 has 76 columns, more than 75'
takes 'one of 75' "scan: bound the table\n\nx $(printf 'x%.0s' {1..73})"
takes 'a long quote' "scan: bound the table\n\nThe log:\n\n  x $(printf 'x%.0s' {1..90})"
takes 'a long link' "scan: bound the table\n\nSee\nhttps://example.org/$(printf 'x%.0s' {1..90})"
refuses 'nothing but comments' '# words of git' 'the message is empty'
takes 'comments, and the diff behind the scissors' \
	"# words\nscan: bound the table$body\n# ---------- >8 ----------\n$(printf 'x y%.0s' {1..90})"
takes "git's own words" 'Revert "scan: bound the table."'
takes 'a commit that will be squashed' 'fixup! scan: bound the table'

export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@localhost GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@localhost
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
cd "$dir" || exit 1
git init -q repo && cd repo || exit 1
printf 'int a;\nint  b;\n' >a.c
cp "$top/.clang-format" .
git add . && git commit -q -m "a: begin$body"
ln -s "$top/tests/check/commits" "$(git rev-parse --git-path hooks)/commit-msg"
! git commit -q --allow-empty -m 'Nothing.' 2>"$dir/log" && [ "$(git rev-list --count HEAD)" = 1 ]
report $? 'as a hook it stops a commit' "$dir/log"
grep -q "^hint: 'git commit -eF " "$dir/log"
report $? 'and says how to keep the words' "$dir/log"
git commit -q --allow-empty -m "a: go on$body" 2>"$dir/log"
report $? 'and lets another pass' "$dir/log"
git commit -q --no-verify --allow-empty -m 'Nothing.'
"$top/tests/check/commits" HEAD~2..HEAD >"$dir/log" 2>&1
[ $? = 1 ] && [ "$(cut -d: -f1 "$dir/log" | sort -u)" = "$(git log -1 --format=%h)" ]
report $? 'a range names the commit that is wrong' "$dir/log"
"$top/tests/check/commits" HEAD~2..HEAD~1 >"$dir/log" 2>&1
report $? 'a range that is right' "$dir/log"
! "$top/tests/check/commits" nonsense >"$dir/log" 2>&1 && grep -qxF 'commits: nonsense: no such commits' "$dir/log"
report $? 'a range that is none' "$dir/log"

command -v clang-format >/dev/null || unable='clang-format is not installed'
printf 'int f( void )\n{\n    return 1;\n}\n' >>a.c
"$top/tests/check/format" >"$dir/log" 2>&1
[ $? = 1 ] && grep -q '^+	return 1;' "$dir/log" && ! grep -q '^[-+]int  *b;' "$dir/log"
report $? 'what is wrong in changed lines is shown, and no other line' "$dir/log"
"$top/tests/check/format" --fix >"$dir/log" 2>&1 &&
	printf 'int a;\nint  b;\nint f(void)\n{\n\treturn 1;\n}\n' | diff - a.c >>"$dir/log"
report $? '--fix changes these' "$dir/log"
"$top/tests/check/format" >"$dir/log" 2>&1
report $? 'and then nothing is wrong' "$dir/log"
finish
