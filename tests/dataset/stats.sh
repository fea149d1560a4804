#!/bin/bash
# dork corpus stats from outside: exit codes, files, and the report in a real browser, where there is one.
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
faults=0
fault() { echo "fault: $*" >&2; faults=$((faults + 1)); }

"$program" corpus build -o set --rows 60 --quiet || fault "the set cannot be built"
"$program" corpus stats set --html page.html --json figures.json >text.txt 2>err.txt || fault "stats fails: $(cat err.txt)"
grep -q "60 rows in" text.txt || fault "the terminal does not say how many rows there are"
grep -q '"rows_read": 60' figures.json || fault "the JSON does not say how many rows there are"
grep -q "Content-Security-Policy" page.html || fault "the report has no policy for its content"
zcat -f set/data/train.csv | "$program" corpus stats /dev/stdin >/dev/null 2>&1
"$program" corpus stats nowhere >/dev/null 2>&1
[ $? -eq 3 ] || fault "the exit code of a folder that is not there is not 3"
mkdir empty
"$program" corpus stats empty >/dev/null 2>&1
[ $? -eq 3 ] || fault "the exit code of an empty folder is not 3"
printf 'no row\n\0\xff\n' >broken.jsonl
"$program" corpus stats broken.jsonl >/dev/null 2>&1
[ $? -eq 1 ] || fault "the exit code where no row can be read is not 1"

if browser=$(command -v chromium); then
  dump=$(timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --dump-dom "file://$work/page.html" 2>/dev/null)
  grep -q "What the data set holds" <<<"$dump" || fault "the browser does not show the report"
  grep -q "Tokens of completions" <<<"$dump" || fault "the browser does not show the pictures"
else
  echo "skipped: chromium is not installed, so the report was not opened in a browser" >&2
fi

[ "$faults" -eq 0 ]
