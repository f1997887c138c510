# SPDX-License-Identifier: GPL-2.0
# Completion for barrier-trace: commands from here, options from the tool itself.
_barrier_trace()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} i

	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] && { compopt -o default; return; }
	done
	case $prev in
	barrier-trace) mapfile -t COMPREPLY < <(compgen -W 'stat hist sites check record report diff calibrate info --help --version' -- "$cur"); return ;;
	--per) mapfile -t COMPREPLY < <(compgen -W 'task process comm cgroup cpu level site' -- "$cur"); return ;;
	--format) mapfile -t COMPREPLY < <(compgen -W 'text json csv openmetrics ktap svg folded chrome' -- "$cur"); return ;;
	--view) mapfile -t COMPREPLY < <(compgen -W 'stat hist sites check events html' -- "$cur"); return ;;
	--attach) mapfile -t COMPREPLY < <(compgen -W 'auto btf classic' -- "$cur"); return ;;
	--metric) mapfile -t COMPREPLY < <(compgen -W 'batch window section run' -- "$cur"); return ;;
	--buckets) mapfile -t COMPREPLY < <(compgen -W 'log2 linear:' -- "$cur"); return ;;
	--count) mapfile -t COMPREPLY < <(compgen -W 'emitted deferred avoidable queued' -- "$cur"); return ;;
	-s|--sort) mapfile -t COMPREPLY < <(compgen -W 'queued emitted deferred first again flush flush_empty direct barriers avoided avoidable' -- "$cur"); return ;;
	-o|--output|--calibration|--openmetrics|--svg|--html|--vmlinux) compopt -o default; return ;;
	esac
	[[ ${COMP_WORDS[1]} != @(diff|report) || $cur == -* ]] || { compopt -o default; return; }
	mapfile -t COMPREPLY < <(compgen -W "$(barrier-trace "${COMP_WORDS[1]}" --help 2>/dev/null |
		grep -oE -- '--[a-z-]+' | sort -u)" -- "$cur")
}
complete -F _barrier_trace barrier-trace
