"""Puts what the pages use from node_modules into static/vendor, and nothing else."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/LICENSE": "tabler.LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
    "zrender/LICENSE": "zrender.LICENSE.txt",
    "tslib/LICENSE.txt": "tslib.LICENSE.txt",
}
BUNDLES = {ROOT / "scripts" / "echarts.mjs": ("echarts.min.js", "echarts")}
"""Entry → (file, the one global name it takes)."""
OLDEST = "chrome90,firefox91,safari15"


def main() -> None:
    """Make the folder anew, so that a file dropped from the list disappears."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, target in FILES.items():
        shutil.copyfile(PACKAGES / source, VENDOR / target)
    for entry, (target, name) in BUNDLES.items():
        bundle(entry, VENDOR / target, name)
    print(f"Front-end files ready: {len(FILES) + len(BUNDLES)} in static/vendor.")


def bundle(entry: Path, target: Path, name: str) -> None:
    """Bundle one entry with what it uses, by the program npm brought for this kind of machine."""
    programs = sorted(PACKAGES.glob("@esbuild/*/bin/esbuild"))
    if not programs:
        message = "esbuild is not in node_modules; run scripts/assets.sh."
        raise SystemExit(message)
    subprocess.run(
        [
            str(programs[0]),
            str(entry),
            "--bundle",
            "--minify",
            "--format=iife",
            f"--global-name={name}",
            f"--target={OLDEST}",
            "--legal-comments=none",
            "--log-level=warning",
            "--charset=utf8",
            f"--outfile={target}",
        ],
        check=True,
        cwd=ROOT,
    )


if __name__ == "__main__":
    main()
