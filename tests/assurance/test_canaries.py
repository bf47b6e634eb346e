"""B1, B2, B5: who wrote is looked for in everything an instance holds and says."""

from __future__ import annotations

import logging
import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from bihuan.kernel.access import ROLES, Actor
from bihuan.kernel.access import api as access
from bihuan.kernel.operating import api as operating
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import api as vault
from bihuan.kernel.vault import mask
from bihuan.modules.corrections.models import Correction
from bihuan.modules.corrections.process import ANSWER, CORRECTION, PUBLISH
from bihuan.modules.organisations import demo as staff
from tests.assurance.letters import AT, INTAKE, OFFICE, REASON, canaries, letter
from tests.assurance.searching import dresses, files_below, hits
from tests.journeys.planting import GUESTS, PERSONAS, Planted, plant, sign_in, sign_in_with_password
from tests.journeys.test_access import body_of, crawl, starts, tokens_in
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS = canaries(1)
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def sent() -> Correction:
    """Send the letter as the public does; add what a form does not ask for."""
    form = {"kind": "correction", "page": "清单第3项", "text": "号码不对。"}
    told = {name: WORDS[name] for name in ("name", "phone", "email")}
    answer = Client().post("/corrections/", form | told)
    assert "已经收到" in answer.content.decode()
    held = Correction.objects.select_related("case").latest("pk")
    rest = {kind: text for kind, text in WORDS.items() if kind not in told}
    vault.seal(held.case, rest, actor=INTAKE, at=timezone.now())
    return held


def lived(held: Correction) -> str:
    """Refuse a request, grant another, open it, answer and publish; return the granted number."""
    clerk, head = sign_in("hwb-handler"), sign_in("hwb-head")
    form = {"kinds": list(WORDS), "purpose": "verify", "receiver": "省环委办", "reason": REASON}
    numbers = []
    for step in ("decline", "grant"):
        asked = clerk.post(f"/vault/{held.number}/see/", form)
        numbers.append(asked["Location"].rstrip("/").rsplit("/", 1)[-1])
        answer = {"f-refusal": "没有必要。", "confirmed": "yes"}
        assert head.post(f"/cases/{numbers[-1]}/{step}/", answer).status_code == 302
    opened = clerk.post(f"/vault/{numbers[-1]}/opened/")
    assert opened["Cache-Control"] == "private, no-store"
    assert tokens_in({"opened": opened.content.decode()}, WORDS.values()).keys() == set(
        WORDS.values()
    ), "who was granted it reads it"
    assert head.post(f"/vault/{numbers[-1]}/opened/").status_code == 409
    at = timezone.now()
    people = {role: staff.actor(OFFICE, role, on=at.date()) for role in ("handler", "office_head")}
    words = Inputs({"answer": "已改正。"})
    process.perform(CORRECTION, ANSWER, held, inputs=words, actor=people["handler"], at=at)
    process.perform(CORRECTION, PUBLISH, held, actor=people["office_head"], at=at)
    return numbers[-1]


