# promptbook for bash: eval "$(promptbook init bash)" in ~/.bashrc. promptbook init --help tells how to choose the key.

# Picks a prompt and inserts its text at the cursor, as one quoted word. Nothing is run.
promptbook_pick() {
  local word
  word="$(command promptbook pick --quote bash)" || return
  READLINE_LINE="${READLINE_LINE:0:READLINE_POINT}${word}${READLINE_LINE:READLINE_POINT}"
  READLINE_POINT=$((READLINE_POINT + ${#word}))
}

if [[ $- == *i* ]]; then
  :
@BINDINGS@
fi
