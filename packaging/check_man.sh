#!/usr/bin/env bash
# check_man.sh PROGRAM MANPAGE: every command and option of the program's help is in its manual page, and the other
# way round.
set -uo pipefail
program=$1 page=$2
faults=0

fault() {
  echo "$page: $*" >&2
  faults=$((faults + 1))
}

# The names of the commands in the help of the given one.
commands() {
  "$program" "$@" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'
}

# The options in the help of the given command, by their long names.
options() {
  "$program" "$@" --help | grep -oE '^ +(-[a-z],)?--[a-z-]+' | grep -oE -- '--[a-z-]+'
}

# The manual page as text, its escaped hyphens plain: all, or the part under one heading.
text=$(sed 's/\\-/-/g; s/\\f[A-Z]//g' "$page")
section() {
  awk -v start="$1" '/^\.S[SH]/ { on = index($0, start) == 5 } on' <<<"$text"
}
mentions() {
  grep -qE -- "(^|[^a-z-])$1([^a-z-]|$)" <<<"$2"
}

# Checks a command and those below it; a command without a section of its own shares that of the one above.
check() {
  local name="dork $*" part option command
  part=$(section "${name% }")
  [ -n "$part" ] || part=$(section "dork $1")
  [ -n "$part" ] || { fault "no section '$name'"; return; }
  mentions "${!#}" "$part" || fault "'$name' is not mentioned"
  for option in $(options "$@"); do
    grep -qxF -- "$option" <<<"$globals" || mentions "$option" "$part" || fault "'$name' has $option"
  done
  for command in $(commands "$@"); do check "$@" "$command"; done
}

globals=$(options)
for option in $globals; do
  mentions "$option" "$(section 'GLOBAL OPTIONS')" || fault "no global option $option"
done
for command in $(commands); do check "$command"; done

# What the page has and the program does not.
every_option() {
  options "$@"
  local command
  for command in $(commands "$@"); do every_option "$@" "$command"; done
}
known=$(every_option)
# shellcheck disable=SC2013  # the lines are single words
for option in $(grep -oE -- '(^|[^a-z-])--[a-z][a-z-]+' <<<"$text" | grep -oE -- '--.*' | sort -u); do
  grep -qxF -- "$option" <<<"$known" || fault "$option is no option"
done
# shellcheck disable=SC2013
for command in $(sed -n 's/^\.SS dork \([a-z]*\).*/\1/p' <<<"$text"); do
  commands | grep -qx "$command" || fault "$command is no command"
done

[ "$faults" -eq 0 ]
