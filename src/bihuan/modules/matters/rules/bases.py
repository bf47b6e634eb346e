"""Legal bases as people write them: 《中华人民共和国农业法》第六十五条（2012-12-28）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ONE = re.compile(
    r"《(?P<instrument>[^《》]{2,100})》"
    r"(?P<article>[^《》；;（）()\n]{0,100}?)"
    r"(?:[（(](?P<version>\d{4}-\d{1,2}-\d{1,2})[^（）()]{0,20}[）)])?",
)
PARTS = re.compile(r"[；;\n]+|、(?=《)")


@dataclass(frozen=True, slots=True)
class LegalBase:
    """One instrument, the article in it, and the day of the version meant (ISO, or "")."""

    instrument: str
    article: str = ""
    version_on: str = ""

    def __str__(self) -> str:
        version = f"（{self.version_on}）" if self.version_on else ""
        return f"《{self.instrument}》{self.article}{version}"

    def as_data(self) -> dict[str, str]:
        """The form stored in the row."""
        return {
            "instrument": self.instrument,
            "article": self.article,
            "version_on": self.version_on,
        }


def parse_bases(text: str) -> tuple[LegalBase, ...]:
    """Read several bases from one cell.

    :raises ValueError: a part is no citation; the message is a sentence.
    """
    found: list[LegalBase] = []
    for part in (piece.strip(" ，。") for piece in PARTS.split(text)):
        if not part:
            continue
        match = ONE.fullmatch(part)
        if match is None:
            raise ValueError(
                f"“{part[:40]}”看不出是哪部法律的哪一条。请写成《法律名称》第几条，多条之间用“；”隔开。"
            )
        version = match["version"] or ""
        if version:
            version = _day(version).isoformat()
        found.append(LegalBase(match["instrument"].strip(), match["article"].strip(), version))
    return tuple(found)


def bases_of(data: Iterable[Mapping[str, Any]]) -> tuple[LegalBase, ...]:
    """The bases stored in a row."""
    return tuple(
        LegalBase(
            str(item.get("instrument", "")),
            str(item.get("article", "")),
            str(item.get("version_on", "")),
        )
        for item in data
    )


def bases_text(data: Iterable[Mapping[str, Any]]) -> str:
    """The bases stored in a row as one line."""
    return "；".join(str(base) for base in bases_of(data))


def _day(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"版本日期“{text}”不是有效的日期。请按 2012-12-28 的样子填写。") from None
