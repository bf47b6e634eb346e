"""改写文种模板: an office gives a kind its own words and red head, as a further version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import may
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.documents.models import OfficeTemplate
from bihuan.modules.documents.operations.sampling import MARK, from_mapping
from bihuan.modules.documents.policies import KEEP_TEMPLATES
from bihuan.modules.documents.queries.templates import versions_of
from bihuan.modules.documents.rules import adapting, verbs
from bihuan.modules.documents.rules.making import kind_named
from bihuan.modules.documents.rules.values import Adaptation, BadPaper
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.documents.rules.values import Kind, Paper

LONGEST_WHY = 200


class TemplateRefused(ValueError):
    """The version cannot be kept; `errors` holds a sentence per place ("" for the whole)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep the sentences."""
        self.errors = dict(errors)
        super().__init__("".join(self.errors.values()))


@dataclass(frozen=True, slots=True)
class Adapted:
    """What an office wants: words by place (rules/adapting.py), the head, why, and from when."""

    kind: str
    wording: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    pitch: str = ""
    why: str = ""
    from_on: date | None = None


def specimen(wanted: Adapted, *, body: str, on: date) -> Paper:
    """The invented example of the kind as this body would print it.

    :raises TemplateRefused: the words or the head cannot stand.
    """
    kind = _kind(wanted)
    if errors := _word_errors(kind, wanted, body=body, on=on):
        raise TemplateRefused(errors)
    words = adapting.changed(kind, wanted.wording)
    sample = {**kind.sample, "issuer": organisations.name_on(body, on), "mark": MARK}
    for name in ("head", "office", "joint"):
        sample.pop(name, None)
    try:
        return from_mapping(
            kind.key,
            sample,
            adaptation=Adaptation(body, 0, wanted.head.strip(), wanted.pitch, words),
        )
    except BadPaper as fault:
        raise TemplateRefused({"": "".join(fault.faults)}) from fault


@transaction.atomic
def adapt(wanted: Adapted, *, seen: int, actor: Actor, at: datetime) -> OfficeTemplate:
    """Keep a further version for the actor's own body; `seen` is the newest one the form showed.

    :raises TemplateRefused: not allowed, cannot stand, or somebody kept another one meanwhile.
    """
    if not actor.body or not may(actor, KEEP_TEMPLATES):
        raise TemplateRefused({"": "文种模板由本单位办公室核稿人或者处室负责人改写。"})
    kind, today = _kind(wanted), civil_day(at)
    specimen(wanted, body=actor.body, on=today)  # what cannot be printed is not kept
    ledger.lock()
    before = next(iter(versions_of(actor.body, kind.key)), None)
    newest = before.version if before else 0
    errors = _dates(wanted, before, today)
    if newest != seen:
        errors[""] = "您打开页面之后别人改写了这个模板，没有保存。请刷新页面，对照新的版本再改。"
    words, head = adapting.changed(kind, wanted.wording), wanted.head.strip()
    there = (before.wording, before.head, before.pitch) if before else ({}, "", "")
    if (words, head, wanted.pitch) == there:
        errors[""] = "模板没有改动，不产生新的版本。"
    if errors:
        raise TemplateRefused(errors)
    made = OfficeTemplate.objects.create(
        body=actor.body,
        kind=kind.key,
        version=newest + 1,
        kind_version=kind.version,
        head=head,
        pitch=wanted.pitch,
        wording=words,
        why=wanted.why.strip(),
        from_on=wanted.from_on or today,
        by_key=actor.key,
        by_name=actor.name,
        by_post=actor.post,
        at=at,
    )
    ledger.record(
        verbs.TEMPLATE_ADAPTED.key,
        actor=actor,
        at=at,
        subject=f"body:{actor.body}",
        facts={
            "kind": kind.key,
            "version": made.version,
            "places": tuple(sorted(words)),
            "from_on": made.from_on.isoformat(),
        },
    )
    return made


def _kind(wanted: Adapted) -> Kind:
    kind = kind_named(wanted.kind)
    if kind is None:
        raise TemplateRefused({"": "没有这种公文。请从公文种类中选择。"})
    return kind


def _word_errors(kind: Kind, wanted: Adapted, *, body: str, on: date) -> dict[str, str]:
    errors = adapting.word_faults(kind, adapting.changed(kind, wanted.wording))
    names = (
        organisations.name_on(body, on),
        organisations.names([body], on, short=True)[body],
    )
    if fault := adapting.head_fault(kind, wanted.head.strip(), names=names):
        errors["head"] = fault
    if wanted.pitch and wanted.pitch not in adapting.PITCHES:
        errors["pitch"] = f"行距只能用国标值或者{'、'.join(adapting.PITCHES)}磅。"
    return errors


def _dates(wanted: Adapted, before: OfficeTemplate | None, today: date) -> dict[str, str]:
    errors = {}
    why = wanted.why.strip()
    if not why:
        errors["why"] = "请写明为什么改写，以后查看版本的人要用。"
    elif len(why) > LONGEST_WHY:
        errors["why"] = f"改写理由最多{LONGEST_WHY}字，现在有{len(why)}字。"
    wanted_on = wanted.from_on or today
    if wanted_on < today:
        errors["from_on"] = "启用日期早于今天。请填写今天或者以后的日期。"
    elif before is not None and wanted_on < before.from_on:
        errors["from_on"] = f"上一版从{before.from_on}起启用，这一版的启用日期不能比它早。"
    return errors
