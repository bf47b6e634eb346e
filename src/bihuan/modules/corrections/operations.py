"""Taking in what a visitor sends: counted per source, given a code, put on the office's desk."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import salted_hmac

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.corrections.models import (
    CodeAnswer,
    Correction,
    CorrectionKind,
    CorrectionState,
    Received,
)
from bihuan.modules.corrections.process import CORRECTION
from bihuan.modules.corrections.queries import code_digest
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import datetime

ACTOR = system_actor("corrections")
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 letters that are not mistaken for each other: five bits each."""
LENGTH, GROUP = 16, 4
LINE = "office"
MOST_PER_DAY, DAY = 5, timedelta(days=1)
MOST_TEXT, MOST_PAGE, MOST_CONTACT = 1000, 300, 100


class NotTaken(ValueError):
    """What was sent was not taken; the message is a sentence."""


def new_code() -> str:
    """Return a code of 80 random bits in four groups."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def report(
    *,
    kind: str,
    page: str,
    text: str,
    contact: str,
    source: str,
    at: datetime,
) -> str:
    """Put what a visitor sends on the desk of the province's office and return the query code.

    The code is shown once and kept as a fingerprint only; of the source a keyed digest is kept
    for a day, to count.

    :raises NotTaken: something is missing or too long, or the source has sent enough today.
    """
    words = {"page": page.strip(), "text": text.strip(), "contact": contact.strip()}
    _check(kind, **words)
    office, region = _office()
    origin = salted_hmac("bihuan.modules.corrections", source, algorithm="sha256").hexdigest()
    code = new_code()
    digest = code_digest(code)
    with transaction.atomic():
        ledger.lock()
        Received.objects.filter(at__lte=at - DAY).delete()
        if Received.objects.filter(source=origin).count() >= MOST_PER_DAY:
            raise NotTaken(
                f"同一来源一天最多提交{MOST_PER_DAY}件，今天已经够了。请明天再提，或者拨打12345。"
            )
        Received.objects.create(source=origin, at=at)
        made: Correction = process.open_case(
            CORRECTION,
            title=f"门户{CorrectionKind(kind).label}：{words['page']}"[:200],
            body=office,
            region=region,
            line=LINE,
            fields={"kind": kind, **words, "code_digest": digest},
            actor=ACTOR,
            at=at,
        )
        CodeAnswer.objects.create(
            code_digest=digest,
            received_on=civil_day(made.case.opened_at),
            state=CorrectionState.RECEIVED.label,
        )
    return code


def _office() -> tuple[str, str]:
    provinces = organisations.regions(level="province")
    if not provinces:
        raise NotTaken("本门户还没有载入单位，暂时不能接收纠错。请拨打12345。")
    region = provinces[0].code
    return f"{region}-{LINE}", region


def _check(kind: str, *, page: str, text: str, contact: str) -> None:
    if kind not in CorrectionKind.values:
        raise NotTaken("请选择“内容有错”或者“有不同意见”。")
    if not page:
        raise NotTaken("请写明是哪一页，例如页面的标题或者网址。")
    if not text:
        raise NotTaken("请写明哪里不对、应该是什么。")
    for label, value, most in (
        ("哪一页", page, MOST_PAGE),
        ("哪里不对", text, MOST_TEXT),
        ("联系方式", contact, MOST_CONTACT),
    ):
        if len(value) > most:
            raise NotTaken(f"“{label}”最多{most}字，现在有{len(value)}字。请缩短后再提交。")
        if "\x00" in value:
            raise NotTaken(f"“{label}”里有看不见的字符。请重新输入。")
