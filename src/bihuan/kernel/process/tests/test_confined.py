"""A confined process stays among its own bodies; a file made by an effect is kept with the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.process import api
from bihuan.kernel.process.models import Case, Passage
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_nobody_sees_a_confined_case_from_above(monkeypatch: pytest.MonkeyPatch) -> None:
    who.opened()
    gov = who.actor("viewer", "510000-gov")
    line_above = who.actor("viewer", "000000-water")
    assert Case.objects.filter(api.visible_to(gov)).count() == 1
    assert Case.objects.filter(api.visible_to(line_above)).count() == 1
    monkeypatch.setattr(
        "bihuan.kernel.process.visibility.all_processes",
        lambda: (type("Confined", (), {"key": sample.REPAIR.key, "confined": True}),),
    )
    seen = [
        Case.objects.filter(api.visible_to(each)).count()
        for each in (gov, line_above, who.HANDLER, who.REVIEWER, who.OUTSIDER)
    ]
    assert seen == [0, 0, 1, 1, 0]


def test_a_made_file_is_attached_to_the_act(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    case = who.opened()
    passage = Passage.objects.get(case=case.case)
    digest = api.attach(passage, key="made", label="成稿", name="函.pdf", data=who.PDF)
    (row,) = case.case.attachments.all()
    stored = api.open_attachment(case.number, row.pk, actor=who.HANDLER)
    assert (stored.name, stored.data, stored.sm3) == ("函.pdf", who.PDF, digest)
    with pytest.raises(ValueError, match="not a kind of file"):
        api.attach(passage, key="made", label="成稿", name="函.txt", data=b"plain words")
