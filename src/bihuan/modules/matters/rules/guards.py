"""Why a step of a matter list is refused. Each guard answers with sentences that name the rows.

Guards read the rows and seals of the one list they are asked about, and nothing else.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from bihuan.kernel.access import once_a_page
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import Refusal, says
from bihuan.kernel.process.api import detail_now
from bihuan.kernel.vault import api as vault
from bihuan.modules.matters.models import (
    ListState,
    MatterList,
    MatterRole,
    MatterRow,
    Publication,
)
from bihuan.modules.matters.rules.content import (
    Change,
    Content,
    canonical,
    content_of,
    differences,
    digest,
)
from bihuan.modules.matters.rules.faults import (
    missing_sentences,
    named,
    repeal_sentences,
    row_place,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.process import Attempt
    from bihuan.modules.matters.models import RowNote, Seal

FIRST, SECOND = "deputy", "principal"
ROLE_LABELS = {FIRST: "分管领导", SECOND: "主要负责人"}


def content_now(matter_list: MatterList) -> Content:
    """The content of the list as it is stored at this moment, whatever the caller still holds.

    A page that only shows asks the database once; an act asks every time.
    """
    return once_a_page(f"matters.content:{matter_list.pk}", partial(_stored_content, matter_list))


def _stored_content(matter_list: MatterList) -> Content:
    stored = list_now(matter_list.pk)
    return content_of(title=stored.case.title, header=stored, rows=rows_now(stored))


def list_now(key: int) -> MatterList:
    """A list with its case as it is stored; a page that only shows reads it once."""
    return detail_now(MatterList, key)


def rows_now(matter_list: MatterList) -> Sequence[MatterRow]:
    """The rows in their order as they are stored; a page that only shows reads them once."""
    found = matter_list.rows.order_by("position", "pk")
    return once_a_page(f"matters.rows:{matter_list.pk}", lambda: list(found))


def digest_now(matter_list: MatterList) -> str:
    """The fingerprint of the content at this moment."""
    return digest(canonical(content_now(matter_list)))


def round_seals(matter_list: MatterList) -> tuple[Seal, ...]:
    """The seals that count now: the latest of the deputy, and of the principal after it."""
    return counting(seals_of(matter_list))


def seals_of(matter_list: MatterList) -> Sequence[Seal]:
    """Every seal ever set on a list, newest first; what was sealed is read where it differs."""
    found = matter_list.seals.order_by("-at", "-pk")
    return once_a_page(f"matters.seals:{matter_list.pk}", lambda: list(found))


def notes_of(matter_list: MatterList) -> Sequence[RowNote]:
    """Every note on a list, oldest first; a page that only shows reads them once."""
    found = matter_list.notes.select_related("matter_list", "row").order_by("pk")
    return once_a_page(f"matters.notes:{matter_list.pk}", lambda: list(found))


def counting(seals: Sequence[Seal]) -> tuple[Seal, ...]:
    """Of all seals of a list, newest first, those that count."""
    first = next((seal for seal in seals if seal.role == FIRST), None)
    if first is None:
        return ()
    second = next((seal for seal in seals if seal.role == SECOND and seal.pk > first.pk), None)
    return (first,) if second is None else (first, second)


def changes_since(
    seal: Seal, now: Content, *, names: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """What changed after this seal was set."""
    if digest(canonical(now)) == seal.snapshot_id:
        return ()
    return differences(json.loads(seal.snapshot.canonical), now, names=names)


def stale_sentence(seal: Seal, now: Content) -> str:
    """Why a seal no longer covers the list, naming every change; "" while it does."""
    if digest(canonical(now)) == seal.snapshot_id:
        return ""
    changes = [f"{change.sentence}；" for change in changes_since(seal, now)]
    label = ROLE_LABELS[seal.role]
    text = named(changes).rstrip("；") if changes else "行的顺序有变动"
    return f"{label}{seal.actor_name}核签之后内容有改动，核签已失效：{text}。请重新送签。"


@says("清单中至少有一个事项")
def rows_exist(attempt: Attempt[MatterList]) -> Refusal | None:
    """A list without a matter is not a list."""
    if attempt.case.rows.exists():
        return None
    return Refusal("no_rows", "清单里还没有事项。请先填写或导入事项，再送审核。")


@says("各事项填写完整准确、清晰直观、具体可行")
def rows_are_complete(attempt: Attempt[MatterList]) -> Refusal | None:
    """完整准确、清晰直观、具体可行: every row says who, why, how and until when."""
    sentences = missing_sentences(attempt.case.rows.order_by("position"))
    return Refusal("row_incomplete", named(sentences)) if sentences else None


@says("表头填写了编制依据、编制处室和生效日期")
def header_is_complete(attempt: Attempt[MatterList]) -> Refusal | None:
    """The header names its basis, the office that drew it up, and the day it takes effect."""
    matter_list = attempt.case
    missing = [
        label
        for value, label in (
            (matter_list.basis_documents.strip(), "编制依据"),
            (matter_list.drafting_office.strip(), "编制处室"),
            (matter_list.valid_from, "生效日期"),
        )
        if not value
    ]
    if not missing:
        return _personal_header(matter_list)
    return Refusal("header_incomplete", f"清单表头没有填写{'、'.join(missing)}。请经办人补填。")


def _personal_header(matter_list: MatterList) -> Refusal | None:
    """The header becomes public as it stands: a personal number in it is named in time."""
    copy = Publication(
        title=matter_list.title,
        issuing_office=matter_list.drafting_office,
        basis_documents=matter_list.basis_documents,
    )
    found = [f"{label}里有{each.label} {each.shown}" for _, label, each in vault.personal_of(copy)]
    if not found:
        return None
    return Refusal(
        "personal_data",
        f"清单表头{'；'.join(found)}。表头要公开，请删去，或者换成办公电话等可以公开的内容。",
    )


@says("各事项没有引用清单生效之日已废止的法律法规")
def laws_are_in_force(attempt: Attempt[MatterList]) -> Refusal | None:
    """No row cites a law that is repealed on the day the list takes effect."""
    on = attempt.case.valid_from or civil_day(attempt.at)
    rows = attempt.case.rows.order_by("position")
    sentences = repeal_sentences(rows, on=on)
    return Refusal("law_repealed", named(sentences)) if sentences else None


@says("核签人所见内容与清单现有内容一致")
def seen_is_current(attempt: Attempt[MatterList]) -> Refusal | None:
    """The certifier signs what was on the page; if that changed meanwhile, look again."""
    if attempt.case.content_digest == digest_now(attempt.case):
        return None
    return Refusal(
        "seen_is_old",
        "您打开页面之后清单内容有改动，核签的不是现在这一稿。请刷新页面，看过改动后再核签。",
        "content_digest",
    )


@says("分管领导已核签，核签后内容没有改动")
def first_seal_is_fresh(attempt: Attempt[MatterList]) -> Refusal | None:
    """The principal certifies the very content the deputy certified."""
    seals = round_seals(attempt.case)
    if not seals:
        return Refusal("no_first_seal", "分管领导还没有核签。请先由分管领导核签。")
    sentence = stale_sentence(seals[0], content_now(attempt.case))
    return Refusal("seal_stale", sentence) if sentence else None


@says("主要负责人核签人与分管领导核签人不是同一人")
def second_certifier_is_another(attempt: Attempt[MatterList]) -> Refusal | None:
    """Four eyes: the second certifier is not the first, in whatever post or by deputy."""
    seals = round_seals(attempt.case)
    if not seals:
        return None
    first, actor = seals[0], attempt.actor
    same_account = actor.account_id is not None and actor.account_id == first.account_id
    if actor.key != first.actor_key and not same_account:
        return None
    return Refusal(
        "same_certifier",
        f"分管领导核签人是{first.actor_name}，主要负责人核签须由另一人完成。请由主要负责人本人办理。",
    )


@says("两位领导均已核签，核签后内容没有改动")
def both_seals_are_fresh(attempt: Attempt[MatterList]) -> Refusal | None:
    """What is filed is what both leaders certified, to the letter."""
    seals = round_seals(attempt.case)
    if len(seals) < len(ROLE_LABELS):
        return Refusal("seal_missing", "清单没有两位领导的核签。请重新送签。")
    now = content_now(attempt.case)
    sentence = stale_sentence(seals[0], now) or stale_sentence(seals[1], now)
    return Refusal("seal_stale", sentence) if sentence else None


@says("本单位单独牵头的事项，同一地区没有其他单位也列为单独牵头")
def sole_lead_is_single(attempt: Attempt[MatterList]) -> Refusal | None:
    """Two bodies of one region do not both claim to lead the same matter alone."""
    matter_list = attempt.case
    mine = {
        row.name_key: row
        for row in matter_list.rows.filter(role=MatterRole.LEAD).order_by("position")
    }
    others = (
        MatterRow.objects.filter(
            name_key__in=list(mine),
            role=MatterRole.LEAD,
            matter_list__case__region=matter_list.case.region,
            matter_list__case__state__in=(ListState.FILED, ListState.ACCEPTED, ListState.PUBLISHED),
        )
        .exclude(matter_list__case__body=matter_list.case.body)
        .exclude(matter_list__superseded_by__case__state=ListState.PUBLISHED)
        .select_related("matter_list__case")
        .order_by("position")
    )
    sentences = tuple(
        f"{row_place(mine[other.name_key])}已由“{other.matter_list.case.title}”列为单独牵头，"
        "请改为共同牵头，或者提请明确牵头部门。"
        for other in others
    )
    return Refusal("lead_claimed_twice", named(sentences)) if sentences else None


@says("已登记受理备案的环委办")
def office_is_known(attempt: Attempt[MatterList]) -> Refusal | None:
    """There is a commission office to file with."""
    if attempt.case.office_body:
        return None
    return Refusal("no_office", "没有找到同级环委办，无法报备。请联系系统管理员登记环委办。")


@says("计划公开日期不早于办理当天")
def planned_date_is_not_past(attempt: Attempt[MatterList]) -> Refusal | None:
    """A planned date of publication lies ahead of the filing or on its day."""
    planned = attempt.case.planned_publish_on
    if planned is None or planned >= civil_day(attempt.at):
        return None
    return Refusal(
        "planned_in_past",
        f"计划公开日期{planned.isoformat()}早于今天。请填写今天或者以后的日期。",
        "planned_publish_on",
    )


@says("本次报备至少有一条行内审核意见")
def a_note_says_what(attempt: Attempt[MatterList]) -> Refusal | None:
    """A list comes back with a note on the very row that is wrong."""
    if open_notes_of_round(attempt.case, attempt.case.filing_round):
        return None
    return Refusal(
        "no_row_note", "还没有在任何一行写审核意见。请先在需要补正的事项上写明意见，再退回。"
    )


@says("本次报备没有行内审核意见")
def no_note_is_open(attempt: Attempt[MatterList]) -> Refusal | None:
    """A filing with open objections is not accepted."""
    count = open_notes_of_round(attempt.case, attempt.case.filing_round)
    if not count:
        return None
    return Refusal(
        "notes_open",
        f"本次报备有{count}条行内审核意见。请退回补正，或者删去这些意见后再予以备案。",
    )


@says("环委办的每条审核意见都有补正说明")
def notes_are_answered(attempt: Attempt[MatterList]) -> Refusal | None:
    """Each note of the office has an answer before the list is certified again."""
    notes = attempt.case.notes.filter(released_at__isnull=False, answered_at__isnull=True)
    sentences = tuple(
        f"事项{note.row_code}的审核意见“{note.text[:30]}”还没有补正说明。"
        for note in notes.order_by("pk")
    )
    return Refusal("note_unanswered", named(sentences)) if sentences else None


def open_notes_of_round(matter_list: MatterList, filing_round: int) -> int:
    """How many notes the office wrote on this filing."""
    return sum(note.filing_round == filing_round for note in notes_of(matter_list))


def formed_at(matter_list: MatterList) -> datetime | None:
    """When the content now in force was certified by the principal."""
    seals = round_seals(matter_list)
    return seals[-1].at if len(seals) == len(ROLE_LABELS) else None
