"""The pages people review are made from the definition, and stay true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from bihuan.kernel.process import documenting
from bihuan.kernel.process.conformance import compare, conformance_rows
from bihuan.kernel.process.models import Case
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import RepairState

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = (sample.REPAIR, sample.VISIT)


def test_the_diagram_shows_every_state_and_step() -> None:
    text = documenting.diagram(sample.REPAIR)
    assert text.startswith("stateDiagram-v2\n")
    assert '    state "方案审核" as review\n' in text
    assert "    review --> planning: 退回方案\n" in text
    assert "    [*] --> opened: 开办\n" in text
    assert text.endswith("    closed --> [*]\n")


def test_the_page_has_steps_roles_and_clocks() -> None:
    text = documenting.document(sample.REPAIR)
    assert (
        "| 报送方案<br>`submit_plan` | 编制方案 → 方案审核 | 责任单位主要负责人 | 办法第五条 |"
        in text
    )
    assert "填：投入（万元）（可不填）" in text
    assert "附：整改佐证材料（至少2份）" in text
    assert "| 方案报送期限<br>`plan` | 10个工作日 | 办法第五条 | 不顺延 | 提前3个工作日 |" in text
    assert "| 整改完成期限<br>`fix` | 方案约定的完成时间 | 办法第八条 |" in text
    assert "| 完成时间必须晚于办理当天 | 止算方案报送期限 |" in text
    assert "| 步骤 | 督办单位审查员 | 责任单位经办人 | 系统自动办理 |" in text
    assert "| 签收 |  | ● | ● |" in text
    assert text == documenting.document(sample.REPAIR)


def test_pages_are_written_once_and_checked_ever_after(tmp_path: Path) -> None:
    stale = documenting.write_documents(tmp_path, check=True, processes=SAMPLES)
    assert len(stale) == 3
    assert not list(tmp_path.iterdir())
    documenting.write_documents(tmp_path, processes=SAMPLES)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(first) == ["README.md", "sample-repair.md", "sample-visit.md"]
    assert documenting.write_documents(tmp_path, processes=SAMPLES) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first

    (tmp_path / "sample-repair.md").write_text("别的", encoding="utf-8")
    (tmp_path / "gone.md").write_text("旧的", encoding="utf-8")
    assert documenting.write_documents(tmp_path, check=True, processes=SAMPLES) == [
        "gone.md（没有这个流程）",
        "sample-repair.md（与定义不一致）",
    ]
    documenting.write_documents(tmp_path, processes=SAMPLES)
    assert not (tmp_path / "gone.md").exists()


@pytest.mark.django_db
def test_conformance_tries_every_step_in_every_state_as_every_persona() -> None:
    rows = conformance_rows(sample.REPAIR)
    tried = {tuple(row.split(" | ")[:2]) for row in rows}
    assert tried == {(s.value, t.key) for s in RepairState for t in sample.REPAIR.steps}
    assert "opened | sign | 可办 | owner·经办人、系统" in rows
    assert "review | return_plan | missing.opinion | office·审查员" in [
        row for row in rows if row.startswith("review | return_plan")
    ]
    assert any(
        row.startswith("fixing | close | heard missing.agreed") or "heard" in row for row in rows
    )
    assert conformance_rows(sample.REPAIR) == rows
    assert not Case.objects.exists()
    with transaction.atomic():
        assert not transaction.get_rollback()


@pytest.mark.django_db
def test_a_changed_rule_shows_in_the_comparison(tmp_path: Path) -> None:
    rows = conformance_rows(sample.VISIT)
    snapshot = tmp_path / "sample-visit.txt"
    assert compare(rows, snapshot, write=False) == [f"+ {row}" for row in rows]
    assert compare(rows, snapshot, write=True) == []
    assert compare(rows, snapshot, write=False) == []
    loosened = [row.replace("role", "可办") for row in rows]
    assert compare(loosened, snapshot, write=False) != []
