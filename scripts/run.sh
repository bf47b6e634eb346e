#!/usr/bin/env bash
# Brings the database up to date, fills it with the demo the first time, and serves on loopback.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8000}

var=${BIHUAN_VAR:-var}
filled=$var/demo-done
[ -e "$var/bihuan.sqlite3" ] || rm -f "$filled"
.venv/bin/python manage.py migrate --verbosity 0
if [ ! -e "$filled" ] && [ -z "${DATABASE_URL:-}" ]; then
  echo "First start: building the demo province."
  .venv/bin/bihuan demo
  touch "$filled"
fi
echo "bihuan: http://127.0.0.1:$port"
BIHUAN_BIND="127.0.0.1:$port" exec .venv/bin/gunicorn -c python:bihuan.config.gunicorn bihuan.config.wsgi
