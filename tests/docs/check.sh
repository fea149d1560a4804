#!/usr/bin/env bash
# The examples of the documentation hold: scripts check, the JSON beside them is what they compile to.
# usage: tests/docs/check.sh PROGRAM; exit code 77: skipped
set -euo pipefail
command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
program=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python3 tools/diagnostics-docs --check
exec python3 tests/docs/check.py "$program"
