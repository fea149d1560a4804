#!/usr/bin/env bash
# check.sh PROGRAM: real exports come back, clean and exact. Skipped where the folder with them is absent.
set -uo pipefail
program=$1
folder=$(cd "$(dirname "$0")/../.." && pwd)/../shared/workspaces
if [ ! -d "$folder" ]; then
  echo "skipped: there are no exports in ../shared/workspaces"
  exit 77
fi
"$program" roundtrip "$folder" && "$program" roundtrip --exact "$folder"
