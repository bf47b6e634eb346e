"""Packs an installation that needs no network: `make bundle [OUT=FILE.tar]`.

Wheels of exactly the locked requirements for this kind of machine, the source of the commit that is
checked out, the front-end files and the typefaces that were fetched, and `install.sh`. Build it on
a machine like the one it is for: same processor, same Python. Every file stands in SHA256SUMS.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("CHANGELOG.md", "LICENSE", "README.md", "README.zh-CN.md", "docs", "manage.py", "policies")
CODE = ("pyproject.toml", "requirements", "scripts", "src")
BUILDS = "setuptools"
"""Puts the product itself into the environment; locked among what building needs."""
SUMS = "SHA256SUMS"


def main() -> None:
    """Gather, seal, pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, help="a .tar, or a folder to be made")
    parser.add_argument("--fonts", type=Path, default=ROOT / "var" / "fonts")
    asked = parser.parse_args()
    name = f"bihuan-{version()}-{python()}-{platform.machine()}"
    output = asked.output or ROOT / "build" / f"{name}.tar"
    if output.exists():
        sys.exit(f"{output} is there already.")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix="bundling-") as place:
        folder = Path(place) / name
        folder.mkdir()
        source(folder / "app")
        wheels(folder)
        typefaces(asked.fonts, folder / "fonts")
        shutil.copy2(ROOT / "scripts" / "install.sh", folder / "install.sh")
        (folder / "PYTHON").write_text(f"{python()}\n", encoding="ascii")
        seal(folder)
        if output.suffix == ".tar":
            with tarfile.open(Path(place) / "made.tar", "w") as tar:
                tar.add(folder, arcname=name)
            (Path(place) / "made.tar").replace(output)
            print(f"{output}: {output.stat().st_size / 2**20:.0f} MB, SHA-256 {digest(output)}")
        else:
            folder.replace(output)
            print(f"{output}: SHA-256 of {SUMS} {digest(output / SUMS)}")


def version() -> str:
    """Return the version of the product as its source says it."""
    text = (ROOT / "src" / "bihuan" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    assert found is not None  # noqa: S101  the build fails without it as well
    return found[1]


def python() -> str:
    """Return which Python the wheels are for."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def source(target: Path) -> None:
    """Write what is committed, and the front-end files beside it; nothing that merely lies here."""
    vendor = ROOT / "static" / "vendor"
    if not (vendor / "htmx.min.js").exists():
        sys.exit("static/vendor is empty; run `make env` before.")
    words = ["git", "archive", "HEAD", "--", *PARTS, *CODE]
    packed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as tar:
        tar.extractall(target, filter="data")
    for tests in list((target / "src").rglob("tests")):
        shutil.rmtree(tests)
    shutil.copytree(vendor, target / "static" / "vendor")


def wheels(folder: Path) -> None:
    """Fetch the wheels of the lock file, each compared with its hash."""
    lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    dev = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{BUILDS}==.*?(?=^\S|\Z)", dev, re.MULTILINE | re.DOTALL)
    assert found is not None  # noqa: S101  dev.in names it
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{lock}\n{found[0]}", encoding="utf-8")
    words = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(wanted)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "download", *words, "--dest", str(folder / "wheels")], check=True)


def typefaces(found: Path, target: Path) -> None:
    """Take along what scripts/fonts.sh fetched; without, papers are set in what the system has."""
    if found.is_dir():
        shutil.copytree(found, target)
    else:
        target.mkdir()
        print(f"No typefaces in {found}; run scripts/fonts.sh to take them along.")


def seal(folder: Path) -> None:
    """Write the digest of every file, in the form of sha256sum."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
