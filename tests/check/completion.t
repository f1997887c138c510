#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# weight: 9
# Completion for bash, zsh and fish offers exactly the commands, options and values of --help.  The
# test compares user/completion/values with --help, each generated file with that list, each shell
# with --help.
. tests/tap.sh
top=$PWD list=$PWD/user/completion/values
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log share=$work/usr/share
make -s O=build MANS= prefix=/usr DESTDIR="$work" install >"$log" 2>&1
report $? 'make install installs completion' "$log"
[ -x "$work/usr/bin/barrier-trace" ] || finish
declare -A installed=(
	[bash]=$share/bash-completion/completions/barrier-trace
	[zsh]=$share/zsh/vendor-completions/_barrier-trace
	[fish]=$share/fish/vendor_completions.d/barrier-trace.fish
)
PATH=$work/usr/bin:$PATH

# same NAME EXPECTED GOT: pass if both have equal lines, in any order
same()
{
	diff <(sort <<<"$2") <(sort <<<"$3") >"$log"
	report $? "$1" "$log"
}

words() { tr -s ' ,;' '\n' | grep -vxE '|or|of|by' | sort -u; }

# help_of COMMAND OPTION: print the description in --help, in one line
help_of()
{
	barrier-trace "$1" --help | awk -v option="$2" '
	/^  (-.,|   ) --/ || /^$/ { on = 0 }
	$0 ~ "^  (-.,|   ) " option "[=[ ]" { on = 1; sub(/^ *(-., )?--[^ ]* */, "") }
	on { printf "%s ", $0 }'
}

# sorts COMMAND ARG...: print the columns that --sort takes.  --help has no list, so this tries all
# names of the schemas and of the man page.  Exit status 129 is wrong usage.
sorts()
{
	local name command=$1
	shift
	{
		for name in stat hist; do
			barrier-trace $name --json-schema | grep -oE '"[a-z0-9_]+":' | tr -d '":'
		done
		sed -n '/^-s, --sort/,/^-[^s]/p' "user/man/barrier-trace-$command.1.rst" | grep -oE '[a-z0-9_]+'
	} | sort -u | while read -r name; do
		barrier-trace "$command" --sort "$name" "$@" >/dev/null 2>&1
		[ $? = 129 ] || printf '%s\n' "$name"
	done
}

# values_of COMMAND OPTION: print the values that --help lists, a line each
values_of()
{
	case $1\ $2 in
	*\ --per) help_of "$1" "$2" | sed 's/.* per //; s/([^)]*)//g' | words ;;
	*\ --attach) help_of "$1" "$2" | sed 's/:.*//; s/([^)]*)//g' | words ;;
	*\ --buckets) help_of "$1" "$2" | grep -oE 'log2|linear:' | sort -u ;;
	*\ --metric|*\ --scope|*\ --backend|*\ --color)	# behind a semicolon stands what they mean
		help_of "$1" "$2" | sed 's/;.*//; s/([^)]*)//g; s/.*: //' | words ;;
	top\ --sort) sorts top --batch -c 1 -I 10ms ;;
	diff\ --sort)
		sorts diff tests/golden/results/g{3,3}-site.json
		sorts diff tests/golden/results/hist-{a,a}.json
		;;
	*) help_of "$1" "$2" | sed 's/([^)]*)//g; s/[a-z]*://g' | words ;;
	esac
}

# options_of COMMAND: print the options of --help, parsed by a pattern other than that of completion
options_of() { barrier-trace "$1" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+'; }

# described COMMAND: print each option, a tab, and the description in --help
described()
{
	local option
	for option in $(options_of "$1"); do
		printf '%s\t%s\n' "$option" "$(help_of "$1" "$option" | tr -s ' ' | sed 's/ $//')"
	done
}

# kinds_of COMMAND: print the options of --help that take a value, each with the kind of the value
kinds_of()
{
	barrier-trace "$1" --help | sed -nE 's/^  (-.|  )[, ] (--[a-z-]+)=([^ ]+).*/\2 \3 \1/p' |
	while read -r option value letter; do
		case $option=$value in
		*=FILE|*=PATH) kind='file' ;;
		--metric=*) kind=list ;;
		*=LIST|*=N|*=TIME|*=SIZE|*=GLOB|*=SEP|*=CMD|*=CONDITION|*=AMOUNT) kind=text ;;
		*) kind=one ;;
		esac
		for option in "$option" $letter; do
			printf '%s %s %s\n' "$1" "$option" "$kind"
		done
	done
}

