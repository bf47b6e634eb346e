#!/usr/bin/env bash
# Serves on loopback; the first time, with nothing there yet, it builds the demo province before.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8000}
var=${BIHUAN_VAR:-var}
database=$var/bihuan.sqlite3
unfinished=$var/demo-unfinished

if [ -z "${DATABASE_URL:-}" ]; then
  # Only a demo that was interrupted leaves this mark; nobody has worked in it yet.
  if [ -e "$unfinished" ]; then rm -f "$database"* "$var/anchors.txt"; fi
  if [ ! -e "$database" ]; then
    echo "First start: building the demo province."
    mkdir -p "$var"
    touch "$unfinished"
    .venv/bin/bihuan demo
    rm "$unfinished"
  fi
fi
exec .venv/bin/bihuan serve --port "$port"
