"""收文办理 beside its steps: circulating, reading, a leader's comment, urging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.documents.events import InstructionGiven
from bihuan.modules.documents.models import (
    Circulation,
    Instruction,
    LeaderNote,
    ReceivedRole,
    Receiving,
    ReceivingState,
    Urge,
)
from bihuan.modules.documents.policies import may_comment, may_handle, may_urge
from bihuan.modules.documents.process import INSTRUCTION
from bihuan.modules.documents.rules import secrecy, verbs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.documents.rules.readers import Reader

LONGEST_NOTE = 500


class HandlingRefused(ValueError):
    """The act is refused; the message is a sentence."""


class AlreadyUrged(HandlingRefused):
    """One urging a day is enough."""


@transaction.atomic
def circulate(
    receiving: Receiving, readers: Sequence[Reader], *, actor: Actor, at: datetime
) -> list[Circulation]:
    """Send a received paper to readers of the same body; whoever has it already is left out.

    :raises HandlingRefused: not the clerks of the recipient, not signed for yet, or nobody named.
    """
    held = _hold(receiving)
    if not may_handle(actor, held):
        raise HandlingRefused("传阅由收文单位的经办人、处室负责人或者办公室安排。")
    if held.case.state == ReceivingState.ARRIVED:
        raise HandlingRefused("来文还没有签收。请先签收，再送阅。")
    if not readers:
        raise HandlingRefused("还没有选择阅件人。请至少选择一位。")
    if any(reader.body != held.case.body for reader in readers):
        raise HandlingRefused("传阅只在本单位内进行。需要送其他单位的，请另行发文。")
    there = set(held.circulations.values_list("reader_key", flat=True))
    new = Circulation.objects.bulk_create(
        Circulation(
            receiving=held,
            reader_key=reader.key,
            reader=reader.name,
            reader_post=reader.post,
            sent_by=actor.name,
            sent_at=at,
        )
        for reader in readers
        if reader.key not in there
    )
    if new:
        _record(verbs.CIRCULATED.key, held, actor=actor, at=at, readers=len(new))
    return new


@transaction.atomic
def mark_read(receiving: Receiving, *, actor: Actor, at: datetime) -> Circulation:
    """Say 已阅; a second press changes nothing.

    :raises HandlingRefused: the paper was not sent to this reader.
    """
    held = _hold(receiving)
    found = held.circulations.filter(reader_key=actor.key).first()
    if found is None:
        raise HandlingRefused("这件收文没有送您阅。")
    if found.read_at is None:
        found.read_at, found.read_behalf = at, actor.on_behalf_of
        found.save(update_fields=["read_at", "read_behalf"])
        _record(verbs.READ.key, held, actor=actor, at=at)
    return found


@transaction.atomic
def comment(
    receiving: Receiving,
    text: str,
    *,
    assignee: Reader | None = None,
    due_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> LeaderNote:
    """Write a leader's comment (批示). With an assignee and a day it is a task with a clock.

    Whoever comments has read the paper.

    :raises HandlingRefused: not a leader of the recipient, nothing written, or half a task.
    """
    held = _hold(receiving)
    words = text.strip()
    if not may_comment(actor, held):
        raise HandlingRefused("批示由收文单位的分管领导、主要负责人作出。")
    if held.case.state in (ReceivingState.ARRIVED, ReceivingState.RECALLED):
        raise HandlingRefused("来文还没有签收，或者已经作废，不能批示。")
    if not words:
        raise HandlingRefused("批示内容是空的。请写明意见，或者选用常用语。")
    if len(words) > LONGEST_NOTE:
        raise HandlingRefused(f"批示最多{LONGEST_NOTE}字，现在有{len(words)}字。")
    marks = secrecy.marks_in(words)
    if marks:
        raise HandlingRefused(secrecy.refusal_sentence("批示中", marks))
    if (assignee is None) != (due_on is None):
        raise HandlingRefused("交办须同时写明承办人和办理期限；只写意见的，两项都不填。")
    task = None
    if assignee is not None and due_on is not None:
        task = _give(held, words, assignee, due_on, actor=actor, at=at)
    note = LeaderNote.objects.create(
        receiving=held,
        text=words,
        leader_key=actor.key,
        leader=actor.name,
        leader_post=actor.post,
        on_behalf_of=actor.on_behalf_of,
        at=at,
        instruction=task,
    )
    held.circulations.filter(reader_key=actor.key, read_at__isnull=True).update(
        read_at=at, read_behalf=actor.on_behalf_of
    )
    _record(verbs.NOTED.key, held, actor=actor, at=at, task=task.number if task else "")
    return note


@transaction.atomic
def urge(receiving: Receiving, *, actor: Actor, at: datetime) -> Urge:
    """Press 催办 for one recipient that has not signed or not answered: at most once a day.

    :raises HandlingRefused: not the issuer, or nothing is owed.
    :raises AlreadyUrged: somebody already pressed today.
    """
    held, on = _hold(receiving), civil_day(at)
    if not may_urge(actor, held):
        raise HandlingRefused("催办由发文单位的经办人或者办公室办理。")
    if not is_owed(held):
        raise HandlingRefused("这个单位已经签收，不欠答复，不需要催办。")
    made, new = Urge.objects.get_or_create(
        receiving=held, on=on, defaults={"at": at, "by": actor.name}
    )
    if not new:
        raise AlreadyUrged(f"今天已由{made.by}催办过一次。每个单位每天最多催办一次。")
    ledger.record(
        verbs.URGED.key,
        actor=actor,
        at=at,
        subject=held.sending.case.subject,
        facts={"recipient": held.case.body},
    )
    return made


def is_owed(receiving: Receiving) -> bool:
    """Whether the recipient still owes its signature for the paper, or its answer."""
    if receiving.case.state == ReceivingState.ARRIVED:
        return True
    return (
        receiving.sending.needs_answer
        and receiving.role == ReceivedRole.MAIN
        and receiving.case.state in (ReceivingState.REGISTERED, ReceivingState.HANDLING)
    )


def _give(
    receiving: Receiving, text: str, assignee: Reader, due_on: date, *, actor: Actor, at: datetime
) -> Instruction:
    if assignee.body != receiving.case.body:
        raise HandlingRefused("承办人须是本单位的人员。交其他单位办理的，请另行发文。")
    if due_on < civil_day(at):
        raise HandlingRefused("办理期限早于今天。请填写今天或者以后的日期。")
    case = receiving.case
    task: Instruction = process.open_case(
        INSTRUCTION,
        title=f"批示办理：{case.title}"[:200],
        body=case.body,
        region=case.region,
        line=case.line,
        fields={
            "receiving": receiving.pk,
            "text": text,
            "assignee": assignee.name,
            "assignee_key": assignee.key,
            "due_on": due_on,
            "leader": actor.name,
            "leader_post": actor.post,
            "leader_behalf": actor.on_behalf_of,
        },
        topic=case.number,
        actor=actor,
        at=at,
    )
    events.publish(
        InstructionGiven(
            case_id=task.pk,
            number=task.number,
            body=task.case.body,
            receiving=case.number,
            text=text,
            assignee=assignee.name,
            assignee_key=assignee.key,
            due_on=due_on,
            leader=actor.name,
            on_behalf_of=actor.on_behalf_of,
        )
    )
    return task


def _hold(receiving: Receiving) -> Receiving:
    ledger.lock()  # before the rows: docs/develop/locking.md
    return Receiving.objects.select_related("case", "sending__case").get(pk=receiving.pk)


def _record(
    verb: str, receiving: Receiving, *, actor: Actor, at: datetime, **facts: str | int
) -> None:
    ledger.record(verb, actor=actor, at=at, subject=receiving.case.subject, facts=facts)
