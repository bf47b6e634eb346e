"""I5: every kind of event is in the audit with all its parts, and what cannot be audited fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import working_days
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.ledger import all_verbs
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.models import AppendOnly, Entry
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.kernel.process.models import Case
from bihuan.modules.matters import process as steps
from bihuan.modules.matters.models import ListState, MatterList
from bihuan.modules.matters.operations import change_row
from bihuan.modules.organisations import operations as organisations
from tests.bench import pages
from tests.demo_site import ROOT
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.goal("I5"), pytest.mark.usefixtures("demo")]
MAKER = system_actor("tests")
LEAST_KINDS = 60
SECRET = "清溪-Dukou-木桥-42"


def live() -> None:
    """Come in, fail to, be locked out, leave, export, and have done to an account what can be."""
    at = timezone.now()
    client = pages.signed_in(pages.OFFICE)
    client.post(reverse("organisations:directory"), {"export": "csv"}).close()
    client.post("/logout/")
    made = access.create_account(
        login="audited", display="受审", password=SECRET, actor=MAKER, at=at
    )
    for _ in range(5):
        Client().post("/login/", {"login": "audited", "password": "wrong"})
    access.unlock(made, reason="电话核对工号", actor=MAKER, at=at)
    access.reset_password(made, reason="电话核对工号", actor=MAKER, at=at)
    for active in (False, True):
        access.set_active(made, active=active, reason="核对在岗", actor=MAKER, at=at)
    named: dict[str, Any] = {"subject": "case:audited", "key": "plan", "actor": MAKER, "at": at}
    deadlines.start(
        **named,
        label="期限",
        basis="办法第四条",
        start=at,
        region="510000",
        span=working_days(10),
    )
    deadlines.pause(**named, basis="办法第十条")
    deadlines.resume(**named)
    deadlines.extend(**named, basis="办法第十二条", span=working_days(5))
    deadlines.stop(**named)


def every_line() -> Iterator[Any]:
    after = 0
    while found := ledger.entries(after_seq=after, limit=1000):
        yield from found
        after = found[-1].seq


def kind_of(line: Any) -> str:
    """Name a kind: the verb, and for cases the process and the step."""
    if line.verb in {"case.open", "case.step"}:
        return f"{line.verb} {line.facts.get('process', '')} {line.facts.get('label', '')}"
    return str(line.verb)


def test_every_kind_of_event_has_all_its_parts(figure: Callable[[str], None]) -> None:
    live()
    kinds: dict[str, int] = {}
    short = []
    for line in every_line():
        kind = kind_of(line)
        kinds[kind] = kinds.get(kind, 0) + 1
        subject, _, key = line.subject.partition(":")
        parts = (line.at.tzinfo, line.actor_key, line.actor_name, line.label, subject, key)
        result = line.after or line.facts or line.label
        if not all(parts) or not result:
            short.append((line.seq, kind, parts))
        if kinds[kind] == 1 and not line.sentence.endswith("。"):
            short.append((line.seq, kind, line.sentence))
    assert short == [], short[:5]
    verbs = {kind.split(" ")[0] for kind in kinds}
    assert len(verbs) >= LEAST_KINDS, "kinds by verb alone"
    known = len(all_verbs())
    figure(
        f"{len(kinds)} kinds ({len(verbs)} of {known} verbs, the rest steps of cases) in"
        f" {sum(kinds.values()):,} entries, every part filled"
    )


def world() -> dict[str, object]:
    """Count every table of the house, with the state of every case."""
    found: dict[str, object] = {
        model._meta.label: model._default_manager.count()  # noqa: SLF001  Django's documented way
        for model in apps.get_models()
        if model.__module__.startswith("bihuan.")
        and ".tests." not in model.__module__
        and model is not Entry
    }
    found.pop("access.SignInFailure")  # a place in the throttle is taken before anything is known
    found["cases"] = list(Case.objects.order_by("pk").values_list("state", "revision"))
    rows = access.account_rows(actor("510000-office", "system_admin"))
    found["accounts"] = list(rows.values_list("login", "password", "is_active"))
    return found


def acts() -> list[tuple[str, Callable[[], object]]]:
    """Return acts of every part of the house that change something."""
    at = timezone.now()
    office = actor("510000-office", "handler")
    water = actor("510000-water", "handler")
    lists = MatterList.objects.select_related("case")
    filed = lists.get(case__body="510000-transport", case__state=ListState.FILED)
    draft = lists.get(case__body="510000-water", case__state=ListState.DRAFT)
    row = draft.rows.order_by("position")[0]
    held = access.account_named("shui-handler")
    assert held is not None
    signed = pages.signed_in(pages.OFFICE)
    signed.raise_request_exception = False
    visitor = Client(raise_request_exception=False)
    return [
        ("sign in", lambda: visitor.post(f"/login/as/{pages.CLERK}/")),
        ("fail to sign in", lambda: visitor.post("/login/", {"login": "x", "password": "y"})),
        ("export", lambda: signed.post(
            reverse("organisations:directory"), {"export": "csv"})),
        ("sign out", lambda: signed.post("/logout/")),
        ("make an account", lambda: access.create_account(
            login="new", display="新", password=None, actor=MAKER, at=at)),
        ("disable an account", lambda: access.set_active(
            held, active=False, reason="核对在岗", actor=MAKER, at=at)),
        ("give a password", lambda: access.set_password(
            held, password=SECRET, actor=MAKER, at=at)),
        ("accept a filing", lambda: process.perform(
            steps.MATTER_LIST, steps.ACCEPT, filed, actor=office, at=at, inputs=Inputs())),
        ("change a row", lambda: change_row(
            matter_list=draft, row_id=row.pk, values={"name": "改过的事项"},
            revision=row.revision, actor=water, at=at)),
        ("start a clock", lambda: deadlines.start(
            subject="case:x", key="k", label="一", basis="一", start=at, region="510000",
            span=working_days(3), actor=MAKER, at=at)),
        ("add a person", lambda: organisations.add_person(
            "某人", body="510000-water", actor=MAKER, at=at)),
    ]  # fmt: skip


def test_what_cannot_be_audited_is_not_done(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    listed = acts()
    before, entries = world(), ledger.count()

    def broken(*_: object, **__: object) -> None:
        msg = "the ledger cannot be written"
        raise DatabaseError(msg)

    monkeypatch.setattr(Entry, "save", broken)
    done = []
    for name, act in listed:
        try:
            answer = act()
        except DatabaseError:
            continue
        status = getattr(answer, "status_code", None)
        if status is None or status < 500:
            done.append((name, status))
    assert done == []
    assert world() == before
    assert ledger.count() == entries
    figure(f"{len(listed)} acts with a broken ledger: 0 done, 0 rows changed")


def test_no_entry_can_be_taken_back_and_no_setting_turns_the_audit_off() -> None:
    before = ledger.count()
    with pytest.raises(AppendOnly):
        Entry.objects.filter(seq=1).delete()
    with pytest.raises(AppendOnly):
        Entry.objects.filter(seq=1).update(verb="export")
    assert ledger.count() == before
    documented = (ROOT / "docs" / "develop" / "settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(BIHUAN_\w+)`", documented))
    assert {name for name in named if re.search("AUDIT|LEDGER|ANCHOR|CHECKPOINT", name)} == {
        "BIHUAN_ANCHORS",
        "BIHUAN_CHECKPOINTS",
        "BIHUAN_LEDGER_KEY",
    }, "they say where copies go, none says that nothing is written"
