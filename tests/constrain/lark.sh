#!/usr/bin/env bash
# Lark itself reads the exported grammars and parses scripts with them.
# usage: tests/constrain/lark.sh PROGRAM; exit code 77: skipped
set -euo pipefail
program=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import lark' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: no Python has lark (Debian: python3-lark)"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" grammar --format lark --depth 4 >"$work/general.lark"
"$program" grammar --format lark --depth 4 --actions qlik,github >"$work/catalog.lark"
for name in title-sleep values let-list templates operators loops-nested switch; do
  "$program" fmt --quiet - <"$root/tests/cases/$name/in.dork" >"$work/$name.dork"
done
for name in heartbeat nightly-backup; do "$program" fmt --quiet - <"$root/corpus/scripts/$name.dork" >"$work/$name.dork"; done
exec "$python" - "$work" <<'PYTHON'
import pathlib
import sys

import lark

work = pathlib.Path(sys.argv[1])
failed = 0
count = 0
for name in ("general", "catalog"):
    parser = lark.Lark((work / f"{name}.lark").read_text(encoding="utf-8"), parser="earley", lexer="dynamic")
    good = [path.read_bytes().decode() for path in sorted(work.glob("*.dork"))]
    bad = ["output 'a';\n", "OUTPUT 'a'\n", "OUTPUT  'a';\n"] + (["qlik.listSpaceships();\n"] if name == "catalog" else [])
    for text, wanted in [(text, True) for text in good] + [(text, False) for text in bad]:
        count += 1
        try:
            parser.parse(text)
            accepted = True
        except lark.exceptions.UnexpectedInput:
            accepted = False
        if accepted != wanted:
            failed += 1
            print(f"{name}: {'accepted' if accepted else 'refused'}:\n{text}")
print(f"{count} texts, {failed} failed")
sys.exit(1 if failed else 0)
PYTHON
