"""Every kind there is: what it says, how it looks, what it refuses."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bihuan.modules.documents.operations import printing, sampling
from bihuan.modules.documents.operations.composing import compose
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules import reading
from bihuan.modules.documents.rules.values import (
    Adaptation,
    BadPaper,
    FieldType,
    Form,
    Issuer,
    Paper,
    Section,
)
from bihuan.modules.documents.tests import looking

REFERENCE = Path(__file__).with_name("reference.json")
WANTED = (
    "通知、通报、报告、请示、函、意见、纪要、备案回执、退回补正告知、征求意见函、牵头意见请示、牵头决定公布、督办单、督办函、"
    "提醒函、约谈通知书、约谈纪要、整改销号申请表、销号公示、移送函、受理告知书、不予受理告知书、延期告知书、答复意见书、"
    "重大情况报告、年度专题报告"
)


def test_every_kind_asked_for_is_there() -> None:
    assert set(WANTED.split("、")) <= {kind.label for kind in catalogue.kinds()}


@pytest.mark.parametrize("stage", ["初报", "续报", "结果报告"])
def test_an_incident_is_reported_in_stages(stage: str) -> None:
    kind = catalogue.kind("incident-report")
    data = {**kind.sample["data"], "stage": stage}
    made = sampling.from_mapping(kind.key, {**kind.sample, "data": data})
    assert made.title == f"关于青水河柴油泄漏事件的{stage}"


def ink(page: Any) -> list[str]:
    """Return how dark each square centimetre of a page is, as a small picture in letters."""
    picture = page.get_pixmap(
        matrix=looking.pymupdf.Matrix(0.28, 0.28), colorspace=looking.pymupdf.csGRAY
    )
    side = 8
    rows = []
    for top in range(0, picture.height - side + 1, side):
        row = ""
        for left in range(0, picture.width - side + 1, side):
            dark = sum(
                255 - picture.samples[y * picture.stride + x]
                for y in range(top, top + side)
                for x in range(left, left + side)
            )
            row += "0123456789ABCDEF"[min(15, dark * 32 // (255 * side * side))]
        rows.append(row)
    return rows


def test_every_kind_looks_as_it_was_approved() -> None:
    """Compare with the approved pictures; WRITE_REFERENCE=1 approves what there is now."""
    now = {
        key: [ink(page) for page in looking.opened(looking.sample_pdf(key))]
        for key in looking.KINDS
    }
    if os.environ.get("WRITE_REFERENCE"):
        REFERENCE.write_text(json.dumps(now, indent=0) + "\n", encoding="utf-8")
    approved = json.loads(REFERENCE.read_text(encoding="utf-8"))
    assert set(approved) == set(now)
    for key, pages in now.items():
        assert len(pages) == len(approved[key]), key
        for rows, wanted in zip(pages, approved[key], strict=True):
            for row, line in zip(rows, wanted, strict=True):
                assert all(
                    abs(int(a, 16) - int(b, 16)) <= 2 for a, b in zip(row, line, strict=True)
                ), (key, row, line)


def test_what_is_missing_is_refused_or_shown_in_a_draft() -> None:
    with pytest.raises(BadPaper) as refused:
        compose(kind="request", data={"subject": "设站"}, issuer=Issuer("示例市生态环境局"))
    assert "“研究意见”没有填写。" in refused.value.faults
    draft = compose(
        kind="request", data={"subject": "设站"}, issuer=Issuer("示例市生态环境局"), draft=True
    )
    assert "“研究意见”没有填写。" in draft.faults
    assert "〔待填：研究意见〕" in looking.text_of(printing.render(draft))


def test_a_request_goes_to_one_body() -> None:
    kind = catalogue.kind("request")
    with pytest.raises(BadPaper, match="只写一个主送机关"):
        sampling.from_mapping(kind.key, {**kind.sample, "recipients": ["甲", "乙"]})


def test_a_paper_remembers_its_words_whatever_becomes_of_its_kind() -> None:
    made = sampling.sample(catalogue.kind("supervision-letter"))
    kept = Paper.from_json(made.as_json())
    assert kept == made
    assert kept.template == "supervision-letter@1 layout@1"
    assert printing.render(kept) == printing.render(made)


def test_a_layout_that_is_gone_is_said() -> None:
    made = sampling.sample(catalogue.kind("notice"))
    with pytest.raises(BadPaper, match="第99版版式"):
        printing.render(replace(made, template="notice@1 layout@99"))


def test_an_office_has_its_own_words_and_head() -> None:
    kind = catalogue.kind("report")
    adaptation = Adaptation(
        office="示例市水务局",
        version=3,
        head="示例市水务局（示例市河长制办公室）",
        wording={"closing": "以上报告，请审阅。"},
    )
    sample = kind.sample
    made = compose(
        kind="report", data=sample["data"], issuer=Issuer("示例市水务局"),
        on=date(2026, 9, 10), adaptation=adaptation,
    )  # fmt: skip
    text = looking.text_of(printing.render(made))
    assert "以上报告，请审阅。" in text
    assert "特此报告" not in text
    assert "示例市水务局（示例市河长制办公室）文件" in text
    assert made.template.endswith("示例市水务局@3")


def test_joint_issuers_stand_under_one_another() -> None:
    kind = catalogue.kind("notice")
    made = sampling.from_mapping(
        kind.key, {**kind.sample, "issuer": "示例市水务局", "joint": ["示例市财政局"]}
    )
    page = looking.opened(printing.render(made))[0]
    head = [c for c in looking.chars(page) if c.size > 25]
    assert len({round(c.y) for c in head}) == 3
    assert made.content["sign"]["names"] == ["示例市水务局", "示例市财政局"]


def test_many_recipients_move_to_the_imprint() -> None:
    kind = catalogue.kind("notice")
    names = [f"示例市第{number}生态环境保护委员会" for number in range(1, 30)]
    made = sampling.from_mapping(kind.key, {**kind.sample, "recipients": names})
    assert made.content["to"] == ""
    assert looking.text_of(printing.render(made)).count("主送：") == 1


def test_no_paper_draws_a_seal_and_only_a_preview_shows_its_place() -> None:
    made = sampling.sample(catalogue.kind("letter"))
    assert "印章位置" not in looking.text_of(printing.render(made))
    assert "印章位置" in looking.text_of(printing.fitted(made, preview=True, format="pdf"))


def test_forms_are_of_every_layout() -> None:
    assert {kind.form for kind in catalogue.kinds()} == set(Form)


def test_a_kind_that_names_an_unknown_field_is_refused() -> None:
    kind = replace(catalogue.kind("letter"), body=(Section(text="{nothing}"),))
    assert list(reading.faults(kind)) == ["wording names nothing, which is no field"]
    with pytest.raises(reading.BadKind):
        reading.kind("letter", {"form": "letter"}, group="")


def test_samples_name_nobody_real_and_say_so() -> None:
    for kind in catalogue.kinds():
        made = sampling.sample(kind)
        assert made.content["mark"] == "演示数据"
        assert "示例" in made.as_json() + kind.sample["issuer"] or "清江县" in made.as_json()
        assert not made.faults
    assert any(field.type is FieldType.TABLE for field in catalogue.kind("annual-report").fields)
