"""The handbook: `docs/handbook/*.md`, rendered for the help pages.

A chapter is a file; its first heading is its title, its file name its address. The text is ours,
from the repository: nothing a user writes is ever rendered here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import markdown
from django.conf import settings
from django.utils.safestring import SafeString

TITLE = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of the handbook."""

    key: str
    title: str
    path: Path


def folder() -> Path:
    """Return where the handbook lies."""
    return Path(settings.BASE_DIR) / "docs" / "handbook"


def chapters() -> tuple[Chapter, ...]:
    """Return the chapters in the order of their file names; README.md and index.md come first."""
    first = ("index", "README")
    found = sorted(folder().glob("*.md"), key=lambda path: (path.stem not in first, path.stem))
    return tuple(Chapter(path.stem.lower(), _title(path), path) for path in found)


def _title(path: Path) -> str:
    found = TITLE.search(path.read_text(encoding="utf-8"))
    return found.group(1) if found else path.stem


def chapter(key: str) -> Chapter | None:
    """Return one chapter, None when there is none of that name."""
    if not NAME.fullmatch(key):
        return None
    return next((each for each in chapters() if each.key == key), None)


def html_of(chosen: Chapter) -> SafeString:
    """Render a chapter without its title, which the page shows as its own heading."""
    return _render(chosen.path, chosen.path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _render(path: Path, changed: int) -> SafeString:  # noqa: ARG001 - part of the cache key
    text = TITLE.sub("", path.read_text(encoding="utf-8"), count=1)
    text = re.sub(r"\]\((?:\./)?([a-z0-9-]+)\.md(#[^)]*)?\)", r"](/help/\1/\2)", text)
    return SafeString(
        markdown.markdown(text, extensions=["tables", "toc", "sane_lists", "fenced_code"])
    )