# The content of the list, a line for each command with each spelling of an option
rows=$(awk '
	$1 == "operand" { n = split($2, c, ","); for (i = 1; i <= n; i++) print c[i], "operand", $3 }
	$1 == "option" {
		row = $0
		sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", row)
		n = split($2, c, ",")
		m = split($3, o, ",")
		for (i = 1; i <= n; i++)
			for (j = 1; j <= m; j++)
				print c[i], o[j], row
	}' "$list")

# Compare --help with the list.
summaries=$(barrier-trace --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  */\1 /p')
commands=$(cut -d' ' -f1 <<<"$summaries")
[ "$(wc -w <<<"$commands")" -ge 8 ]
report $? '--help lists commands'
same 'the list has the commands of --help, with their summaries' "$summaries" "$(sed -n 's/^command //p' "$list")"
same 'the list has a file for each command that has one in its usage' \
	"$(for command in $commands; do
		barrier-trace "$command" --help | sed -n '1s/ \[-- CMD.*//p; 1p' | sed -nE "1s/.*OPTION\.\.\.\] .+/$command operand file/p"
	done)" "$(grep ' operand ' <<<"$rows")"
for command in $commands; do
	same "the list has each option of $command that takes a value" "$(kinds_of "$command")" \
		"$(grep "^$command -" <<<"$rows" | cut -d' ' -f1-3)"
done

# Compare the list with the generated files, without a shell that completes.
for shell in bash zsh fish; do
	got=$(sed -nE "s/^[\t ]+case ('.*'); echo (.*)/\1|\2/p; s/^[\t ]+('.*')\) row='(.*)' ;;/\1|\2/p" "${installed[$shell]}" |
		sed -E "s/' '|'\|'/\n/g" | awk -F"'?[|]" '
		{ sub(/^\047/, ""); keys[++n] = $1 }
		NF > 1 { for (i = 1; i <= n; i++) print keys[i], $2; n = 0 }')
	same "the file for $shell has the values of the list" "$rows" "$got"
	case $shell in
	bash) expected=$(sed "s/.*/'&'/" <<<"$commands") ;;
	zsh) expected=$(sed "s/ /:/; s/.*/'&'/" <<<"$summaries") ;;
	fish) expected=$(sed "s/ / '/; s/.*/printf '%s\\\\t%s\\\\n' &'/" <<<"$summaries") ;;
	esac
	same "the file for $shell has the commands of the list" "$expected" \
		"$(sed 's/^[\t ]*//' "${installed[$shell]}" | grep -xF "$expected")"
	grep -v '^#' user/completion/options.awk | sed 's/^[\t ]*//' >"$work/program"
	sed 's/^[\t ]*//' "${installed[$shell]}" >"$work/file"
	! grep -vxFf "$work/file" "$work/program" >"$log" && ! grep '@[A-Z]*@' "${installed[$shell]}" >"$log" &&
		grep -q 'barrier-trace .* --help .*| awk' "$work/file"
	report $? "the file for $shell asks the tool for options" "$log"
done
for command in $commands; do
	same "descriptions of $command's options are those of --help" "$(described "$command")" \
		"$(barrier-trace "$command" --help | awk -f user/completion/options.awk)"
done
make -s -n O=build MANS= prefix=/opt/local DESTDIR= install |
	grep -q ' /opt/local/share/zsh/site-functions/_barrier-trace$'
report $? 'zsh has local completion in site-functions'

# ask GROUP LINE EXPECTED: add the words that every shell must offer at the end of LINE, in any
# order.  A group makes one test.
groups=() lines=() answers=()
ask() { groups+=("$1") lines+=("barrier-trace $2") answers+=("$(sort <<<"$3")"); }

# The only file in the directory where the shells complete
file=one-file
mkdir "$work/here" && touch "$work/here/$file"
ask 'commands' '' "$(printf '%s\n' $commands --help --version)"
for command in $commands; do
	options=$(options_of "$command")
	ask "options of $command" "$command --" "$options"
	grep -q "^$command operand" <<<"$rows" || ask "options of $command" "$command " "$options"
	while read -r _ option kind; do
		case $kind$option in
		file*) expected=$file ;;
		text*) expected='' ;;
		one--*|list--*)
			expected=$(values_of "$command" "$option")
			[ "$(wc -w <<<"$expected")" -ge 2 ]
			report $? "the tool has several values for $command $option"
			;;
		esac
		ask "values of options of $command" "$command $option " "$expected"
		[ "${option#--}" = "$option" ] ||
			ask "values of options of $command" "$command $option=" \
				"$([ -z "$expected" ] || sed "s/^/$option=/" <<<"$expected")"
	done < <(kinds_of "$command")
