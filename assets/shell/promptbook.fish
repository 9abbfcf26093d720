# promptbook for fish: promptbook init fish | source in ~/.config/fish/config.fish. promptbook init --help tells how to
# choose the key.

# Picks a prompt and inserts its text at the cursor, as one quoted word. Nothing is run.
function promptbook_pick
    # Only on success is it a word; else it is a sentence about what went wrong.
    set -l said (command promptbook pick@BOOK@ --quote fish 2>&1 | string collect)
    switch $pipestatus[1]
        case 0
            commandline -i -- $said
        case 130
        case '*'
            printf '\n%s\n' $said
    end
    commandline -f repaint
end

# Completes verbs, options, names of prompts, and of a prompt the keys of its arguments and their choices.
function __promptbook_candidates
    PROMPTBOOK_COMPLETE=fish command promptbook -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token) 2>/dev/null
end

if status is-interactive
    complete --command promptbook --keep-order --no-files --arguments '(__promptbook_candidates)'
@BINDINGS@
end
