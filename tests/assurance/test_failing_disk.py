"""D3: what the disk refuses once is refused in a sentence, and nothing is left of it."""

from __future__ import annotations

import itertools
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from bihuan.kernel.jobs import housekeeping
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger import carrying
from bihuan.kernel.operating import api as operating
from bihuan.kernel.process import temporarily
from bihuan.kernel.process.models import Attachment, Case
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.ui.tests.test_cases import at_the_desk
from bihuan.modules.matters.demo.wording import workbook_for
from bihuan.modules.matters.models import MatterList
from bihuan.modules.matters.operations import import_for_body
from bihuan.modules.matters.tests.conftest import BODY, person, when
from tests.assurance import repairs
from tests.assurance.breaking import FAULTS, failing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client
    from pytest_django import Settings

    from bihuan.kernel.process.tests.sample.models import Repair

    Figure = Callable[[str], None]

EXPECTED = {"ENOSPC": 507, "EIO": 503, "EACCES": 503}
SAID = {507: "存储空间已满", 503: "暂时不可用"}

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(autouse=True)
def _sample() -> Iterator[None]:
    with temporarily(sample.REPAIR), temporarily(sample.VISIT):
        yield


def points(asked: list[str]) -> Iterator[tuple[int, str]]:
    """Give every thing that was asked of the disk a fault of its own, in turn."""
    return zip(range(1, len(asked) + 1), itertools.cycle(FAULTS), strict=False)


# --- a step with a file, as a browser sends it ------------------------------------------------
def sent(client: Client, case: Repair) -> Any:
    """Press the button under the plan."""
    plan = SimpleUploadedFile("方案.pdf", who.PDF, "application/pdf")
    given = {
        "seen": "1",
        "once": f"{case.case_id:032x}",
        "f-measures": "清淤",
        "f-finish_on": "2026-06-30",
        "files-plan": plan,
    }
    return client.post(f"/cases/{case.number}/submit_plan/", given)


def judged(answer: Any, *expected: int) -> str:
    """Return what the user is told: taken, refused, or written though something failed after."""
    if answer.status_code == 302:
        return "taken"
    told = answer.content.decode()
    assert answer.status_code in expected, told
    assert answer.headers["X-Request-ID"] in told
    assert "Traceback" not in told
    if "已经写入" in told:
        return "written"
    assert SAID[answer.status_code] in told
    return "refused"


@pytest.mark.goal("D3")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.assurance)])
def test_a_step_with_a_file_is_refused_in_a_sentence_and_works_the_next_time(
    figure: Figure, every: int
) -> None:
    with at_the_desk(who.HEAD) as client:
        client.raise_request_exception = False
        first = who.planning()
        sent(client, who.planning())  # what is read once a process is read
        entries = ledger.count()
        with failing() as disk:
            assert sent(client, first).status_code == 302
        written = ledger.count() - entries
        said: dict[str, int] = {}
        few = list(itertools.islice(points(disk.asked), 0, None, every))
        for nth, fault in few:
            case = who.planning()
            entries, files = ledger.count(), Attachment.objects.count()
            with failing(nth, fault) as tried:
                answer = sent(client, case)
            assert len(tried.asked) >= nth
            kind = judged(answer, EXPECTED[fault])
            said[kind] = said.get(kind, 0) + 1
            what = f"{nth} {disk.asked[nth - 1]} {fault}: {answer.status_code} {kind}"
            found = (Case.objects.get(pk=case.case_id).state, ledger.count() - entries)
            if kind == "refused":
                assert (*found, Attachment.objects.count()) == ("planning", 0, files), what
            else:
                assert found == ("review", written), what
            again = sent(client, case)
            assert again.status_code in ({302} if kind == "refused" else {302, 409}), what
            found = (Case.objects.get(pk=case.case_id).state, ledger.count() - entries)
            assert (*found, Attachment.objects.count()) == ("review", written, files + 1), what
    assert not repairs.broken()
    figure(
        f"a step with a file on {connection.vendor}: {len(few)} of {len(disk.asked)} points, "
        + ", ".join(f"{number} × {kind}" for kind, number in sorted(said.items()))
        + ", 0 by half, 0 false, every second try taken"
    )


