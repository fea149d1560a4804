#!/usr/bin/env bash
# The cases of corpus/scripts hold, each script has two at least, and `dork test` says so in the ways it can.
# usage: tests/tenant/scripts.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect CODE NAME COMMAND…: runs the program; its output is in out and err afterwards.
expect() {
  local code=$1 name=$2
  shift 2
  "$program" "$@" >"$work/out" 2>"$work/err"
  local got=$?
  [ "$got" = "$code" ] || { echo "$name: exit code $got, not $code"; head -n 40 "$work/out" "$work/err"; failed=1; }
}
says() {
  grep -qF -- "$2" "$work/out" "$work/err" || { echo "$1: does not say: $2"; head -n 40 "$work/out" "$work/err"; failed=1; }
}

cd "$root" || exit 1
for script in corpus/scripts/*.dork; do
  cases=$(find corpus/scripts -name "$(basename "$script" .dork).case.json" -o -name "$(basename "$script" .dork).*.case.json" | wc -l)
  [ "$cases" -ge 2 ] || { echo "$script has fewer than two cases"; failed=1; }
done

expect 0 "the cases of the scripts" test corpus/scripts --junit "$work/all.xml"
says "the cases of the scripts" " of 43 scripts hold"
cp "$work/out" "$work/once"
expect 0 "on one thread" test corpus/scripts -j 1 --junit "$work/again.xml"
cmp "$work/out" "$work/once" && cmp "$work/all.xml" "$work/again.xml" || { echo "the number of threads matters"; failed=1; }
expect 0 "one script" test corpus/scripts/reload-chain.dork
says "one script" "5 cases of 1 script hold"
expect 0 "a filter" test corpus/scripts --filter reload-chain.gives-up
says "a filter" "1 case of 1 script holds; 135 left out"

expect 0 "cases are no workspaces" roundtrip corpus/scripts
says "cases are no workspaces" "43 of 43 round trips hold"

cd "$work" || exit 1
mkdir suite empty
printf "OUTPUT 'a';\n" >suite/good.dork
printf "OUTPUT missing;\n" >suite/wrong.dork
printf "OUTPUT 'alone';\n" >suite/alone.dork
printf '{"description": "holds", "expect": {"outputs": ["a"]}}' >suite/good.case.json
printf '{"description": "falls short <&>", "expect": {"outputs": ["b"]}}' >suite/good.short.case.json
printf '{"description": "no operator", "expect": {"outputs": {"$cuont": 1}}}' >suite/good.mistake.case.json
printf '{"description": "of a script with errors", "expect": {"outputs": []}}' >suite/wrong.case.json
printf '{"description": "of no script", "expect": {"outputs": []}}' >suite/none.case.json
expect 1 "cases that do not hold" test suite --junit bad.xml
says "what falls short" "outputs[0]"
says "the summary" "5 cases of 3 scripts: 1 fall short, 3 could not be run"
says "a mistake at its path" '$.expect.outputs.$cuont: unknown operator `$cuont`; did you mean `$count`?'
says "a script with errors" "error[DORK2004]"
says "a case of no script" "there is no script of its name beside it"
says "a script without a case" "without a case: suite/alone.dork"
expect 1 "no cases" test empty
expect 1 "a filter that leaves nothing" test suite --filter nothing-like-it
expect 3 "an absent case" test absent.case.json
expect 2 "neither script nor case" test "$root/README.md"
expect 2 "no path" test

if command -v xmllint >/dev/null; then
  xmllint --noout --schema "$root/tests/tools/junit.xsd" all.xml bad.xml 2>xml || { cat xml; failed=1; }
else
  echo "skipped: the schema of JUnit XML (xmllint is not installed)"
fi
exit "$failed"
