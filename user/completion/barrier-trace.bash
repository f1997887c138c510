# SPDX-License-Identifier: GPL-2.0
# Completion for barrier-trace: commands and values from here, options from the tool itself.
_barrier_trace()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} i values=''

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
		mapfile -t COMPREPLY < <(compgen -W 'stat top hist sites check record report diff calibrate info --help --version' -- "$cur")
		return
	fi
	case $prev in
	--per) values='task process comm cgroup cpu level site' ;;
	--format)
		case $command in
		stat) values='text json csv openmetrics' ;;
		check) values='text json ktap' ;;
		sites) values='text json csv folded' ;;
		report) values='text json csv openmetrics svg folded ktap chrome' ;;
		*) values='text json csv' ;;
		esac
		;;
	--view) values='stat hist sites check events html' ;;
	--attach) values='auto btf classic' ;;
	--backend) values='tracepoint probes' ;;
	--scope) values='kernel all' ;;
	--color) values='auto always never' ;;
	--metric)
		# Several, with commas.
		mapfile -t COMPREPLY < <(compgen -P "${cur%"${cur##*,}"}" -W 'batch window section run' -- "${cur##*,}")
		return
		;;
	--buckets) values='log2 linear:' ;;
	--count) [[ $command != @(sites|report) ]] || values='emitted deferred avoidable queued' ;;
	-s|--sort)
		case $command in
		sites|report) values='emitted deferred avoidable queued' ;;
		top) values='queued emitted deferred first again flush flush_empty direct barriers avoided saving' ;;
		diff) values='queued emitted deferred first again flush flush_empty direct barriers avoided count avg p50 p90 p99 p99_9 max' ;;
		*) values='queued emitted deferred first again flush flush_empty direct barriers avoided' ;;
		esac
		;;
	-o|--output|--calibration|--openmetrics|--svg|--html|--vmlinux|--symbols) compopt -o default; return ;;
	esac
	if [[ -n $values ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
		return
	fi
	[[ $command != @(diff|report) || $cur == -* ]] || { compopt -o default; return; }
	# The lines that list an option, not what examples and text say of others.
	mapfile -t COMPREPLY < <(compgen -W "$(barrier-trace "$command" --help 2>/dev/null |
		sed -nE 's/^  (-.,|   ) (--[a-z-]+).*/\2/p')" -- "$cur")
}
complete -F _barrier_trace barrier-trace
