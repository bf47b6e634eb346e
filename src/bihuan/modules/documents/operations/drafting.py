"""拟稿: beginning a paper and changing it while it may still change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.documents.effects.annexing import ANNEX
from bihuan.modules.documents.effects.keeping import LONGEST_TITLE, keep_content
from bihuan.modules.documents.models import Openness, PaperWord, Receiving, Sending, Urgency
from bihuan.modules.documents.policies import is_editable, may_edit
from bihuan.modules.documents.process import SENDING
from bihuan.modules.documents.queries.templates import template_on
from bihuan.modules.documents.rules import secrecy, verbs
from bihuan.modules.documents.rules.annexing import with_files
from bihuan.modules.documents.rules.checkup import findings
from bihuan.modules.documents.rules.looked_up import checked_paper
from bihuan.modules.documents.rules.making import Written, composed, kind_named
from bihuan.modules.documents.rules.values import BadPaper
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.documents.rules.checkup import Finding
    from bihuan.modules.documents.rules.values import Form, Kind, Paper


class PaperRefused(ValueError):
    """The paper cannot be kept so; `errors` holds a sentence per field ("" for the whole)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep the sentences."""
        self.errors = dict(errors)
        super().__init__("".join(self.errors.values()))


class PaperConflict(PaperRefused):
    """Somebody else changed the paper meanwhile."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a drafter fills in: the fields of the kind in `data`, bodies by their codes."""

    kind: str
    data: Mapping[str, Any]
    recipients: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    cosigners: tuple[str, ...] = ()
    annexes: tuple[Mapping[str, Any], ...] = ()
    urgency: str = Urgency.PLAIN
    openness: str = Openness.ON_REQUEST
    openness_reason: str = ""
    word: str = ""
    unit: str = ""
    phone: str = ""
    needs_answer: bool = False
    answer_by: date | None = None


def preview(draft: Draft, *, body: str, on: date) -> Paper:
    """The paper as it would be printed now; nothing is kept.

    :raises PaperRefused: it cannot be printed, or bears marks of classified content.
    """
    errors = _secrets(draft)
    if errors:
        raise PaperRefused(errors)
    try:
        return composed(
            Written(
                body=body,
                kind=draft.kind,
                data=draft.data,
                recipients=draft.recipients,
                cc=draft.cc,
                urgency=draft.urgency,
                annexes=draft.annexes,
                template=template_on(body, draft.kind, on),
            ),
            on=on,
        )
    except BadPaper as fault:
        raise PaperRefused({"": "".join(fault.faults)}) from fault


def findings_of(
    kind: Kind, paper: Paper, draft: Draft, *, body: str, on: date
) -> tuple[Finding, ...]:
    """What 公文体检 finds in a paper that is being drafted."""
    return findings(
        checked_paper(
            kind,
            paper,
            title=paper.title,
            body=body,
            recipients=draft.recipients,
            cc=draft.cc,
            data=draft.data,
            on=on,
        )
    )


@transaction.atomic
def start_paper(
    draft: Draft,
    *,
    source: str = "",
    answers: Receiving | None = None,
    once: str = "",
    actor: Actor,
    at: datetime,
) -> Sending:
    """Begin a paper of the actor's own body.

    `source` is the number of the case it comes from; `answers` the received paper it answers.

    :raises PaperRefused: something in it cannot be kept.
    :raises Refused: this actor may not begin a paper.
    """
    on = civil_day(at)
    values = _judged(draft, body=actor.body, on=on)
    paper = preview(draft, body=actor.body, on=on)
    body = organisations.body(actor.body, on=on)
    sending: Sending = process.open_case(
        SENDING,
        title=paper.title[:LONGEST_TITLE],
        body=actor.body,
        region=body.region,
        line=body.line,
        fields={
            **values,
            "kind": draft.kind,
            "drafter": actor.name,
            "drafter_key": actor.key,
            "source": source,
            "source_data": dict(draft.data) if source else {},
            "answers": answers,
        },
        topic=source[:80],
        once=once,
        actor=actor,
        at=at,
    )
    keep_content(sending, on)
    return sending


@transaction.atomic
def save_paper(
    sending: Sending, draft: Draft, *, revision: int, actor: Actor, at: datetime
) -> Sending:
    """Change a paper while it is drafted or reviewed.

    :raises PaperRefused: not allowed, not now, or something in it cannot be kept.
    :raises PaperConflict: somebody changed it since `revision`.
    """
    held = _hold(sending, actor=actor)
    if held.content_revision != revision:
        raise PaperConflict(
            {"": "文稿在您打开之后已被改动，没有保存。请对照现在保存着的文稿，改好后再保存。"}
        )
    on = civil_day(at)
    files = dict(held.case.attachments.filter(key=ANNEX).order_by("pk").values_list("name", "sm3"))
    values = _judged(draft, body=held.case.body, on=on, files=files)
    preview(draft, body=held.case.body, on=on)
    before = {name: getattr(held, name) for name in values}
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=list(values))
    ledger.record(
        verbs.SAVED.key,
        actor=actor,
        at=at,
        subject=held.case.subject,
        facts={"fields": tuple(sorted(name for name in values if before[name] != values[name]))},
    )
    keep_content(held, on)
    return held