def rows_of_tables() -> Iterator[tuple[str, bytes]]:
    """Give every row of every table as text, for a database whose files are the server's."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608  a name from the catalogue
            for row in cursor:
                yield table, repr(row).encode()


@pytest.mark.assurance
@pytest.mark.goal("B1")
def test_nothing_an_instance_keeps_holds_who_wrote(
    demo: Path, caplog: pytest.LogCaptureFixture, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    with caplog.at_level(logging.DEBUG):
        number = lived(sent())
        sign_in("hwb-handler").get(f"/cases/{number}/")
        backup = tmp_path / "backup"
        operating.back_up(backup, at=timezone.now())
    cached = [
        (alias, pickle.dumps(getattr(caches[alias], "_cache", {}))) for alias in caches.settings
    ]
    kept = [*files_below(demo), *files_below(backup), *cached, ("log", caplog.text.encode())]
    if connection.vendor == "postgresql":
        kept += rows_of_tables()
    assert hits(WORDS.values(), kept) == {}
    key = Path(settings.VAULT_KEY).read_text(encoding="ascii").strip()
    elsewhere = [(name, data) for name, data in kept if name != Path(settings.VAULT_KEY).name]
    assert hits([key], elsewhere) == {}, "the key lies in its file alone, and in no backup"
    places = len(kept)
    size = sum(len(data) for _, data in kept) // 2**20
    control = tmp_path / "control"
    control.mkdir()
    with zipfile.ZipFile(control / "packed.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, word in WORDS.items():
            archive.writestr(kind, b"..".join(dresses(word)))
    assert hits(WORDS.values(), files_below(control)).keys() == set(WORDS.values())
    forms = sum(len(dresses(word)) for word in WORDS.values())
    figure(f"0 hits of {forms} forms of {len(WORDS)} values in {places:,} places, {size} MB")


@pytest.mark.django_db(transaction=True)
@pytest.mark.goal("B1")
def test_the_database_file_does_not_hold_who_wrote(figure: Callable[[str], None]) -> None:
    letter(1)
    if connection.vendor == "postgresql":
        kept = list(rows_of_tables())
    else:
        name = str(connection.settings_dict["NAME"])
        kept = []
        for end in ("", "-wal"):
            with open(name + end, "rb") as file:  # noqa: PTH123  the name has an ending of its own
                kept.append((end, file.read()))
    assert hits(WORDS.values(), kept) == {}
    assert hits(["门户内容有错"], kept), "what is not sealed is found"
    figure(f"0 of {len(WORDS)} values in database and log of writes")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
@pytest.mark.goal("B1")
def test_the_search_finds_what_is_there(encoding: str) -> None:
    import base64  # noqa: PLC0415  used here alone

    word = WORDS["name"]
    for before in ("", "x", "xy", "xyz"):
        raw = (before + word + "末").encode(encoding)
        for data in (raw, base64.b64encode(raw), raw.hex().encode(), raw.hex().upper().encode()):
            assert hits([word], [("here", b"." + data)]) == {word: ["here"]}, (before, data)
        assert hits([word], [("here", raw.replace(word.encode(encoding), b""))]) == {}


@pytest.mark.django_db
@pytest.mark.goal("B5")
def test_each_role_is_shown_the_masked_form_or_less(figure: Callable[[str], None]) -> None:
    case, shown = letter(1).case, 0
    for role in ROLES:
        for body in (OFFICE, "510000-water", "510100-office", "100000-office"):
            faces = vault.faces_of(case, actor(body, role))
            assert len(faces) == len(WORDS)
            works = body == OFFICE and role in {"handler", "office_head", "deputy", "principal"}
            for face in faces:
                word = WORDS[face.kind]
                assert face.shown == (mask(face.kind, word) if works else "已密封")
                assert word not in face.shown
                shown += 1
    figure(f"{shown} of {shown} fields masked or shut, for {len(ROLES)} roles in four bodies")


def _administrator(role: str) -> Callable[..., Actor]:
    def acting(account: Any, post_id: int | None) -> Actor:
        del post_id
        return Actor(
            key=f"post:{account.pk}",
            name=account.display,
            post="岗位",
            body=OFFICE,
            body_name="省环委办",
            region="510000",
            line="office",
            roles=frozenset({role}),
            account_id=account.pk,
        )

    return acting


@pytest.fixture
def planted(demo: Path) -> Planted:
    del demo
    return plant()


@pytest.mark.assurance
@pytest.mark.goal("B2", "B5")
def test_nobody_is_sent_who_wrote(planted: Planted, figure: Callable[[str], None]) -> None:
    held = sent()
    number = lived(held)
    asked = [f"{base}?q={word}" for word in WORDS.values() for base in ("/search/", "/")]
    cases = [f"/cases/{each}/" for each in (held.number, number)]
    begin = [*cases, "/cases/", f"/vault/{held.number}/see/", "/ledger/", *asked, *starts(planted)]
    clients = {"anonymous": Client()} | {who: sign_in(key) for who, key in PERSONAS.items()}
    clients |= {each: sign_in(each) for each in ("hwb-head", "hwb-principal", "hwb-reviewer")}
    clients |= {who: sign_in_with_password(body) for who, body in GUESTS.items()}
    pages = 0
    for who, client in clients.items():
        said = crawl(client, begin)
        assert tokens_in(said, WORDS.values()) == {}, who
        pages += len(said)
    working = body_of(clients["office"].get(cases[0]))
    for kind, word in WORDS.items():
        assert mask(kind, word) in working, kind
    reviewer = body_of(clients["hwb-reviewer"].get(cases[0]))
    assert "已密封" in reviewer
    assert mask("phone", WORDS["phone"]) not in reviewer
    assert clients["owner"].get(cases[0]).status_code == 404
    figure(f"0 of {len(WORDS)} values in {pages:,} answers to {len(clients)} people")


@pytest.mark.assurance
@pytest.mark.goal("B2")
@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_administrator_is_sent_who_wrote(
    planted: Planted, role: str, figure: Callable[[str], None]
) -> None:
    held = sent()
    number = lived(held)
    begin = [f"/cases/{held.number}/", f"/cases/{number}/", "/ledger/", "/administration/audit/"]
    with access.resolving(_administrator(role)):
        password = "River-crossing-42"
        access.create_account(
            login="adm", display="管理员", password=password, actor=INTAKE, at=AT, is_demo=True
        )
        client = Client()
        assert client.post("/login/", {"login": "adm", "password": password}).status_code == 302
        said = crawl(client, [*begin, *starts(planted)])
        assert len(said) > 40
        assert tokens_in(said, WORDS.values()) == {}
        for url in begin[:2]:
            assert client.get(url).status_code == 404
    figure(f"0 of {len(WORDS)} values in {len(said):,} answers to each administrator")
