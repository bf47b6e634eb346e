"""Legal bases as departments write them in running text: 《大气污染防治法》第八十一条."""

from __future__ import annotations

import re
from dataclasses import dataclass

ONE = re.compile(
    r"《([^《》]{2,100})》((?:第[\u3007零一二三四五六七八九十百千0-9]+[编章节条款项、和至]*)*)"
)


@dataclass(frozen=True, slots=True)
class Cited:
    """One instrument and the article in it."""

    instrument: str
    article: str

    def as_data(self) -> dict[str, str]:
        """The form a list stores."""
        return {"instrument": self.instrument, "article": self.article, "version_on": ""}


def cited(text: str) -> tuple[Cited, ...]:
    """Every instrument a text cites, each once, in the order of mention."""
    found = (Cited(name.strip(), article.strip("、和至")) for name, article in ONE.findall(text))
    return tuple(dict.fromkeys(found))
