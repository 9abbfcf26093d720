# promptbook for zsh: eval "$(promptbook init zsh)" in ~/.zshrc. promptbook init --help tells how to choose the key.

# Picks a prompt and inserts its text at the cursor, as one quoted word. Nothing is run.
promptbook-pick() {
  emulate -L zsh
  local said code
  # Only on success is it a word; else it is a sentence about what went wrong.
  said="$(command promptbook pick@BOOK@ --quote zsh 2>&1)"
  code=$?
  zle reset-prompt
  case $code in
    0) LBUFFER+=$said ;;
    130) ;;
    *) zle -M -- "$said" ;;
  esac
}

# Completes verbs, options, names of prompts, and of a prompt the keys of its arguments and their choices.
_promptbook() {
  local -a found open closed whole
  local candidate
  found=("${(@f)$(PROMPTBOOK_COMPLETE=zsh _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) \
    command promptbook -- "${words[@]}" 2>/dev/null)}")
  for candidate in $found; do
    # What goes on behind it gets no space.
    if [[ "${candidate%%:*}" == *[/=] ]]; then open+=("$candidate"); else closed+=("$candidate"); fi
  done
  # Names that are found by their file do not begin with what was typed: they take its place, and several in turn.
  if (( $#found )) && [[ -n $PREFIX && -z ${(M)found:#${PREFIX}*} && -n ${(M)found:#*/${PREFIX}*} ]]; then
    whole=(-U)
    (( $#found > 1 )) && compstate[insert]=menu
  fi
  (( $#open )) && _describe -V 'promptbook' open -S ''
  (( $#closed )) && _describe -V 'promptbook' closed $whole
}

if [[ -o interactive ]]; then
  (( $+functions[compdef] )) && compdef _promptbook promptbook
  zle -N promptbook-pick
@BINDINGS@
fi
