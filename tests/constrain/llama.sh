#!/usr/bin/env bash
# llama.cpp's own grammar engine judges the exported GBNF: it loads, takes every canonical script and what was generated and
# derived, and refuses what does not parse. DORK_LLAMA_PROGRAMS says how many programs of each kind.
# usage: tests/constrain/llama.sh PROGRAM GENERATOR DERIVATIONS; exit code 77: skipped
set -euo pipefail
program=$(realpath "$1") generator=$(realpath "$2") derivations=$(realpath "$3")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
[ -d "${LLAMA_DIR:-}/node_modules/node-llama-cpp" ] || { echo "skipped: LLAMA_DIR does not name a folder with node-llama-cpp"; exit 77; }
count=${DORK_LLAMA_PROGRAMS:-60}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/canonical" "$work/generated"
for script in "$root"/corpus/scripts/*.dork "$root"/tests/cases/*/in.dork; do
  name=$(basename "$(dirname "$script")")-$(basename "$script")
  case $name in invalid-*) continue ;; esac
  "$program" fmt --quiet - <"$script" >"$work/canonical/$name"
done
"$generator" "$count" 1 "$work/generated"
"$program" fmt --quiet "$work/generated"
"$program" grammar >"$work/general.gbnf"
"$program" grammar --catalog-names >"$work/catalog.gbnf"
"$program" grammar --actions mail,qlik.listApps --depth 1 --no-comments >"$work/small.gbnf"
"$derivations" general "$count" 1 "$work/general.jsonl" >/dev/null
"$derivations" catalog "$count" 1 "$work/catalog.jsonl" >/dev/null
exec node "$root/tests/constrain/llama.mjs" "$LLAMA_DIR" "$work"
