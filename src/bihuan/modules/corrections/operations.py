"""Taking in what a visitor sends: counted per source, given a code, put on the office's desk."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import salted_hmac

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import Kind
from bihuan.kernel.vault import api as vault
from bihuan.modules.corrections.models import (
    CodeAnswer,
    Correction,
    CorrectionKind,
    CorrectionState,
    Guess,
    Received,
)
from bihuan.modules.corrections.process import CORRECTION
from bihuan.modules.corrections.queries import answer_to, code_digest
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.modules.corrections.queries import Progress

ACTOR = system_actor("corrections")
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 letters that are not mistaken for each other: five bits each."""
LENGTH, GROUP = 16, 4
LINE = "office"
MOST_PER_DAY, DAY = 5, timedelta(days=1)
MOST_GUESSES, HOUR = 10, timedelta(hours=1)
MOST_TEXT, MOST_PAGE, MOST_CONTACT = 1000, 300, 100
PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,19}")


class NotTaken(ValueError):
    """What was sent was not taken; the message is a sentence."""


def new_code() -> str:
    """Return a code of 80 random bits in four groups."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


class TooManyGuesses(ValueError):
    """A source asked with too many wrong codes; the message is a sentence."""


def look_up(code: str, *, source: str, at: datetime) -> Progress | None:
    """Return what a code is told, None for a code that was never given out.

    Wrong codes are counted per source, so that nobody finds one by trying.

    :raises TooManyGuesses: the source has used up its wrong codes of an hour, right code or wrong.
    """
    origin = _origin(source)
    Guess.objects.filter(at__lte=at - HOUR).delete()
    # The place is taken first and counted afterwards: tries in parallel see each other.
    place = Guess.objects.create(source=origin, at=at)
    if Guess.objects.filter(source=origin, at__gt=at - HOUR).count() > MOST_GUESSES:
        place.delete()
        raise TooManyGuesses(
            f"同一来源一小时内最多输错{MOST_GUESSES}次查询码。请一小时以后再试，或者拨打12345。"
        )
    found = answer_to(code)
    if found is not None:
        place.delete()
    return found


def _origin(source: str) -> str:
    return salted_hmac("bihuan.modules.corrections", source, algorithm="sha256").hexdigest()


def report(
    *,
    kind: str,
    page: str,
    text: str,
    name: str = "",
    phone: str = "",
    email: str = "",
    source: str,
    at: datetime,
) -> str:
    """Put what a visitor sends on the desk of the province's office and return the query code.

    The code is shown once and kept as a fingerprint only; of the source a keyed digest is kept
    for a day, to count. Who wrote, and how to reach them, goes into the identity vault alone.

    :raises NotTaken: something is missing or too long, or the source has sent enough today.
    """
    words = {"page": page.strip(), "text": text.strip()}
    _check(kind, **words)
    person = {Kind.NAME: name.strip(), Kind.PHONE: phone.strip(), Kind.EMAIL: email.strip()}
    _check_person(person)
    office, region = _office()
    origin = _origin(source)
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
        vault.seal(made.case, person, actor=ACTOR, at=at)
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


def _check(kind: str, *, page: str, text: str) -> None:
    if kind not in CorrectionKind.values:
        raise NotTaken("请选择“内容有错”或者“有不同意见”。")
    if not page:
        raise NotTaken("请写明是哪一页，例如页面的标题或者网址。")
    if not text:
        raise NotTaken("请写明哪里不对、应该是什么。")
    for label, value, most in (
        ("哪一页", page, MOST_PAGE),
        ("哪里不对", text, MOST_TEXT),
    ):
        _check_text(label, value, most)


def _check_person(person: Mapping[Kind, str]) -> None:
    for kind, value in person.items():
        _check_text(kind.label, value, MOST_CONTACT)
    if person[Kind.PHONE] and not PHONE.fullmatch(person[Kind.PHONE]):
        raise NotTaken("电话请只写数字，可以带区号，例如028-00000000。")
    if person[Kind.EMAIL] and not _is_address(person[Kind.EMAIL]):
        raise NotTaken("电子邮箱请写完整，例如name@example.com。")


def _is_address(text: str) -> bool:
    name, _, host = text.partition("@")
    return bool(name) and "." in host.strip(".") and not set(host) & {"@", " "}


def _check_text(label: str, value: str, most: int) -> None:
    if len(value) > most:
        raise NotTaken(f"“{label}”最多{most}字，现在有{len(value)}字。请缩短后再提交。")
    if "\x00" in value:
        raise NotTaken(f"“{label}”里有看不见的字符。请重新输入。")
