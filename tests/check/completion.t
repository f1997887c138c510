#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Completion offers what --help has, and nothing else: commands, each command's options, and
# the values of those that have a list of them.
. tests/tap.sh
make -s O=build build/barrier-trace >&2
PATH=$PWD/build:$PATH
. user/completion/barrier-trace.bash
# It is bash's, and for use while bash completes: here it says that files are asked for.
compopt() { files=$*; }

# complete_as WORD...: what is offered for the last one, a line each, in order
complete_as()
{
	COMP_WORDS=(barrier-trace "$@") COMP_CWORD=$# COMPREPLY=() files=''
	_barrier_trace
	[ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}" | sort
}

# same WHAT EXPECTED GOT: sorted lines
same()
{
	diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") >build/completion.log
	report $? "$1" build/completion.log
}

words() { tr -s ' ,;' '\n' | grep -vxE '|or|of' | sort -u; }

# help_of COMMAND OPTION: what its help says of the option, in one line
help_of()
{
	barrier-trace "$1" --help | awk -v option="$2" '
	/^  (-.,|   ) --/ || /^$/ { on = 0 }
	$0 ~ "^  (-.,|   ) " option "[=[ ]" { on = 1; sub(/^ *(-., )?--[^ ]* */, "") }
	on { printf "%s ", $0 }'
}

# values_of COMMAND OPTION: the list of values in it, sorted
values_of()
{
	case $2 in
	--per) help_of "$1" "$2" | sed 's/.* per //; s/([^)]*)//g' | words ;;
	--attach) help_of "$1" "$2" | sed 's/:.*//; s/([^)]*)//g' | words ;;
	--buckets) help_of "$1" "$2" | grep -oE 'log2|linear:' | sort -u ;;
	--metric) help_of "$1" "$2" | sed 's/([^)]*)//g; s/.*: //' | words ;;
	*) help_of "$1" "$2" | sed 's/([^)]*)//g; s/[a-z]*://g' | words ;;
	esac
}

commands=$(barrier-trace --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 8 ]
report $? '--help lists commands'
same 'commands' "$(printf '%s\n' $commands --help --version | sort)" "$(complete_as '')"
for command in $commands; do
	help=$(barrier-trace "$command" --help)
	# Another way to read it than completion's: whatever argp itself would take.
	options=$(grep -oE '^ +(-., )?--[a-z-]+' <<<"$help" | grep -oE -- '--[a-z-]+' | sort)
	same "$command: options" "$options" "$(complete_as "$command" --)"
	for option in --per --format --view --attach --metric --buckets; do
		grep -qx -e "$option" <<<"$options" || continue
		expected=$(values_of "$command" "$option")
		[ "$(wc -w <<<"$expected")" -ge 2 ]
		report $? "$command: --help has the values of $option"
		same "$command: values of $option" "$expected" "$(complete_as "$command" "$option" '')"
		same "$command: values of $option=" "$expected" "$(complete_as "$command" "$option" =)"
	done
done
same 'a number of intervals is no field' "$(complete_as stat --duration '')" "$(complete_as stat --count '')"
same "a count of sites has" "$(printf '%s\n' avoidable deferred emitted queued)" "$(complete_as sites --count '')"
same 'a value that is begun' 'json' "$(complete_as stat --format = j)"
same 'a second metric' "$(printf 'batch,run\n')" "$(complete_as hist --metric batch,r)"
fields=$(complete_as diff --sort '')
[ "$(wc -w <<<"$fields")" -ge 10 ]
report $? 'diff: --sort has values'
for field in $fields; do
	# Of counts, or of histograms.
	barrier-trace diff --sort "$field" tests/golden/results/g{3,3}-site.json >build/completion.log 2>&1 ||
		barrier-trace diff --sort "$field" tests/golden/results/hist-{a,a}.json >build/completion.log 2>&1
	report $? "diff: --sort $field is taken" build/completion.log
done
for line in 'stat -- ls' 'report ' 'diff a' 'stat -o ' 'hist --svg '; do
	IFS=' ' read -r -a array <<<"$line"
	[ "${line% }" = "$line" ] || array+=('')
	complete_as "${array[@]}" >/dev/null
	[ "$files" = '-o default' ]
	report $? "files after '$line'"
done
finish
