#!/usr/bin/env bash
# The examples of docs/serve.md print what they are to print, and the program ends with its input.
# usage: tests/serve/examples.sh PROGRAM; exit code 77: skipped
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."
ran=0
# An example by its interpreter, where that is installed.
example() {
  command -v "$1" >/dev/null || return 0
  "$1" "$PWD/examples/$2" "$program" | diff -u "tests/serve/$2.out" - || { echo "$2 prints something else"; exit 1; }
  ran=$((ran + 1))
}
example python3 serve.py
example node serve.mjs
printf '{"id":1,"do":"check","text":"OUTPUT 1;"}' | "$program" serve --stdio | grep -qx '{"id":1,"ok":true,"result":{"checks":true,"diagnostics":\[\]}}' || { echo "a last line without its end is not answered"; exit 1; }
"$program" serve --stdio </dev/null | { ! grep -q .; } || { echo "answers without requests"; exit 1; }
status=0; "$program" serve 2>/dev/null </dev/null || status=$?
[ "$status" = 2 ] || { echo "without --stdio: exit code $status"; exit 1; }
# A reader that goes away ends it.
{ yes '{"do":"check","text":"OUTPUT 1;"}' || true; } | { timeout 20 "$program" serve --stdio || { echo "exit code $? without a reader" >&2; kill $$; }; } | head -1 >/dev/null
[ "$ran" -gt 0 ] || { echo "skipped: neither python3 nor node is installed"; exit 77; }
