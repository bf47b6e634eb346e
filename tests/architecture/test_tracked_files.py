"""What is committed is ours: no package index, no path of a machine, no foreign code."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

# Addresses that may be written down: standards, this machine, invented names, and the public
# bodies whose rules are carried out here.
WELCOME = re.compile(
    r"(^|\.)(w3\.org|purl\.org|xmlns\.com|sitemaps\.org|apache\.org|localhost|127\.0\.0\.1|testserver"
    r"|example(\.\w+)*|gov\.cn|invalid|test|openxmlformats\.org|192\.0\.2\.1)$"
)
ADDRESS = re.compile(
    r"(?:https?|postgres(?:ql)?)://(?:[^\s/@\"'<>]*@)?([^\s/\"'<>)`,，。）；{}\\]*)"
)
# Written in halves, so that this file does not name them either.
INDEXES = re.compile(
    "py" + r"pi\.org|python" + r"hosted|npm" + r"js\.org|npm" + r"mirror|debian\.org"
)
MACHINES = re.compile(r"(?<![\w.$}\-/])/(?:ro" + r"ot|wo" + r"rk|ho" + r"me|tm" + r"p|opt)/[\w.]")
MAKERS = re.compile(
    r"\b(?:clau"
    r"de|anthro"
    r"pic|open"
    r"ai|chat"
    r"gpt|co"
    r"pilot|AI-gene"
    r"rated)\b",
    re.IGNORECASE,
)
FOREIGN = ("node_modules/", "static/vendor/", ".venv/", "dist/")
BINARY = frozenset({".png", ".jpg", ".xlsx", ".docx", ".pdf", ".ico", ".woff2"})


def faults(place: str, text: str) -> Iterator[str]:
    """Judge one tracked file."""
    if place.startswith(FOREIGN) or place.endswith((".min.js", ".min.css")):
        yield f"{place}: third-party files come by name and lock"
    for number, line in enumerate(text.splitlines(), start=1):
        for host in ADDRESS.findall(line):
            name = host.split(":")[0].rstrip(".")
            if "." in name and not WELCOME.search(name):
                yield f"{place}:{number}: names {host}"
        for pattern, what in (
            (INDEXES, "an index of packages"),
            (MACHINES, "a path of one machine"),
            (MAKERS, "a tool it was made with"),
        ):
            if found := pattern.search(line):
                yield f"{place}:{number}: names {what}: {found[0]}"


def tracked() -> list[Path]:
    """Return the files git knows; outside a checkout there is nothing to judge."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  the git of whoever runs this
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def test_tracked_files_are_ours() -> None:
    found: list[str] = []
    for path in tracked():
        place = path.relative_to(ROOT).as_posix()
        text = "" if path.suffix in BINARY else path.read_text(encoding="utf-8")
        found += faults(place, text)
    assert not found, "\n" + "\n".join(found)


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pins = re.findall(r"^[\w.\-]+(?:\[[\w,]+\])?==", text, re.MULTILINE)
        blocks = re.split(r"^(?=[\w.\-]+(?:\[[\w,]+\])?==)", text, flags=re.MULTILINE)[1:]
        assert len(pins) == len(blocks) > 10
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("see https://" + "cdn.invalid.com/x.js", "see https://www.gov.cn/zhengce/x.htm"),
        ("see https://" + "github.com/a/b", 'xmlns="http://www.w3.org/2000/svg"'),
        ("--index-url https://" + "py" + "pi.org/simple", "pip install django"),
        ("cd /" + "ro" + "ot/x", "cd var/x"),
        ("in /" + "wo" + "rk/main", "in src/tmp/main"),
        ("written by Clau" + "de", "a clause"),
    ],
)
def test_a_planted_fault_is_caught(bad: str, good: str) -> None:
    assert list(faults("docs/page.md", bad))
    assert not list(faults("docs/page.md", good))


def test_foreign_code_is_caught() -> None:
    assert list(faults("static/vendor/htmx.js", ""))
    assert list(faults("src/bihuan/kernel/ui/static/ui/x.min.js", ""))
    assert not list(faults("src/bihuan/kernel/ui/static/ui/bihuan.css", ""))
