# SPDX-License-Identifier: GPL-2.0
# Write the words that zsh offers at the end of each line of a file:
#
#   zsh -f complete.zsh FUNCTIONS QUERIES DIR
#
# FUNCTIONS is the directory of _barrier-trace.  DIR/N gets the words for line N, a word a line.
if [[ ! -o interactive ]]; then
	# Only an interactive shell on a terminal has a command line to complete.
	zmodload zsh/zpty || exit 1
	zpty editor TERM=dumb zsh -f -i
	zpty -w editor "source ${(q)0} ${(q)@}"
	while zpty -r editor line; do
		print -rn -u2 -- $line
	done
	exit
fi

fpath=($1 $fpath)
queries=("${(@f)$(<$2)}")
answers=$3
autoload -Uz compinit
compinit -u -D

# Note the words that the original function offers.
compadd()
{
	local -a matching
	# With -A, -D or -O a helper asks which words match, and offers none.
	if [[ ${@[1,(i)(-|--)]} != *-(A|D|O)\ * ]]; then
		builtin compadd -O matching "$@"
		noted+=($IPREFIX${^matching})
	fi
	builtin compadd "$@"
}

note()
{
	_main_complete
	compstate[insert]='' compstate[list]=''
}
zle -C note complete-word note

# Runs at the first prompt after this file.
zle-line-init()
{
	local i
	for i in {1..$#queries}; do
		typeset -ga noted=()
		BUFFER=$queries[i] CURSOR=$#queries[i]
		zle note
		print -rl -- $noted >$answers/$i
	done
	BUFFER=exit
	zle accept-line
}
zle -N zle-line-init
