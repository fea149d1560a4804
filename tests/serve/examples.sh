#!/usr/bin/env bash
# The examples of docs/serve.md print what they are to print, and the program ends with its input.
# usage: tests/serve/examples.sh PROGRAM; exit code 77: skipped
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."
ran=0
compare() {
  diff -u - "tests/serve/$1" || { echo "$1 differs"; exit 1; }
  ran=$((ran + 1))
}
if command -v python3 >/dev/null; then python3 examples/serve.py "$program" | compare serve.py.out; fi
if command -v node >/dev/null; then node "$PWD/examples/serve.mjs" "$program" | compare serve.mjs.out; fi
printf '{"id":1,"do":"check","text":"OUTPUT 1;"}' | "$program" serve --stdio | grep -qx '{"id":1,"ok":true,"result":{"checks":true,"diagnostics":\[\]}}' || { echo "a last line without its end is not answered"; exit 1; }
"$program" serve --stdio </dev/null | { ! grep -q .; } || { echo "answers without requests"; exit 1; }
status=0; "$program" serve 2>/dev/null </dev/null || status=$?
[ "$status" = 2 ] || { echo "without --stdio: exit code $status"; exit 1; }
# A reader that goes away ends it.
{ yes '{"do":"check","text":"OUTPUT 1;"}' || true; } | { timeout 20 "$program" serve --stdio || { echo "exit code $? without a reader" >&2; kill $$; }; } | head -1 >/dev/null
[ "$ran" -gt 0 ] || { echo "skipped: neither python3 nor node is installed"; exit 77; }
