"""Files and rows stay together; what is left over is swept; what was changed is not handed out."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from bihuan.kernel.process import Refused, api
from bihuan.kernel.process.models import Attachment, Case
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def kept() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_a_file_is_kept_under_a_name_drawn_by_chance() -> None:
    who.in_review()
    (path,) = kept()
    assert path.read_bytes() == who.PDF
    assert "方案" not in path.name
    assert path.suffix == ".pdf"


def test_a_failed_act_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    case = who.planning()
    monkeypatch.setattr(api.open_attachment.__globals__["Attachment"].objects, "bulk_create", None)
    with pytest.raises(TypeError):
        api.perform(
            sample.REPAIR,
            sample.SUBMIT_PLAN,
            case,
            actor=who.HEAD,
            at=who.AT,
            inputs=who.PLAN_INPUTS,
        )
    assert kept() == []
    assert Case.objects.get(pk=case.pk).state == "planning"


def test_a_changed_file_is_not_handed_out() -> None:
    case = who.in_review()
    (path,) = kept()
    path.write_bytes(b"%PDF-forged")
    with pytest.raises(api.Damaged, match="与登记的摘要不符"):
        api.open_attachment(case.number, Attachment.objects.get().pk, actor=who.HEAD)


def test_the_sweeper_takes_old_files_without_a_row_only() -> None:
    who.in_review()
    orphan = Path(
        default_storage.path(default_storage.save("attachments/x/a.pdf", ContentFile("x")))
    )
    fresh = Path(
        default_storage.path(default_storage.save("attachments/x/b.pdf", ContentFile("x")))
    )
    now = timezone.now()
    old = (now - dt.timedelta(days=2)).timestamp()
    for path in kept():
        if path != fresh:
            os.utime(path, (old, old))
    assert api.sweep(at=now) == 1
    assert not orphan.exists()
    assert fresh.exists()
    assert len(kept()) == 2


def test_a_clock_that_cannot_be_suspended_is_a_reason_like_any_other() -> None:
    case = who.fixing()
    late = dt.datetime(2026, 7, 10, 9, 0, tzinfo=who.SHANGHAI)
    with pytest.raises(Refused, match="逾期之后不能中止") as refused:
        api.perform(sample.REPAIR, sample.HOLD, case, actor=who.OFFICE_HEAD, at=late)
    assert refused.value.codes == ("clock",)
    assert Case.objects.get(pk=case.pk).state == "fixing"


def test_an_extension_from_outside_a_step_reaches_the_case() -> None:
    from bihuan.kernel.deadlines import api as deadlines  # noqa: PLC0415 - used here only

    case = who.fixing()
    deadlines.extend(
        subject=case.case.subject,
        key="fix",
        basis="办法第十条",
        due_on=dt.date(2026, 8, 31),
        actor=who.OFFICE_HEAD,
        at=who.AT + 3 * who.DAY,
    )
    assert Case.objects.get(pk=case.pk).next_due == dt.date(2026, 8, 31)
