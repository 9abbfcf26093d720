# promptbook for zsh: eval "$(promptbook init zsh)" in ~/.zshrc. promptbook init --help tells how to choose the key.

# Picks a prompt and inserts its text at the cursor, as one quoted word. Nothing is run.
promptbook-pick() {
  emulate -L zsh
  local said code
  # Only on success is it a word; else it is a sentence about what went wrong.
  said="$(command promptbook pick --quote zsh 2>&1)"
  code=$?
  zle reset-prompt
  case $code in
    0) LBUFFER+=$said ;;
    130) ;;
    *) zle -M -- "$said" ;;
  esac
}

if [[ -o interactive ]]; then
  zle -N promptbook-pick
@BINDINGS@
fi
