# SPDX-License-Identifier: GPL-2.0
# Completion of barrier-trace for fish, made by user/completion/generate: commands and values are
# in the file, options come from the tool.

# Print the kind of word that may follow KEY, and its values.
function __barrier_trace_row --argument-names key
    switch $key
        # @ROWS@
    end
end

# Print kind and values for the word under the cursor; nothing where a command or an option stands.
function __barrier_trace_here
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l option $words[-1]
    if contains -- -- $words; or test (count $words) -lt 2
        return
    end
    set -l begun (string match -r '^(--[a-z-]+)=' -- "$word")
    and set option $begun[2]
    set -l row (__barrier_trace_row "$words[2] $option")
    if not set -q row[1]; and not string match -q -- '-*' "$word"
        set row (__barrier_trace_row "$words[2] operand")
    end
    echo $row
end

# Print the words to offer, each with its description behind a tab.
function __barrier_trace_offer
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    if set -l end (contains -i -- -- $words)
        set -e words[1..$end]
        complete -C (string join ' ' -- (string escape -- $words) "$word")
        return
    end
    if test (count $words) -lt 2
        # @COMMANDS@
        return
    end
    set -l row (__barrier_trace_here | string split -n ' ')
    switch "$row[1]"
        case one list
            # fish replaces the whole word: each offer repeats --OPTION= and earlier values.
            set -l kept (string replace -r '[^,=]*$' '' -- "$word")
            printf '%s\n' "$kept"$row[2..-1]
        case text file
        case '*'
            barrier-trace $words[2] --help 2>/dev/null | awk '
                # @OPTIONS@
            '
    end
end

complete -c barrier-trace -f -a '(__barrier_trace_offer)'
complete -c barrier-trace -n 'string match -q file (__barrier_trace_here)' -F
