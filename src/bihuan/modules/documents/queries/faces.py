"""Which typefaces this machine has for each role, and what they lack.

A role names the agency's own faces first (they may be mounted, BIHUAN_FONTS), then the open ones.
Coverage is read from the font files themselves, so that a paper can name what fell back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RARE: Final = ("Noto Serif CJK SC", "HanaMinA", "HanaMinB")
WANTED: Final[dict[str, tuple[str, ...]]] = {
    "fangsong": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "FandolFang R", *RARE),
    "kaiti": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "FandolKai", "LXGW WenKai", *RARE),
    "heiti": ("SimHei", "黑体", "FandolHei", "Noto Sans CJK SC", *RARE),
    "xiaobiaosong": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FandolSong", *RARE),
    "songti": ("SimSun", "宋体", "FandolSong", *RARE),
}
# Faces that are the real thing or its accepted open substitute; further ones are fallbacks.
PROPER: Final = frozenset({
    "FangSong_GB2312", "仿宋_GB2312", "FangSong", "FandolFang R", "KaiTi_GB2312", "楷体_GB2312",
    "KaiTi", "FandolKai", "SimHei", "黑体", "FandolHei", "FZXiaoBiaoSong-B05S", "方正小标宋简体",
    "FandolSong", "SimSun", "宋体",
})  # fmt: skip
NAMES: Final = {
    "fangsong": "仿宋",
    "kaiti": "楷体",
    "heiti": "黑体",
    "xiaobiaosong": "小标宋",
    "songti": "宋体",
}
FAMILY: Final = (1, 16)  # names of a family in a font file
SUFFIXES: Final = frozenset({".otf", ".ttf", ".ttc", ".otc"})


@dataclass(frozen=True, slots=True)
class Face:
    """One family: where it is, and which face of a collection."""

    family: str
    path: Path
    number: int


def folders() -> tuple[Path, ...]:
    """Return where typefaces are looked for, the agency's own first."""
    return tuple(path for path in settings.FONT_FOLDERS if path.is_dir())


def _families(path: Path) -> list[tuple[str, int]]:
    """Read the families of a file, and close it."""
    if path.suffix.casefold() in {".ttc", ".otc"}:
        with TTCollection(path, lazy=True) as collection:
            fonts = list(enumerate(collection.fonts))
            return [(name, number) for number, font in fonts for name in _names(font)]
    with TTFont(path, lazy=True) as font:
        return [(name, 0) for name in _names(font)]


def _names(font: TTFont) -> Iterator[str]:
    for record in font["name"].names:
        if record.nameID in FAMILY:
            yield str(record.toUnicode())


@cache
def installed() -> dict[str, Face]:
    """Return every family found, by each of its names."""
    found: dict[str, Face] = {}
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix.casefold() in SUFFIXES and "Mono" not in path.name:
                for family, number in _families(path):
                    found.setdefault(family, Face(family, path, number))
    return found


@cache
def chains() -> dict[str, list[str]]:
    """Return for each role the families there are, best first."""
    have = installed()
    return {role: [name for name in names if name in have] for role, names in WANTED.items()}


@cache
def missing() -> tuple[str, ...]:
    """Say which roles have no proper face on this machine."""
    return tuple(
        f"本机没有{NAMES[role]}字体，以其他字体代替印出；"
        "运行 scripts/fonts.sh，或者在 BIHUAN_FONTS 中指明字体目录。"
        for role, chain in chains().items()
        if not PROPER & set(chain)
    )


@cache
def coverage(family: str) -> bytes:
    """Return the characters a family has, a bit for each: a set of them takes a hundred times that.

    A typeface has some 30,000 characters, and every process of the server keeps five of them.
    """
    face = installed()[family]
    with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
        characters = font.getBestCmap()
    bits = bytearray(max(characters, default=0) // 8 + 1)
    for code in characters:
        bits[code >> 3] |= 1 << (code & 7)
    return bytes(bits)


def has(family: str, char: str) -> bool:
    """Tell whether a family has a character."""
    bits, code = coverage(family), ord(char)
    return code >> 3 < len(bits) and bool(bits[code >> 3] >> (code & 7) & 1)


@lru_cache(maxsize=20_000)
def face_of(char: str, role: str) -> str:
    """Return the family that prints a character in a role; empty where none can."""
    return next((name for name in chains()[role] if has(name, char)), "")
