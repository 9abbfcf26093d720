# promptbook for bash: eval "$(promptbook init bash)" in ~/.bashrc. promptbook init --help tells how to choose the key.

# Picks a prompt and inserts its text at the cursor, as one quoted word. Nothing is run.
promptbook_pick() {
  local word
  word="$(command promptbook pick@BOOK@ --quote bash)" || return
  READLINE_LINE="${READLINE_LINE:0:READLINE_POINT}${word}${READLINE_LINE:READLINE_POINT}"
  READLINE_POINT=$((READLINE_POINT + ${#word}))
}

# Completes verbs, options, names of prompts, and of a prompt the keys of its arguments and their choices.
_promptbook() {
  local words=() word rest="$COMP_LINE" index=-1 at current kept="" candidate
  # bash makes words of = and : as well; here they are parts of one, as in key=value.
  for ((at = 0; at <= COMP_CWORD; at++)); do
    word="${COMP_WORDS[at]}"
    if ((index < 0)) || [[ "$rest" == [[:space:]]* ]]; then
      rest="${rest#"${rest%%[![:space:]]*}"}"
      words[++index]="$word"
    else
      words[index]+="$word"
    fi
    rest="${rest#"$word"}"
  done
  current="${words[index]}"
  [[ "$current" == *=* && "$COMP_WORDBREAKS" == *=* ]] && kept="${current%"${current##*=}"}"
  [[ "$current" == *:* && "$COMP_WORDBREAKS" == *:* && -z "$kept" ]] && kept="${current%"${current##*:}"}"
  COMPREPLY=()
  while IFS= read -r -d $'\v' candidate || [[ -n "$candidate" ]]; do
    candidate="${candidate#"$kept"}"
    [[ "$candidate" == */ || "$candidate" == *= ]] && compopt -o nospace
    # Names may hold what the shell would obey.
    [[ "$candidate" == *[!A-Za-z0-9_./=:@%+,-]* ]] && printf -v candidate '%q' "$candidate"
    COMPREPLY+=("$candidate")
  done < <(
    PROMPTBOOK_COMPLETE=bash _CLAP_IFS=$'\v' _CLAP_COMPLETE_INDEX=$index \
      command promptbook -- "${words[@]}" 2>/dev/null
  )
}

if [[ $- == *i* ]]; then
  complete -o bashdefault -o default -F _promptbook promptbook
@BINDINGS@
fi
