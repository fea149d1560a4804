#!/usr/bin/env bash
# ajv judges the exported JSON Schema: what is compiled holds, what is broken does not, and nothing in it is beyond the subset
# that strict structured-output services take. DORK_FAULTY says how many broken workspaces.
# usage: tests/constrain/schema.sh PROGRAM GENERATOR; exit code 77: skipped
set -euo pipefail
program=$(realpath "$1") generator=$(realpath "$2")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
[ -d "${AJV_DIR:-}/node_modules/ajv-formats" ] || { echo "skipped: AJV_DIR does not name a folder with ajv and ajv-formats"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/scripts" "$work/json" "$work/generated" "$work/generated-json"
for script in "$root"/corpus/scripts/*.dork "$root"/tests/cases/*/in.dork; do
  name=$(basename "$(dirname "$script")")-$(basename "$script" .dork)
  case $name in invalid-*) continue ;; esac
  cp "$script" "$work/scripts/$name.dork"
  "$program" compile --quiet "$script" -o "$work/json/$name.json"
done
"$generator" 300 1 "$work/generated"
"$program" compile --quiet "$work/generated" -o "$work/generated-json/"
"$program" grammar --format json-schema >"$work/strict.json"
"$program" grammar --format json-schema --open >"$work/open.json"
"$program" grammar --format json-schema --catalog-names >"$work/catalog.json"
"$program" grammar --format json-schema --actions mail,qlik.listApps >"$work/small.json"
exec node "$root/tests/constrain/schema.mjs" "$AJV_DIR" "$work" "${DORK_FAULTY:-10000}"