def default_word(body: str, form: Form | None) -> str:
    """The word a body most likely numbers this form by, "" where it has registered none."""
    words = list(PaperWord.objects.filter(body=body, active=True).order_by("pk"))
    wanted = {"letter": "函", "document": "文件", "minutes": "纪要"}.get(str(form), "")
    for each in words:
        if wanted and wanted in (each.purpose, each.word[-len(wanted) :]):
            return each.word
    return words[0].word if words else ""


def _hold(sending: Sending, *, actor: Actor) -> Sending:
    ledger.lock()  # before the rows: docs/develop/locking.md
    held = (
        Sending.objects.select_related("case")
        .select_for_update(of=("self", "case"))
        .get(pk=sending.pk)
    )
    if not is_editable(held):
        label = SENDING.state_label(held.case.state)
        raise PaperRefused({"": f"文稿现在的状态是“{label}”，不能修改。需要修改的，请先退回。"})
    if not may_edit(actor, held):
        raise PaperRefused({"": "拟稿时由本单位经办人修改；审核、核稿时由当时的审核人修改。"})
    return held


def _secrets(draft: Draft) -> dict[str, str]:
    kind = kind_named(draft.kind)
    labels = {each.key: each.label for each in kind.fields} if kind else {}
    typed = {**draft.data, "annexes": list(draft.annexes)}
    labels["annexes"] = "附件"
    return {
        key: secrecy.refusal_sentence(f"“{labels.get(key, key)}”中", marks)
        for key, value in typed.items()
        if (marks := secrecy.marks_in(value))
    }


def _judged(
    draft: Draft, *, body: str, on: date, files: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The values as they are stored.

    :raises PaperRefused: with a sentence for each field.
    """
    kind = kind_named(draft.kind)
    if kind is None:
        raise PaperRefused({"": "没有这种公文。请从公文种类中选择。"})
    errors = _secrets(draft) | _address_faults(draft, kind, body=body, on=on)
    errors |= _choice_faults(draft, body=body, on=on)
    annexes, missing = with_files((dict(each) for each in draft.annexes), files or {})
    if missing:
        errors["annexes"] = missing
    if errors:
        raise PaperRefused(errors)
    return {
        "data": dict(draft.data),
        "template": template_on(body, draft.kind, on),
        "recipients": list(draft.recipients),
        "cc": list(draft.cc),
        "cosigners": list(draft.cosigners),
        "annexes": annexes,
        "urgency": draft.urgency,
        "openness": draft.openness,
        "openness_reason": draft.openness_reason.strip(),
        "word": draft.word or default_word(body, kind.form),
        "unit": draft.unit.strip(),
        "phone": draft.phone.strip(),
        "needs_answer": draft.needs_answer,
        "answer_by": draft.answer_by if draft.needs_answer else None,
    }


def _address_faults(draft: Draft, kind: Kind, *, body: str, on: date) -> dict[str, str]:
    found = {
        name: _fault_of(codes, label, body=body, on=on)
        for name, label, codes in (
            ("recipients", "主送", draft.recipients),
            ("cc", "抄送", draft.cc),
            ("cosigners", "会签单位", draft.cosigners),
        )
    }
    if len(draft.recipients) > 1 and not kind.several_recipients:
        found["recipients"] = f"“{kind.label}”只能主送一个单位。其他单位可以抄送。"
    return {name: fault for name, fault in found.items() if fault}


def _choice_faults(draft: Draft, *, body: str, on: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    known = PaperWord.objects.filter(body=body, word=draft.word, active=True)
    if draft.word and not known.exists():
        errors["word"] = f"“{draft.word}”不是本单位登记并启用的发文代字。请从列表中选择。"
    if draft.urgency not in Urgency.values:
        errors["urgency"] = "紧急程度只有普通、加急、特急。"
    if draft.openness not in Openness.values:
        errors["openness"] = "公开属性只有主动公开、依申请公开、不予公开。"
    if draft.needs_answer and draft.answer_by is None:
        errors["answer_by"] = "要求答复的，请填写答复期限。"
    if draft.needs_answer and draft.answer_by is not None and draft.answer_by < on:
        errors["answer_by"] = "答复期限早于今天。请填写今天或者以后的日期。"
    return errors


def _fault_of(codes: tuple[str, ...], label: str, *, body: str, on: date) -> str:
    for code in codes:
        try:
            organisations.body(code, on=on)
        except LookupError:
            return f"“{label}”中的“{code}”不在机构名册里。"
    if body in codes:
        return f"“{label}”里有本单位。请删去。"
    if len(set(codes)) != len(codes):
        return f"“{label}”里有重复的单位。请删去重复的。"
    return ""
