#!/usr/bin/env bash
# dork score from outside: figures, determinism, a report from which nothing of an answer runs.
# usage: command.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
faults=0
fault() {
  echo "score: $*" >&2
  faults=$((faults + 1))
}
cd "$work" || exit 3

"$program" score "$here/data/twenty.jsonl" --json one.json --html one.html -j 1 >one.txt || fault "exit code $? for good input"
"$program" score "$here/data/twenty.jsonl" --json two.json --html two.html -j 2 >two.txt
for kind in json html txt; do cmp -s "one.$kind" "two.$kind" || fault "one thread and two give other $kind"; done

shares=$(sed -n '/^How far/,/^$/s/^ .* \([0-9.]*\) %  .*/\1/p' one.txt)
[ "$(wc -l <<<"$shares")" -eq 8 ] || fault "the ladder has not eight rungs"
[ "$shares" = "$(sort -n <<<"$shares")" ] || fault "a rung is not implied by the one above it"

# What an answer says must stand in the report as text.
cat >hostile.jsonl <<'ROWS'
{"prompt": "<img src=x onerror=alert(1)>", "prediction": "</script><script>document.title='owned'</script> \u001b[31m", "reference": "OUTPUT 'a';"}
{"prompt": "b", "prediction": "x: PYTHON () 'open(\"ran\", \"w\")';", "reference": "OUTPUT 'a';"}
{"prompt": "c", "prediction": "((((((((((", "reference": "OUTPUT 'a';"}
not JSON
ROWS
"$program" score hostile.jsonl --html hostile.html >hostile.txt 2>hostile.err
[ $? -le 1 ] || fault "exit code for hostile answers"
grep -q "<script>document.title" hostile.html && fault "a script of an answer stands in the report as it is"
grep -q "<img src=x" hostile.html && fault "an element of a prompt stands in the report as it is"
grep -qE "(src|href)=[\"']?(https?:)?//" hostile.html one.html && fault "the report asks for something from the network"
grep -q "Content-Security-Policy" one.html || fault "the report has no policy for its content"
grep -q $'\033' hostile.txt && fault "control characters of an answer reach the terminal"
[ -e ran ] && fault "code of an answer was run"

"$program" score "$here/data/twenty.jsonl" --require checks=0.99 >/dev/null 2>&1
[ $? -eq 1 ] || fault "--require does not hold, and the exit code is not 1"
"$program" score nowhere.jsonl >/dev/null 2>&1
[ $? -eq 3 ] || fault "the exit code of a file that is not there is not 3"

# A real browser, where there is one.
if browser=$(command -v chromium); then
  dump=$(timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --dump-dom "file://$work/hostile.html" 2>/dev/null)
  grep -q "How far the answers are right" <<<"$dump" || fault "the browser does not show the report"
  grep -q "<title>owned" <<<"$dump" && fault "a script of an answer ran in the browser"
else
  echo "skipped: chromium is not installed, so the report was not opened in a browser" >&2
fi

[ "$faults" -eq 0 ]
