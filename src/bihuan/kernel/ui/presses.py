"""One press of a button has one effect, however often the browser sends it.

Every form carries a name that is new with each rendering (`{% once %}`). The first recorded
transaction of a request writes that name down, under the ledger's lock: name and effect are
committed together, or neither is. Who sends the same again gets the first answer; who sends
something else under the same name is refused. A request without a name is answered as it always
was. The waits and spans are design defaults.
"""

from __future__ import annotations

import hmac
import secrets
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import connection, transaction

from bihuan.kernel.ui.models import Press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.http import HttpRequest

FIELD = "once"
LONGEST = 64
KEPT_FOR = timedelta(days=2)
"""How long a press is remembered that is not kept for ever; a browser may retry a day later."""
PATIENCE, PAUSE = 10.0, 0.02
"""Seconds to wait for the answer of a twin whose act is committed, and between two looks."""
_NOT_CONTENT = frozenset({"csrfmiddlewaretoken", FIELD})
_CHUNK = 1 << 20
_DIGEST = "bihuan.kernel.ui.presses"

V = TypeVar("V", bound="Callable[..., Any]")


class PressedBefore(Exception):
    """The act of this press was committed by a twin meanwhile: this one is undone."""


@dataclass(slots=True)
class Pressing:
    """One request that carries the name of a press."""

    name: str
    owner: str
    route: str
    digest: str
    at: datetime
    kept: bool = False
    done: bool = field(default=False, init=False)
    """Whether its effect is committed."""

    def settle(self) -> None:
        """Note that the effect is committed, and the name with it."""
        self.done = True

    def is_of(self, press: Press) -> bool:
        """Whether a press that was written down is this one sent again: by whom, where, what."""
        return (press.owner, press.route, press.digest) == (self.owner, self.route, self.digest)


_now: ContextVar[Pressing | None] = ContextVar("pressing", default=None)


def press_name() -> str:
    """Return a fresh name for one press of the button."""
    return secrets.token_hex(16)


def keeps_presses(view: V) -> V:
    """Declare that the presses of a view are remembered for ever: transfer, issue, score."""
    view.keeps_presses = True  # type: ignore[attr-defined]
    return view


def read(request: HttpRequest, *, owner: str, kept: bool, at: datetime) -> Pressing | None:
    """Read the press a request is; ``None`` where it carries no usable name."""
    name = request.POST.get(FIELD, "")
    if not 0 < len(name) <= LONGEST:
        return None
    return Pressing(name, owner, request.get_full_path()[:400], digest_of(request), at, kept)


def digest_of(request: HttpRequest) -> str:
    """Return a keyed digest of everything that was sent, files with their bytes.

    Keyed: of a plain digest a telephone number in the form could be found by trying.
    """
    running = hmac.new(f"{_DIGEST}{settings.SECRET_KEY}".encode(), digestmod="sm3")
    for key, values in sorted(request.POST.lists()):
        if key not in _NOT_CONTENT:
            running.update(repr((key, values)).encode())
    for key, files in sorted(request.FILES.lists()):
        for file in files:
            running.update(repr((key, file.name, file.size)).encode())
            for chunk in file.chunks(_CHUNK):
                running.update(chunk)
            file.seek(0)
    return running.hexdigest()


@contextmanager
def one_request() -> Iterator[None]:
    """Forget at the end which press was begun inside."""
    token = _now.set(None)
    try:
        yield
    finally:
        _now.reset(token)


def begin(press: Pressing) -> None:
    """Let the first recorded transaction from here on be the effect of this press."""
    _now.set(press)


def claim() -> None:
    """Write the name of the present press down in this transaction, once.

    Called with the ledger's lock held, so that nobody else can be writing the same name.

    :raises PressedBefore: it is written down already.
    """
    press = _now.get()
    if press is None or had_effect(press):
        return
    if Press.objects.filter(pk=press.name).exists():
        raise PressedBefore
    Press.objects.create(
        name=press.name,
        owner=press.owner,
        route=press.route,
        digest=press.digest,
        kept=press.kept,
        at=press.at,
    )
    transaction.on_commit(press.settle)


def had_effect(press: Pressing) -> bool:
    """Whether its effect is committed, or stands in the present transaction."""
    # What a savepoint undoes is taken off this list with it: the list knows what still stands.
    return press.done or any(call[1] == press.settle for call in connection.run_on_commit)


def earlier(name: str) -> Press | None:
    """Return the press of this name that had an effect."""
    return Press.objects.filter(pk=name).first()


def answered(press: Press) -> Press:
    """Return a press with its answer; wait a moment for a twin that is about to give it."""
    until = time.monotonic() + PATIENCE
    while not press.status and time.monotonic() < until and not connection.in_atomic_block:
        time.sleep(PAUSE)
        press.refresh_from_db()
    return press


def note(name: str, *, status: int, location: str) -> None:
    """Keep the answer for whoever sends the same again."""
    Press.objects.filter(pk=name).update(status=status, location=location[:2000])


def forget_old(at: datetime) -> int:
    """Drop presses nobody will repeat any more; return how many."""
    return Press.objects.filter(kept=False, at__lt=at - KEPT_FOR).delete()[0]
