#!/usr/bin/env bash
# Compiles requirements/*.in into lock files, and package.json into package-lock.json: hashes, every
# supported Python, and no address of any index. Give package names to move only these:
#   scripts/lock.sh django ruff        (with no name, nothing moves that still satisfies *.in)
set -euo pipefail
cd "$(dirname "$0")/.."

moves=()
for name in "$@"; do moves+=(--upgrade-package "$name"); done
index=$(.venv/bin/pip config get global.index-url 2>/dev/null || true)
for name in base dev; do
  env -u PIP_FIND_LINKS -u UV_FIND_LINKS ${index:+UV_DEFAULT_INDEX="$index"} \
    .venv/bin/uv --no-config pip compile "requirements/$name.in" --output-file "requirements/$name.txt" \
    --universal --python-version 3.11 --generate-hashes --native-tls --quiet \
    --no-header --no-emit-index-url --no-emit-find-links ${moves[@]+"${moves[@]}"}
done
npm install --package-lock-only --loglevel=error
.venv/bin/python scripts/clean_npm_lock.py
if grep -nE 'https?://|file:|/(root|home)/' requirements/*.txt package-lock.json; then
  echo "A lock file names a place; see the lines above." >&2
  exit 1
fi