# --- an import --------------------------------------------------------------------------------
@pytest.mark.goal("D3")
def test_an_import_is_whole_or_not_there(mapped: None, db: None, figure: Figure) -> None:
    """Sampled: an import asks the database for much; every seventh thing, other ones each fault."""
    del mapped, db
    clerk = person(BODY, "handler")
    data = workbook_for(BODY, leader="张演示", on=when(5, 8).date())

    def act(nth: int, fault: str) -> tuple[list[str], str]:
        """Import on a disk that fails once; return what was asked of it and what was said."""
        given: dict[str, Any] = {"body": BODY, "data": data, "actor": clerk, "at": when(5, 8)}
        with failing(nth, fault) as disk:
            try:
                import_for_body(dry_run=False, **given)
            except (OSError, DatabaseError) as told:
                return disk.asked, repr(told)
        return disk.asked, ""

    def undone(nth: int, fault: str) -> list[str]:
        with transaction.atomic():
            asked, told = act(nth, fault)
            assert MatterList.objects.exists() == (not told), (nth, told)
            assert ledger.count() == entries + (0 if told else written), (nth, told)
            transaction.set_rollback(True)
        return asked

    entries, written = ledger.count(), 2
    asked = undone(0, "")
    asked = undone(0, "")  # what is read once a process is read
    few = list(itertools.islice(points(asked), 0, None, 7))
    for nth, fault in few:
        undone(nth, fault)
    assert act(0, "")[1] == ""
    assert MatterList.objects.get().rows.count() == 10
    figure(f"an import on {connection.vendor}: {len(few)} of {len(asked)} points, 0 by half")


# --- checkpoints carried out ------------------------------------------------------------------
@pytest.mark.goal("D3")
@pytest.mark.django_db(transaction=True)
def test_a_checkpoint_is_carried_whole_or_again(
    tmp_path: Path, settings: Settings, figure: Figure
) -> None:
    files = [str(tmp_path / "one" / "a.txt"), str(tmp_path / "two" / "b.txt")]
    settings.CHECKPOINT_FILES = files
    who.opened()
    at, tried = who.AT, 0
    housekeeping.checkpoint(at)
    who.opened()
    at += timedelta(hours=1)
    with failing() as disk:
        housekeeping.checkpoint(at)
    for nth, fault in points(disk.asked):
        who.opened()
        at += timedelta(hours=1)
        try:
            with failing(nth, fault):
                housekeeping.checkpoint(at)
        except Exception:  # noqa: BLE001  the tick takes whatever it is, and tries again
            tried += 1
        else:
            assert carried(files), (nth, disk.asked[nth - 1], "false success")
        housekeeping.checkpoint(at + timedelta(minutes=1))
        assert carried(files), (nth, disk.asked[nth - 1])
    figure(f"a checkpoint into two files: {len(disk.asked)} points, {tried} told, 0 false, 0 lost")


def carried(paths: list[str]) -> bool:
    """Whether each file holds every checkpoint there is."""
    stored = ledger.checkpoints()
    return all(ledger.read_checkpoints(Path(path)) == stored for path in paths)


@pytest.mark.goal("D3")
def test_a_disk_that_takes_a_part_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = os.write
    monkeypatch.setattr(os, "write", lambda file, data: true(file, data[:7]))
    carrying.append(tmp_path / "a", ["一行" * 9, "two"])
    assert (tmp_path / "a").read_text() == f"{'一行' * 9}\ntwo\n"


# --- a backup ---------------------------------------------------------------------------------
@pytest.mark.once
@pytest.mark.goal("D3")
@pytest.mark.django_db(transaction=True)
def test_a_backup_stands_whole_or_not_at_all(tmp_path: Path, figure: Figure) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("pg_dump writes by itself; what it says is passed on")
    who.in_review()
    with failing() as disk:
        operating.back_up(tmp_path / "first", at=who.AT)
    asked = disk.asked
    tried, unrecorded = 0, 0
    for nth, fault in itertools.islice(points(asked), 0, None, 11):
        folder, entries = tmp_path / f"{nth}", ledger.count()
        told = tried_to_back_up(folder, nth, fault)
        assert told.endswith("。") or not told, nth
        unrecorded += "已写在" in told
        assert folder.exists() == ("已写在" in told or not told), nth
        assert ledger.count() == entries + (not told), (nth, asked[nth - 1])
        assert not folder.with_name(f"{nth}.making").exists(), nth
        if folder.exists():
            operating.check(folder)
        tried += 1
    operating.back_up(tmp_path / "last", at=who.AT)
    figure(
        f"a backup: {tried} of {len(asked)} points, 0 by half, "
        f"{unrecorded} whole but said not to be recorded"
    )


def tried_to_back_up(folder: Path, nth: int, fault: str) -> str:
    """Make a backup on a disk that fails once; return what is said against it."""
    try:
        with failing(nth, fault):
            operating.back_up(folder, at=who.AT)
    except operating.NotPossible as told:
        return str(told)
    return ""
