"""The form of a paper, drawn from the fields of its kind: what is shown, and what was typed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.kernel.ui.components import Fault
from bihuan.kernel.ui.names import people_of
from bihuan.kernel.ui.step_form import FieldView
from bihuan.modules.documents.models import Openness, Urgency
from bihuan.modules.documents.operations.drafting import Draft
from bihuan.modules.documents.queries.papers import words_of
from bihuan.modules.documents.rules import annexing
from bihuan.modules.documents.rules.readers import Reader
from bihuan.modules.documents.rules.values import FieldType
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import TextChoices
    from django.http import HttpRequest

    from bihuan.kernel.access import Actor
    from bihuan.modules.documents.models import Sending
    from bihuan.modules.documents.rules.values import Field, Kind

Typed = dict[str, str]
KIND, PLAIN = "k-", "f-"
COMMON = (
    "recipients",
    "cc",
    "cosigners",
    "annexes",
    "word",
    "urgency",
    "openness",
    "openness_reason",
    "unit",
    "phone",
    "needs_answer",
    "answer_by",
)
BODIES = ("recipients", "cc", "cosigners")
SPLIT = re.compile(r"[、，,；;\n]+")
CELL = re.compile(r"[|\uff5c\t]")
LONGEST = 20_000
FEW = 7
ANNEXES = (
    "每行一个附件名称，不写序号。随文印出的，在名称下面另起行：以“>”开头的是文字，"
    "以“\uff5c”开头的是表格，第一行是表头；以“@”开头的是已上传的附件文件名。"
    "附件文件保存文稿以后在办件页上传。"
)


class FormRefused(ValueError):
    """What was typed cannot be read; a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep the sentences."""
        self.errors = dict(errors)
        super().__init__("".join(self.errors.values()))


def typed(request: HttpRequest, kind: Kind) -> Typed:
    """What was typed, by the name of its input."""
    names = [KIND + field.key for field in kind.fields] + [PLAIN + name for name in COMMON]
    return {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in names}


def blank(kind: Kind, *, actor: Actor, on: date, given: Mapping[str, str] | None = None) -> Typed:
    """A new paper, with what is most likely filled in."""
    values = {KIND + field.key: "" for field in kind.fields}
    for field in kind.fields:
        if field.type is FieldType.CHOICE and field.options:
            values[KIND + field.key] = field.options[0]
    values |= {PLAIN + name: "" for name in COMMON}
    values |= {
        PLAIN + "urgency": Urgency.PLAIN.value,
        PLAIN + "openness": Openness.ON_REQUEST.value,
    }
    unit = actor.post.partition("处")[0] + "处" if "处" in actor.post else ""
    values[PLAIN + "unit"] = unit
    del on
    return values | dict(given or {})


def stored(sending: Sending, kind: Kind, *, on: date) -> Typed:
    """A stored paper as its form shows it."""
    values = {KIND + field.key: _shown(sending.data.get(field.key), field) for field in kind.fields}
    names = organisations.names([*sending.recipients, *sending.cc, *sending.cosigners], on)
    for name in BODIES:
        values[PLAIN + name] = "、".join(names[code] for code in getattr(sending, name))
    for name in ("word", "urgency", "openness", "openness_reason", "unit", "phone"):
        values[PLAIN + name] = getattr(sending, name)
    values[PLAIN + "annexes"] = annexing.shown(sending.annexes)
    values[PLAIN + "needs_answer"] = "on" if sending.needs_answer else ""
    values[PLAIN + "answer_by"] = sending.answer_by.isoformat() if sending.answer_by else ""
    return values


def draft_of(values: Typed, kind: Kind, *, actor: Actor, on: date) -> Draft:
    """What the operation takes.

    :raises FormRefused: a body is unknown, or a date is none.
    """
    errors: dict[str, str] = {}
    data = {
        field.key: given
        for field in kind.fields
        if (given := _read(values[KIND + field.key], field))
    }
    bodies = {}
    for name in BODIES:
        bodies[name], fault = _bodies(values[PLAIN + name], actor=actor, on=on)
        if fault:
            errors[name] = fault
    answer_by = None
    if values[PLAIN + "answer_by"]:
        try:
            answer_by = date.fromisoformat(values[PLAIN + "answer_by"])
        except ValueError:
            errors["answer_by"] = "答复期限不是日期，请写成2026-09-05的样式。"
    if errors:
        raise FormRefused(errors)
    return Draft(
        kind=kind.key,
        data=data,
        urgency=values[PLAIN + "urgency"] or Urgency.PLAIN,
        annexes=tuple(annexing.typed(values[PLAIN + "annexes"])),
        openness=values[PLAIN + "openness"] or Openness.ON_REQUEST,
        openness_reason=values[PLAIN + "openness_reason"][:200],
        word=values[PLAIN + "word"],
        unit=values[PLAIN + "unit"][:60],
        phone=values[PLAIN + "phone"][:40],
        needs_answer=values[PLAIN + "needs_answer"] == "on",
        answer_by=answer_by,
        **bodies,
    )


def kind_fields(kind: Kind, values: Typed, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    """The inputs of the kind."""
    return tuple(_kind_field(field, values, errors) for field in kind.fields)


def common_fields(
    kind: Kind, values: Typed, errors: Mapping[str, str], *, actor: Actor
) -> tuple[FieldView, ...]:
    """The inputs every paper has: 发文稿纸."""
    words = tuple((each.word, _worded(each.word, each.purpose)) for each in words_of(actor.body))
    many = "多个单位用“、”隔开；填写全称、规范简称或者机构代码。"
    one = "" if kind.several_recipients else "这种公文只主送一个单位。"
    rows: tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...]], ...] = (
        ("recipients", "主送", one or many, "textarea", ()),
        ("cc", "抄送", many, "text", ()),
        (
            "cosigners",
            "会签单位",
            "由本单位主办、需要其他单位共同负责的，填写会签单位。",
            "text",
            (),
        ),
        ("annexes", "附件", ANNEXES, "textarea", ()),
        ("word", "发文代字", "编号时用这个代字；没有合适的，请先登记。", "select", words),
        ("urgency", "紧急程度", "", "radio", _pairs(Urgency)),
        ("openness", "公开属性", "", "radio", _pairs(Openness)),
        ("openness_reason", "不公开理由", "选“不予公开”时填写。", "text", ()),
        ("unit", "拟稿处室", "", "text", ()),
        ("phone", "联系电话", "", "text", ()),
        ("needs_answer", "要求主送单位书面答复", "", "bool", ()),
        ("answer_by", "答复期限", "要求答复的填写。", "text", ()),
    )
    return tuple(
        _view(
            name,
            PLAIN + name,
            label,
            values.get(PLAIN + name, ""),
            errors.get(name, ""),
            help_text=help_text,
            widget=widget,
            choices=choices,
            type_="date" if name == "answer_by" else "text",
        )
        for name, label, help_text, widget, choices in rows
    )


def faults_of(errors: Mapping[str, str], kind: Kind) -> tuple[Fault, ...]:
    """The error summary of the form."""
    own = {field.key for field in kind.fields}
    return tuple(
        Fault(sentence, f"k_{name}" if name in own else name) for name, sentence in errors.items()
    )


def readers_of(body: str) -> tuple[Reader, ...]:
    """Everybody who holds a post in a body today, as a form offers them."""
    return tuple(
        Reader(f"post:{key}", *_name_and_post(label), body) for key, label in people_of(body)
    )


def reader_named(body: str, key: str) -> Reader:
    """One of them.

    :raises LookupError: nobody of this body has this key.
    """
    for each in readers_of(body):
        if each.key == key:
            return each
    raise LookupError(key)


def _name_and_post(label: str) -> tuple[str, str]:
    name, _, rest = label.partition("（")
    return name, rest.rpartition("，")[0] or rest.rstrip("）")


def plain_field(
    key: str,
    label: str,
    value: str,
    *,
    name: str = "",
    help_text: str = "",
    widget: str = "text",
    choices: tuple[tuple[str, str], ...] = (),
    type_: str = "text",
    required: bool = False,
    fault: str = "",
) -> FieldView:
    """One input outside the form of a paper."""
    return _view(
        key,
        name or PLAIN + key,
        label,
        value,
        fault,
        help_text=help_text,
        widget=widget,
        choices=choices,
        type_=type_,
        required=required,
    )


def _pairs(choices: type[TextChoices]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(label)) for key, label in choices.choices)


def _worded(word: str, purpose: str) -> str:
    return f"{word}（{purpose}）" if purpose else word


def _kind_field(field: Field, values: Typed, errors: Mapping[str, str]) -> FieldView:
    help_text, widget = field.hint, "text"
    choices: tuple[tuple[str, str], ...] = ()
    if field.type is FieldType.TABLE:
        heads = "\uff5c".join(column.label for column in field.columns)
        how = f"每行一条，各栏用竖线“\uff5c”隔开：{heads}。可以从表格软件整块粘贴。"
        help_text = f"{help_text}{how}"
        widget = "textarea"
    elif field.type is FieldType.LIST:
        help_text, widget = help_text or "每行一条。", "textarea"
    elif field.type is FieldType.LONG:
        help_text = help_text or "可以分段；以“一、”“（一）”开头的行排成小标题。"
        widget = "textarea"
    elif field.type is FieldType.CHOICE:
        choices = tuple((option, option) for option in field.options)
        widget = "radio" if len(choices) <= FEW else "select"
    return _view(
        f"k_{field.key}",
        KIND + field.key,
        field.label,
        values.get(KIND + field.key, ""),
        errors.get(field.key, ""),
        help_text=help_text,
        required=field.required,
        widget=widget,
        choices=choices,
        type_="date" if field.type is FieldType.DATE else "text",
    )


def _view(
    key: str,
    name: str,
    label: str,
    value: str,
    fault: str,
    *,
    help_text: str = "",
    required: bool = False,
    widget: str = "text",
    choices: Sequence[tuple[Any, Any]] = (),
    type_: str = "text",
) -> FieldView:
    return FieldView(
        key=key,
        name=name,
        label=label,
        help=help_text,
        required=required,
        widget=widget,
        type=type_,
        value=value,
        choices=tuple((str(stored), str(shown)) for stored, shown in choices),
        limit=0,
        faults=(fault,) if fault else (),
        inputmode="",
    )


def _shown(value: object, field: Field) -> str:
    if value in (None, ""):
        return ""
    if field.type is FieldType.TABLE and isinstance(value, list):
        return "\n".join("\uff5c".join(str(cell) for cell in _cells(row, field)) for row in value)
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    return str(value)


def _cells(row: object, field: Field) -> list[object]:
    if isinstance(row, dict):
        return [row.get(column.key, "") for column in field.columns]
    return list(row) if isinstance(row, list | tuple) else [row]


def _read(value: str, field: Field) -> Any:
    if field.type is FieldType.TABLE:
        wanted = len(field.columns)
        rows = [
            [cell.strip() for cell in CELL.split(line)]
            for line in value.split("\n")
            if line.strip()
        ]
        return [row + [""] * (wanted - len(row)) for row in rows]
    if field.type is FieldType.LIST:
        return [line.strip() for line in value.split("\n") if line.strip()]
    return value


def _bodies(text: str, *, actor: Actor, on: date) -> tuple[tuple[str, ...], str]:
    """The codes of the bodies that were named, or why one could not be found."""
    found: list[str] = []
    for name in filter(None, (part.strip() for part in SPLIT.split(text))):
        hits = organisations.find(name, on=on)
        near = [hit for hit in hits if hit.region == actor.region]
        chosen = near if len(near) == 1 else list(hits)
        if not chosen:
            return (), f"“{name}”不在机构名册里。请填写单位全称、规范简称或者机构代码。"
        if len(chosen) > 1:
            shown = "、".join(hit.name for hit in chosen[:3])
            return (), f"“{name}”可以指{shown}等{len(chosen)}个单位。请填写全称。"
        found.append(chosen[0].code)
    return tuple(found), ""
