"""From working rows to the public copy: which words leave, and the file that carries them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bihuan.modules.matters.models import PublishedMatter
from bihuan.modules.matters.rules.bases import bases_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bihuan.modules.matters.models import MatterRow, Publication

PUBLIC_FIELDS = (
    "position",
    "code",
    "name",
    "description",
    "category",
    "role",
    "lead_office",
    "partners",
    "bases",
    "level",
    "supervised_object",
    "measures",
    "target",
    "output",
    "completion",
    "public_contact",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def public_label(name: str) -> str:
    """The head of a public column."""
    return str(PublishedMatter._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented API


def public_matter(
    row: MatterRow, *, position: int, categories: Mapping[str, str], names: Mapping[str, str]
) -> PublishedMatter:
    """One public row. Only what is named here leaves: no leader, no internal contact, no note."""
    return PublishedMatter(
        position=position,
        code=row.code,
        name=row.name,
        description=row.description,
        category=categories.get(row.category, row.category),
        role=row.get_role_display(),
        lead_office=row.lead_office,
        partners="、".join(names.get(code, code) for code in row.co_bodies),
        bases=bases_line(row),
        level=row.get_level_display(),
        supervised_object=row.supervised_object,
        measures=row.measures,
        target=row.target,
        output=row.output,
        completion=row.completion,
        public_contact=row.public_contact,
        identity=row.identity,
    )


def bases_line(row: MatterRow) -> str:
    """Every source of a row as one line."""
    sources = [bases_text(row.legal_bases)]
    if row.sanding_clause:
        sources.append(f"三定规定：{row.sanding_clause}")
    if row.duty_list_clause:
        sources.append(f"责任清单：{row.duty_list_clause}")
    return "；".join(source for source in sources if source)


def csv_bytes(publication: Publication, matters: Iterable[PublishedMatter]) -> bytes:
    """The downloadable file, byte for byte the same for the same publication.

    UTF-8 with a byte-order mark and CRLF, as office programs expect; a cell that a spreadsheet
    would take for a formula is led by an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    head = ["单位", "清单", "版次", "公开日期"]
    writer.writerow([*head, *(public_label(name) for name in PUBLIC_FIELDS)])
    lead = [
        publication.body_name,
        publication.title,
        f"{publication.year}年第{publication.list_version}版",
        publication.published_on.isoformat(),
    ]
    for matter in matters:
        cells = [*lead, *(str(getattr(matter, name)) for name in PUBLIC_FIELDS)]
        writer.writerow([_plain_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain_cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
