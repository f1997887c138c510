# SPDX-License-Identifier: GPL-2.0
# Completion of barrier-trace for bash, made by user/completion/generate: commands and values are
# in the file, options come from the tool.

# _barrier_trace_row KEY: set row to the kind of word that may follow, and its values
_barrier_trace_row()
{
	row=''
	case $1 in
	# @ROWS@
	esac
}

_barrier_trace()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} row i options
	local commands=(
		# @COMMANDS@
	)

	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] && { compopt -o default; return; }
	done
	# bash takes --per=task for three words.
	if [[ $cur == = ]]; then
		cur=''
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W "${commands[*]}" -- "$cur")
		return
	fi
	_barrier_trace_row "$command $prev"
	[[ -n $row || $cur == -* ]] || _barrier_trace_row "$command operand"
	case $row in
	one\ *) mapfile -t COMPREPLY < <(compgen -W "${row#* }" -- "$cur") ;;
	list\ *) mapfile -t COMPREPLY < <(compgen -P "${cur%"${cur##*,}"}" -W "${row#* }" -- "${cur##*,}") ;;
	file) compopt -o default ;;
	text) ;;
	*)
		mapfile -t options < <(barrier-trace "$command" --help 2>/dev/null | awk '
			# @OPTIONS@
		')
		mapfile -t COMPREPLY < <(compgen -W "${options[*]%%$'\t'*}" -- "$cur")
		;;
	esac
}
complete -F _barrier_trace barrier-trace
