#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 3
# 'make stale' lists the committed results that are older than what they depend on, with the reason, and
# each result that is committed is declared beside its generator.
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export BT_CACHE=$work/cache
repo=$work/repo
mkdir -p "$repo/tests/lab" "$repo/bpf" "$work/cache"
commit()
{
	git -C "$repo" add -A && git -C "$repo" -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m "$1"
}
head_commit() { git -C "$repo" rev-parse --short=12 HEAD; }
# is WHAT GOT WANTED
is()
{
	[ "$2" = "$3" ]
	report $? "$1"
	[ "$2" = "$3" ] || { echo "#   got '$2'"; echo "#   expected '$3'"; }
}
stale() { tests/made.py stale -C "$repo" 2>&1; echo "status $?"; }
# made_now [KERNEL=RELEASE]...: write the result as its generator would, from the work tree of the repository
made_now()
{
	cp tests/made.py "$repo/tests/"
	{
		echo '# A table'
		"$repo/tests/made.py" head tests/lab/TABLE.md 'make table' "$@"
		echo '| a | b |'
	} >"$work/table" && mv "$work/table" "$repo/tests/lab/TABLE.md"
}

git -c init.defaultBranch=main init -q "$repo"
is 'a repository without a declaration is an error' "$(stale)" "made: no script in $repo/tests declares a result
status 1"
printf '#!/bin/sh\n# result: tests/lab/TABLE.md\n# depends: bpf\n# depends: tests/lab\n' >"$repo/tests/lab/table"
echo one >"$repo/bpf/one.c"
echo old >"$repo/tests/lab/TABLE.md"
cp tests/made.py "$repo/tests/"
commit first
is 'a result without a commit in its head is stale' "$(stale)" 'tests/lab/TABLE.md: no commit in its head
status 0'
made_now 7.3=7.3.4-7.3 6.12-g2=6.12.118-6.12-g2
commit result
is 'a result that was made now is not stale' "$(stale)" 'status 0'
is 'the head names command, commit and kernels' "$(sed -n 's/, inputs [0-9a-f]*//; 2,3p' "$repo/tests/lab/TABLE.md")" "- command: \`make table\`
- commit $(git -C "$repo" rev-parse --short=12 HEAD~): 7.3 is Linux 7.3.4-7.3; 6.12-g2 is Linux 6.12.118-6.12-g2"
made=$(git -C "$repo" rev-parse --short=12 HEAD~)
echo readme >"$repo/README"
commit 'something else'
is 'a change elsewhere makes no result stale' "$(stale)" 'status 0'
echo two >>"$repo/bpf/one.c"
is 'a change that is not committed makes it stale' "$(stale)" "tests/lab/TABLE.md: 1 paths changed since $made: bpf/one.c
status 0"
echo three >"$repo/bpf/three.c"
sed -i '1a # a comment' "$repo/tests/lab/table"
commit 'what it depends on'
is 'changes that are committed make it stale, and are named' "$(stale)" \
	"tests/lab/TABLE.md: 3 paths changed since $made: bpf/one.c bpf/three.c tests/lab/table
status 0"
git -C "$repo" revert -n HEAD && echo one >"$repo/bpf/one.c"
commit 'back again'
is 'a change that is taken back does not' "$(stale)" 'status 0'
# The same commits with other ids, as a rebase makes them
git -C "$repo" checkout -q --orphan moved && commit moved && git -C "$repo" branch -q -D main
git -C "$repo" reflog expire --expire=now --all && git -C "$repo" gc -q --prune=now
is 'a result does not become stale when its commit gets another id' "$(stale)" 'status 0'
echo four >"$repo/bpf/four.c"
commit four
is 'a commit that is not here is named' "$(stale)" \
	"tests/lab/TABLE.md: made at commit $made, which is not in this repository
status 0"
made_now 7.3=7.3.4-7.3
is 'a new source of its kernel makes it stale' "$(echo /apt/linux-source-7.3_7.3.5-1_all.deb >"$work/cache/source.7.3"; stale)" \
	'tests/lab/TABLE.md: of Linux 7.3.4, and the cache has 7.3.5
status 0'
rm "$repo/tests/lab/TABLE.md"
is 'a result that is not there is stale' "$(stale)" 'tests/lab/TABLE.md: it does not exist
status 0'
echo '# depends: nowhere' >>"$repo/tests/lab/table"
echo x >"$repo/tests/lab/TABLE.md"
is 'a path that is no file is an error' "$(stale)" 'made: tests/lab/TABLE.md: depends on nowhere, which is no file in git
status 1'

if ! git ls-files --error-unmatch Makefile >/dev/null 2>&1; then
	skip 'each committed result is declared' 'this is no git checkout'
	skip 'the results of this repository can be judged' 'this is no git checkout'
	finish
fi
# Written tables are the Markdown files that are no README.
git ls-files 'tests/*.md' 'kernel-patch/*.md' | grep -v 'README\.md$' | sort >"$work/tables"
git ls-files tests ':!tests/golden' | xargs sed -n 's/^# result: //p' | sort >"$work/declared"
diff "$work/tables" "$work/declared" >"$work/log"
report $? 'each committed result is declared, and each that is declared is committed' "$work/log"
tests/made.py stale >"$work/log" 2>&1
report $? 'the results of this repository can be judged' "$work/log"
# Each generator writes the head by the one function.
git ls-files tests ':!tests/golden' | xargs grep -l '^# result: ' | xargs grep -LE 'made\.head|made\.py' >"$work/log"
[ ! -s "$work/log" ]
report $? 'each generator writes the head of its result by tests/made.py' "$work/log"
finish
