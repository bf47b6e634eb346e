#!/usr/bin/env bash
# Serves on loopback; where there is no data yet, it builds the demo province before.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8000}
var=${BIHUAN_VAR:-var}
unfinished=$var/demo-unfinished

database=$var/bihuan.sqlite3

if [ -z "${DATABASE_URL:-}" ]; then
  mkdir -p "$var"
  # Only a demo that was begun on nothing and interrupted leaves this mark: nobody has worked in it.
  if [ -e "$unfinished" ]; then rm -f "$database"* "$var/anchors.txt" "$var/checkpoints.txt"; fi
  if [ ! -e "$database" ]; then rm -f "$var/demo-done"; touch "$unfinished"; fi
  if [ ! -e "$var/demo-done" ]; then
    # Every act is a task of its own here; what is told is how far it is.
    BIHUAN_LOG=${BIHUAN_LOG:-WARNING} .venv/bin/bihuan demo --if-empty
    rm -f "$unfinished"
    touch "$var/demo-done"
  fi
fi
exec .venv/bin/bihuan serve --port "$port"
