"""What the pages ask for when a docket or a study is begun. Judged here in shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from bihuan.kernel.ui.components import Fault
from bihuan.modules.leads.models import Source, StudyKind, WhyUnowned
from bihuan.modules.leads.rules.bodies import departments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bihuan.kernel.access import Actor

PROPOSED = (Source.PROPOSAL, Source.NEW_LAW, Source.COMPLAINT)
"""What a department may name as the source."""
TEXT = {"class": "form-control"}
AREA = {"class": "form-control", "rows": 4}
SELECT = {"class": "form-select"}


def _needed(label: str) -> dict[str, str]:
    return {
        "required": f"请填写“{label}”。",
        "max_length": f"“{label}”写得太长，请压缩到%(limit_value)d字以内。",
        "invalid": f"“{label}”填写有误，请核对。",
        "invalid_choice": f"“{label}”请从列出的选项中选择。",
    }


def _text(label: str, help_text: str, *, limit: int, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        required=required,
        widget=forms.TextInput(attrs=TEXT),
        error_messages=_needed(label),
    )


def _area(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=1000,
        widget=forms.Textarea(attrs=AREA),
        error_messages=_needed(label),
    )


def _chosen(label: str, offered: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=offered,
        widget=forms.Select(attrs=SELECT),
        error_messages=_needed(label),
    )


def _picked(
    label: str, help_text: str, offered: Sequence[tuple[str, str]], *, required: bool
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        choices=offered,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_needed(label),
    )


class DocketForm(forms.Form):
    """A matter that nobody leads."""

    title = _text("事项", "一句话说清是什么事，例如：餐饮油烟夜间异味扰民的牵头监管。", limit=120)
    matter = _area("事项内容", "涉及哪些对象、哪些环节、在哪些地方出现。")
    impact = _area("对生态环境的影响", "为什么说影响明显：范围、程度、投诉数量、监测数据。")
    source = forms.ChoiceField()
    origin = _text(
        "来源编号或文号", "举报编号、督察问题编号、文件名称等。", limit=120, required=False
    )
    why_unowned = _chosen("为何没有牵头", WhyUnowned.choices)

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        """Offer the sources this actor may name and the departments of its region."""
        super().__init__(*args, **kwargs)
        office = actor.line == "office"
        offered = [(s.value, s.label) for s in (Source if office else PROPOSED)]
        self.fields["source"] = _chosen("来源", [x for x in offered if x[0] != Source.FROM_ABOVE])
        self.fields["candidates"] = _picked(
            "候选部门",
            "可能牵头或者配合的部门，至少两个；征求意见之前还可以改。",
            departments(actor.region, on=on),
            required=False,
        )


class StudyForm(forms.Form):
    """A new policy or a new situation."""

    title = _text("题目", "例如：《生态环境法典》施行后本部门清单怎样调整。", limit=120)
    kind = _chosen("种类", StudyKind.choices)
    subject_matter = _area("研究内容", "新政策新法规改变了什么，或者发现了什么新情况、新问题。")
    origin = _text("文件名称或者情况来源", "", limit=200, required=False)
    happened_on = forms.DateField(
        label="出台或者发现日期",
        widget=forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写出台或者发现日期。",
            "invalid": "请按 2026-11-23 的样式填写日期。",
        },
    )

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        """Offer the other departments of the region."""
        super().__init__(*args, **kwargs)
        others = [item for item in departments(actor.region, on=on) if item[0] != actor.body]
        self.fields["participants"] = _picked(
            "参加单位", "和本单位一起研究的部门，至少一个。", others, required=True
        )


class CandidatesForm(forms.Form):
    """Who will be asked."""

    def __init__(self, *args: Any, region: str, on: date, **kwargs: Any) -> None:
        """Offer the departments of the region."""
        super().__init__(*args, **kwargs)
        self.fields["candidates"] = _picked(
            "候选部门",
            "可能牵头或者配合的部门，至少两个。",
            departments(region, on=on),
            required=True,
        )


def faults_of(form: forms.Form, extra: Sequence[Fault] = ()) -> list[Fault]:
    """Everything that is wrong with a form, for the summary above it."""
    found = [Fault(str(text), field) for field, texts in form.errors.items() for text in texts]
    return [*found, *extra]
