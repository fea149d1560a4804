#!/usr/bin/env bash
# Qlik's own JSON Schema judges what the compiler makes of every script and every valid case.
# usage: tests/oracle/check.sh PROGRAM [GENERATOR]; exit code 77: skipped
set -euo pipefail
program=$(realpath "$1") generator=${2:-}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
judge=$root/../shared/oracle/check-workspace.mjs
[ -f "$judge" ] || { echo "skipped: ${judge#"$root"/} is not there"; exit 77; }
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
[ -n "${AJV_DIR:-}" ] || { echo "skipped: AJV_DIR does not name a folder with ajv"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/generated" "$work/out"
[ -z "$generator" ] || "$generator" 300 1 "$work/generated"
count=0
for script in "$root"/corpus/scripts/*.dork "$root"/tests/cases/*/in.dork "$work"/generated/*.dork; do
  [ -f "$script" ] || continue
  name=$(basename "$(dirname "$script")")-$(basename "$script" .dork)
  case $name in invalid-*) continue ;; esac
  # The schema is one of whole automations.
  grep -qiE '^ *fragment\b' "$script" && continue
  "$program" compile --quiet "$script" -o "$work/out/$name.json" || { echo "$script does not compile"; exit 1; }
  count=$((count + 1))
done
node "$judge" "$work"/out/*.json >"$work/verdict" || { grep -v ': holds$' "$work/verdict" | head -n 40; exit 1; }
grep -q "^$count passed, 0 failed$" "$work/verdict" || { tail -n 3 "$work/verdict"; exit 1; }
echo "$count workspaces hold"
