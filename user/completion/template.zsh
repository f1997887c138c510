#compdef barrier-trace
# SPDX-License-Identifier: GPL-2.0
# Completion of barrier-trace for zsh, made by user/completion/generate: commands and values are
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
	local command=$words[2] option=$words[CURRENT-1] row='' expl
	local -a offered
	integer end=${words[(i)--]}

	if ((end < CURRENT)); then
		words=("${(@)words[end+1,-1]}")
		((CURRENT -= end))
		_normal
		return
	fi
	if ((CURRENT == 2)); then
		offered=(
			# @COMMANDS@
		)
		_describe -t commands command offered
		return
	fi
	if [[ $PREFIX == --*=* ]]; then
		option=${PREFIX%%=*}
		compset -P 1 '*='
	fi
	_barrier_trace_row "$command $option"
	[[ -n $row || $PREFIX == -* ]] || _barrier_trace_row "$command operand"
	offered=(${=row#* })
	case $row in
	one\ *)
		# Leave the cursor after a value that ends in a colon: a number follows.
		_wanted values expl "value of $option" compadd -S '' -- ${(M)offered:#*:}
		_wanted values expl "value of $option" compadd -- ${offered:#*:}
		;;
	list\ *)
		compset -P '*,'
		_wanted values expl "value of $option" compadd -qS , -a offered
		;;
	file) _files ;;
	text) _message "value of $option" ;;
	*)
		offered=("${(@f)$(barrier-trace $command --help 2>/dev/null | awk '
			# @OPTIONS@
		')}")
		offered=("${(@)offered/$'\t'/:}")
		# With the tag options, zsh would offer none before a dash.
		_describe option offered
		;;
	esac
}

# Complete where compinit has loaded this file as a function; register where a user sources it.
if [[ $funcstack[1] == _barrier-trace ]]; then
	_barrier_trace "$@"
else
	compdef _barrier_trace barrier-trace
fi
