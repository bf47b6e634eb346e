"""Faults of rows and lists, each a sentence that names the row. Nothing here reads the database."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from bihuan.kernel.vault import api as vault
from bihuan.modules.matters.models import MatterRole, MatterRow
from bihuan.modules.matters.rules.bases import bases_of
from bihuan.modules.matters.rules.instruments import register
from bihuan.modules.matters.rules.publishing import public_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONG_TERM = "长期"
MOST_NAMED = 12
VAGUE = frozenset({"其他", "有关工作", "相关工作", "其他工作"})


def row_place(row: MatterRow) -> str:
    """How a row is named in a sentence."""
    return f"第{row.position}行（{row.code}）“{row.name[:20]}”"


def completion_fault(text: str) -> str | None:
    """Why this completion time cannot be used; None when it can."""
    if not text or text == LONG_TERM:
        return None
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if match is not None:
        try:
            date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return f"“{text}”不是有效的日期。请填“长期”，或者按 2023-12-31 的样子填写。"
        return None
    return f"“{text[:20]}”不能作完成时限。请填“长期”，或者按 2023-12-31 的样子填写。"


def row_faults(row: MatterRow) -> tuple[tuple[str, str], ...]:
    """What must change in a row before it can be filed: pairs of field and sentence."""
    found: list[tuple[str, str]] = []
    if not row.name.strip() or row.name.strip() in VAGUE:
        found.append(("name", "事项名称要写成一句具体的话"))
    if not row.lead_office.strip():
        found.append(("lead_office", "没有填写牵头处室"))
    if not row.leader.strip():
        found.append(("leader", "没有填写责任领导"))
    if not (row.legal_bases or row.sanding_clause.strip() or row.duty_list_clause.strip()):
        found.append(
            ("legal_bases", "没有依据来源，法律法规、三定规定、责任清单三项至少填一项（通知2.1.2）")
        )
    if not row.measures.strip():
        found.append(("measures", "没有填写主要措施"))
    if not row.completion.strip():
        found.append(("completion", "没有填写完成时限，常年工作请填“长期”"))
    if not row.publishable and not row.unpublished_reason.strip():
        found.append(("unpublished_reason", "选择了不公开，但没有写明理由"))
    if row.publishable and not row.public_contact.strip():
        found.append(("public_contact", "没有填写公众咨询电话"))
    if row.role == MatterRole.JOINT_LEAD and not row.co_bodies:
        found.append(("co_bodies", "是共同牵头，但没有写明与哪些单位共同牵头"))
    return (*found, *_personal_faults(row))


def _personal_faults(row: MatterRow) -> Iterator[tuple[str, str]]:
    """What the last gate would refuse, said while somebody can still change it."""
    if not row.publishable:
        return
    copy = public_matter(row, position=row.position, categories={}, names={})
    for field, label, each in vault.personal_of(copy):
        where = "legal_bases" if field == "bases" else field
        seen = f"{label}里有{each.label} {each.shown}"
        yield where, f"{seen}，这一行要公开，请删去，或者换成办公电话等可以公开的内容"


def missing_sentences(rows: Iterable[MatterRow]) -> tuple[str, ...]:
    """Every gap of every row, one sentence each."""
    return tuple(
        f"{row_place(row)}{sentence}。" for row in rows for _name, sentence in row_faults(row)
    )


def repeal_sentences(rows: Iterable[MatterRow], *, on: date) -> tuple[str, ...]:
    """Rows that cite a law no longer in force on the day the list takes effect."""
    return tuple(
        f"{row_place(row)}引用的{proposal.sentence}（{proposal.instrument.repeal_basis}）"
        for row in rows
        for proposal in register().repealed(bases_of(row.legal_bases), on=on)
    )


def same_matter(name: str) -> str:
    """A matter's name as it is compared between lists."""
    folded = unicodedata.normalize("NFKC", name)
    return re.sub(r"[\W_]+", "", folded).casefold()


def named(sentences: Sequence[str]) -> str:
    """Several sentences as one paragraph; beyond a dozen the rest is counted."""
    shown = "".join(sentences[:MOST_NAMED])
    rest = len(sentences) - MOST_NAMED
    return f"{shown}另有{rest}处。" if rest > 0 else shown
