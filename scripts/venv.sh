#!/usr/bin/env bash
# Makes .venv from the first Python >= 3.11 and installs exactly what the lock file names.
set -euo pipefail
cd "$(dirname "$0")/.."

suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if ! suits .venv/bin/python; then
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && suits "$candidate"; then python=$candidate; break; fi
  done
  [ -n "${python:-}" ] || { echo "bihuan needs Python 3.11 or newer; none was found." >&2; exit 1; }
  rm -rf .venv
  "$python" -m venv .venv || {
    echo "The Python found has no venv module. On Debian: apt-get install python3-venv" >&2; exit 1; }
fi
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
pip install --require-hashes --requirement requirements/dev.txt
pip install --no-deps --no-build-isolation --no-index --editable .
echo "Python environment ready: $(.venv/bin/python --version)."
