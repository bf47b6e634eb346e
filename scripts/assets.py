"""Copies what the pages use from node_modules into static/vendor, and nothing else."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/LICENSE": "tabler.LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
}


def main() -> None:
    """Make the folder anew, so that a file dropped from the list disappears."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, target in FILES.items():
        shutil.copyfile(PACKAGES / source, VENDOR / target)
    print(f"Front-end files ready: {len(FILES)} in static/vendor.")


if __name__ == "__main__":
    main()
