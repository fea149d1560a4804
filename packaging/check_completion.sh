#!/usr/bin/env bash
# check_completion.sh PROGRAM: the completions are what each shell that is there takes for a script, and bash's work.
set -uo pipefail
program=$1
faults=0

expect() {
  local wanted=$1
  shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _dork
  [[ " ${COMPREPLY[*]} " == *" $wanted "* ]] || {
    echo "completing '$*' gives '${COMPREPLY[*]}', not $wanted" >&2
    faults=$((faults + 1))
  }
}

# shellcheck source=/dev/null
source <("$program" completion bash)
expect compile dork comp
expect --envelope dork compile --en
expect --catalog dork --cat
expect sarif dork check --diagnostics s
expect list dork catalog li
expect fish dork completion f

for shell in zsh fish; do
  command -v "$shell" >/dev/null || continue
  "$program" completion "$shell" | "$shell" -n || faults=$((faults + 1))
done
[ "$faults" -eq 0 ]