done
ask 'words that are begun' st stat
ask 'words that are begun' 'stat --form' --format
ask 'words that are begun' 'stat --format j' json
ask 'words that are begun' 'stat --format=j' --format=json
ask 'words that are begun' 'hist --metric batch,r' batch,run
ask 'words that are begun' 'hist --metric=batch,r' --metric=batch,run
ask 'words that are begun' 'stat -o on' $file
ask 'no options of an unknown command' 'no-such-command --' ''
ask 'files after report and diff' 'report ' $file
ask 'files after report and diff' 'diff a ' $file
ask 'options after report and diff' 'report --vie' --view
ask 'options after report and diff' 'diff a b --un' --unit
ask 'words of the command after --' 'stat -- cat o' $file
ask 'words of the command after --' 'stat --per task -- no-such-command --per o' $file

# complete_bash LINE: call the function as bash does; compopt is replaced, because it works only
# while bash completes
complete_bash()
{
	local files='' word line=$1 COMP_WORDS COMP_CWORD COMPREPLY=()
	compopt() { files=$*; }
	word=${line##* }
	IFS=' ' read -r -a COMP_WORDS <<<"${line//=/ = }"
	[ "${line% }" = "$line" ] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_barrier_trace
	[ "$files" != '-o default' ] || mapfile -t COMPREPLY < <(compgen -f -- "${word#*=}")
	# bash replaces only the part of a word after =.
	[ "${word#*=}" = "$word" ] || COMPREPLY=("${COMPREPLY[@]/#/"${word%%=*}="}")
	[ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}"
}

# answer_SHELL: complete each line of the file queries, and write the answer to line N to SHELL/N
answer_bash()
{
	local i=0 line
	# shellcheck disable=SC1090  # generated
	. "${installed[bash]}"
	while IFS= read -r line; do
		i=$((i + 1))
		complete_bash "$line" >"$work/bash/$i"
	done <"$work/queries"
}
answer_zsh()
{
	timeout 120 zsh -f "$top/tests/check/complete.zsh" "${installed[zsh]%/*}" "$work/queries" "$work/zsh"
}
answer_fish()
{
	# fish writes its history to HOME, and reads the files of packages from XDG_DATA_DIRS.
	# shellcheck disable=SC2016  # fish expands these
	HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work XDG_DATA_DIRS=$share:/usr/local/share:/usr/share \
		answers=$work/fish timeout 120 fish -c '
		set i 0
		while read line
			set i (math $i + 1)
			complete -C "$line" | string replace -r "\t.*" "" >$answers/$i
		end
		true' <"$work/queries"
}

# table GROUP [SHELL]: print the lines of the group with the expected words, or with those that
# SHELL offers
table()
{
	local i
	for i in "${!lines[@]}"; do
		[ "${groups[i]}" = "$1" ] || continue
		if [ $# = 1 ]; then
			printf '%s| %s\n' "${lines[i]}" "$(paste -sd ' ' <<<"${answers[i]}")"
		else
			printf '%s| %s\n' "${lines[i]}" "$(sort "$work/$2/$((i + 1))" | paste -sd ' ')"
		fi
	done
}

printf '%s\n' "${lines[@]}" >"$work/queries"
for shell in bash zsh fish; do
	mkdir -p "$work/$shell"
	unable=''
	if command -v $shell >/dev/null; then
		(cd "$work/here" && answer_$shell) >"$log" 2>&1
		[ $? = 0 ] && { [ $shell = zsh ] || [ ! -s "$log" ]; }
	else
		unable="$shell is not installed (apt-get install $shell)"
	fi
	report $? "$shell completes and prints no error" "$log"
	while read -r group; do
		same "$shell offers $group" "$(table "$group")" "$([ -n "$unable" ] || table "$group" $shell)"
	done < <(printf '%s\n' "${groups[@]}" | awk '!seen[$0]++')
done
unable=''

make -s O=build MANS= prefix=/usr DESTDIR="$work" uninstall >"$log" 2>&1
[ -z "$(find "$work/usr" -type f)" ]
report $? 'make uninstall removes completion' "$log"
finish
