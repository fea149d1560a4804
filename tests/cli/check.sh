#!/usr/bin/env bash
# The command line from outside: results, exit codes, what is written where.
# usage: tests/cli/check.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

# expect CODE NAME COMMAND…: runs the program; its output is in out and err afterwards.
expect() {
  local code=$1 name=$2
  shift 2
  "$program" "$@" >out 2>err <"${input:-/dev/null}"
  local got=$?
  [ "$got" = "$code" ] || { echo "$name: exit code $got, not $code"; head -n 5 out err; failed=1; }
}
holds() {
  local name=$1
  shift
  "$@" >/dev/null 2>&1 || { echo "$name: does not hold: $*"; failed=1; }
}

printf "OUTPUT 'Hello';\n" >good.dork
printf "OUTPUT  'Hello' ;\n" >rough.dork
printf "OUTPUT missing;\nLET x = 1;\n" >bad.dork

expect 0 "compile" compile good.dork
holds "compile prints JSON" grep -q '"ShowBlock"' out
cp out whole.json
expect 0 "compile -o" compile good.dork -o made.json
holds "the same bytes" cmp whole.json made.json
input=good.dork expect 0 "compile -" compile -
holds "the same from standard input" cmp whole.json out
expect 0 "compile --compact" compile --compact good.dork
holds "one line" test "$(wc -l <out)" = 1
expect 0 "compile --envelope" compile --envelope good.dork
holds "an envelope" grep -q '"workspace"' out
expect 1 "compile with errors" compile bad.dork -o never.json
holds "nothing written" test ! -e never.json
holds "an error in words" grep -q "DORK2004" err
expect 3 "an absent file" compile absent.dork
expect 3 "an output that cannot be written" compile good.dork -o absent/folder/out.json
expect 2 "wrong usage" compile --no-such-option good.dork
expect 2 "no such command" nonsense

expect 0 "explain" explain good.dork
holds "a sentence" grep -q 'Outputs "Hello".' out
expect 0 "explain a workspace" explain whole.json
holds "the same sentence" grep -q 'Outputs "Hello".' out
expect 1 "explain with errors" explain bad.dork
expect 2 "explain in no format" explain --format html good.dork

printf '{"x": 5, "list": [1, "a"]}' >context.json
printf '{$.list}\n' >template.txt
expect 0 "eval" eval 'x is {$.x}' --with context.json
holds "a text as it is" grep -qx 'x is 5' out
input=template.txt expect 0 "eval -" eval - --with context.json
holds "a list as JSON" grep -qx '  "a"' out
expect 1 "eval of what cannot be computed" eval '{divide: 1, 0}'
holds "why, and no result" test -s err -a ! -s out
expect 1 "eval of an unknown function" eval '{cuont: {$.x}}'
holds "did you mean" grep -q 'did you mean `count`' err
expect 0 "eval with a clock" eval "{date: 'now', 'c'}" --now '2026-07-01 12:00' --timezone Europe/Stockholm
holds "the clock in its zone" grep -qx '2026-07-01T12:00:00+02:00' out
expect 2 "eval in no zone" eval x --timezone Mars
expect 3 "eval with an absent file" eval x --with absent.json

expect 0 "check" check good.dork
expect 1 "check with errors" check good.dork bad.dork
holds "both errors" test "$(grep -c 'error' err)" -ge 2
expect 1 "check as JSON" --diagnostics json check bad.dork
holds "JSON lines" grep -q '"code"' err out
expect 1 "check as SARIF" --diagnostics sarif check bad.dork
if [ -d "${AJV_DIR:-}/node_modules/@microsoft/jest-sarif" ]; then
  cat out err >all.sarif
  holds "valid SARIF" env -C "$AJV_DIR" node "$root/tests/tools/check-sarif.mjs" "$work/all.sarif"
else
  echo "skipped: SARIF's own schema (AJV_DIR has no @microsoft/jest-sarif)"
fi
expect 1 "colour" --color always check bad.dork
holds "colour is there" grep -q $'\033' err
expect 1 "no colour" --color never check bad.dork
holds "no colour is there" test "$(grep -c $'\033' err)" = 0

expect 1 "fmt --check" fmt --check rough.dork
expect 0 "fmt" fmt rough.dork
holds "formatted in place" cmp rough.dork good.dork
expect 0 "fmt --check of a formatted file" fmt --check rough.dork
expect 1 "fmt of what does not parse" fmt <(printf "OUTPUT ;")

printf "form: INPUTS ('Space name' AS TEXT REQUIRED);\nOUTPUT 'In {\$.form.Spacename}';\nmail.SendMail(to = 'a@example.com', subject = 's', body = 'b');\n" >ask.dork
printf "ERROR 'no';\n" >failing.dork
expect 0 "run" run good.dork
holds "run logs" grep -q "ShowBlock" out
holds "run says how it ended" grep -q "^Finished after 2 blocks" out
expect 0 "run -q" run -q good.dork
holds "run -q prints the outputs alone" test "$(cat out)" = Hello
expect 0 "run a workspace" run -q whole.json
holds "a workspace gives the same" test "$(cat out)" = Hello
expect 0 "run --input" run -q ask.dork --input 'Spacename=Finance' --trace trace.jsonl --state state.json --outbox outbox.json
holds "the answer is there" test "$(cat out)" = "In Finance"
holds "the trace is JSON lines" python3 -c 'import json; assert [json.loads(l)["step"] for l in open("trace.jsonl")] == [1, 2, 3, 4]'
holds "the outbox has the mail" python3 -c 'import json; assert json.load(open("outbox.json"))[0]["to"] == "a@example.com"'
expect 0 "run on what a run left" run -q good.dork --with state.json
expect 0 "run --json" run --json ask.dork --input 'Spacename=Finance'
holds "the result is JSON" python3 -c 'import json; r = json.load(open("out")); assert r["status"] == "finished" and r["outputs"] == ["In Finance"] and len(r["outbox"]) == 1'
expect 1 "run without an answer" run ask.dork
holds "the error is at its place" grep -q "ask.dork:1:1: error\[DORK5010\]" err
expect 1 "run that fails" run failing.dork --trace failed.jsonl
holds "its trace is whole" grep -q '"outcome":"failed"' failed.jsonl
expect 1 "run of a script with errors" run bad.dork
expect 1 "run with a fixture that is none" run good.dork --with whole.json
expect 1 "run until nowhere" run good.dork --until nowhere
expect 3 "run of an absent file" run absent.dork
expect 3 "run with a trace that cannot be written" run good.dork --trace absent/folder/trace.jsonl
expect 2 "run at no time" run good.dork --now yesterday
expect 2 "run in no zone" run good.dork --timezone Europe/Nowhere
expect 0 "run at a time" run -q --now '2026-03-01 12:00:00' <(printf "OUTPUT date('now', 'Y-m-d H:i');")
holds "the time is that" test "$(cat out)" = "2026-03-01 12:00"

expect 0 "catalog list" catalog list
holds "lists actions" grep -q "listApps" out
expect 0 "catalog show" catalog show qlik.listApps
holds "shows parameters" grep -q "spaceId" out
expect 0 "catalog list --json" catalog list --json
holds "is JSON" python3 -c 'import json; json.load(open("out"))'
for shell in bash zsh fish; do
  expect 0 "completion $shell" completion "$shell"
  holds "completion for $shell" test -s out
done
expect 0 "version" --version
expect 0 "help" --help

exit "$failed"
