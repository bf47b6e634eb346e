"""发文代字: the words a body numbers its papers by are its own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import may
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.documents.models import PaperWord
from bihuan.modules.documents.policies import KEEP_WORDS
from bihuan.modules.documents.rules import verbs
from bihuan.modules.documents.rules.numbers import word_fault
from bihuan.modules.documents.rules.settings import policy

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor


class WordRefused(ValueError):
    """The word cannot be registered; the message is a sentence."""


@transaction.atomic
def add_word(word: str, *, purpose: str = "", actor: Actor, at: datetime) -> PaperWord:
    """Register a word of the actor's own body.

    :raises WordRefused: not allowed, not a word, or there already.
    """
    if not may(actor, KEEP_WORDS) or not actor.body:
        raise WordRefused("发文代字由本单位办公室核稿人或者处室负责人登记。")
    wanted = word.strip()
    fault = word_fault(wanted)
    if fault:
        raise WordRefused(fault)
    ledger.lock()
    if PaperWord.objects.filter(body=actor.body, word=wanted).exists():
        raise WordRefused(f"“{wanted}”已经登记过了。停用的可以重新启用。")
    return _add(actor.body, wanted, purpose.strip()[:60], actor=actor, at=at)


@transaction.atomic
def switch_word(word_id: int, *, active: bool, actor: Actor, at: datetime) -> PaperWord:
    """Stop offering a word, or offer it again; what was numbered by it stays.

    :raises WordRefused: not allowed, or no such word of this body.
    """
    ledger.lock()
    found = PaperWord.objects.filter(pk=word_id, body=actor.body).first()
    if found is None or not may(actor, KEEP_WORDS):
        raise WordRefused("没有这个发文代字，或者您不能改动。")
    found.active = active
    found.save(update_fields=["active"])
    ledger.record(
        verbs.WORD_SWITCHED.key,
        actor=actor,
        at=at,
        subject=f"body:{actor.body}",
        facts={"word": found.word, "active": active},
    )
    return found


@transaction.atomic
def load_words(*, actor: Actor, at: datetime) -> int:
    """Register the words the pack proposes and the database lacks; return how many."""
    ledger.lock()
    there = set(PaperWord.objects.values_list("body", "word"))
    new = [each for each in policy().words if (each.body, each.word) not in there]
    for each in new:
        _add(each.body, each.word, each.purpose, actor=actor, at=at)
    return len(new)


def _add(body: str, word: str, purpose: str, *, actor: Actor, at: datetime) -> PaperWord:
    made = PaperWord.objects.create(body=body, word=word, purpose=purpose)
    ledger.record(
        verbs.WORD_ADDED.key,
        actor=actor,
        at=at,
        subject=f"body:{body}",
        facts={"word": word, "purpose": purpose},
    )
    return made
