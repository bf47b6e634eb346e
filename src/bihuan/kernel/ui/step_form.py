"""The form of a step, built from what it needs. Judging is the engine's; this asks and shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from bihuan.kernel.process import Inputs, Upload
from bihuan.kernel.process.api import choices_of, label_of
from bihuan.kernel.ui import pickers
from bihuan.kernel.ui.components import Fact, Fault
from bihuan.kernel.ui.names import people_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from bihuan.kernel.process import Document, Field, Refusal, Step
    from bihuan.kernel.process.models import CaseDetail
    from bihuan.kernel.ui.held import Held

PREFIX = "f-"
FILES = "files-"
FEW = 7  # up to here choices are shown at once, beyond it as a list to open
TYPES = {"date": "date", "url": "url", "number": "text", "person": "text", "body": "text"}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One input: its label, help, value and what is wrong with it."""

    key: str
    name: str
    label: str
    help: str
    required: bool
    widget: str  # text, textarea, radio, select, bool, body, matter
    type: str
    value: str
    choices: tuple[tuple[str, str], ...]
    limit: int
    faults: tuple[str, ...]
    inputmode: str
    about: str = ""  # what a picker looks for before anything is typed

    @property
    def picker(self) -> str:
        """Name where this field is looked up while somebody types; "" where nowhere."""
        return pickers.address(self.widget)

    @property
    def described_by(self) -> str:
        """Name the lines that describe the input."""
        ids = []
        if self.help:
            ids.append(f"{self.key}-help")
        if self.faults:
            ids.append(f"{self.key}-fault")
        if self.limit and self.widget == "textarea":
            ids.append(f"id_{self.key}-count")
        return " ".join(ids)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One paper that is asked for, with the files that already wait for it."""

    key: str
    name: str
    label: str
    help: str
    rule: str
    required: bool
    several: bool
    accept: str
    held: tuple[Held, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepForm:
    """The whole form."""

    fields: tuple[FieldView, ...]
    documents: tuple[DocumentView, ...]
    faults: tuple[Fault, ...]
    seen: int
    once: str
    saves: int = 0


def typed(request: HttpRequest, step: Step[Any]) -> dict[str, str]:
    """Return what was typed, by field name; a box that is not ticked is not there."""
    return {
        field.name: request.POST[PREFIX + field.name]
        for field in step.fields
        if PREFIX + field.name in request.POST
    }


def uploads(request: HttpRequest, step: Step[Any]) -> dict[str, list[Upload]]:
    """Return the files that came with the request, by document key."""
    return {
        need.key: [
            Upload(file.name or "附件", file.content_type or "", file.read())
            for file in request.FILES.getlist(FILES + need.key)
        ]
        for need in step.documents
    }


def inputs_of(
    step: Step[Any], values: Mapping[str, str], files: Mapping[str, Sequence[Upload]]
) -> Inputs:
    """Put together what the engine judges."""
    fields: dict[str, object] = {}
    for field in step.fields:
        if field.widget == "bool":
            fields[field.name] = values.get(field.name) == "on"
        else:
            fields[field.name] = values.get(field.name, "")
    return Inputs(fields=fields, documents={key: tuple(found) for key, found in files.items()})


def stored_values(detail: CaseDetail, step: Step[Any]) -> dict[str, str]:
    """Return what the case already holds for the fields of a step."""
    return {
        field.name: _as_typed(getattr(detail, field.name, None))
        for field in step.fields
        if hasattr(detail, field.name)
    }


def _as_typed(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def build(
    detail: CaseDetail,
    step: Step[Any],
    *,
    values: Mapping[str, str],
    held: Sequence[Held],
    refusals: Sequence[Refusal] = (),
    seen: int,
    once: str,
    saves: int = 0,
) -> StepForm:
    """Build the form with its present values and everything that is wrong with them."""
    wrong: dict[str, list[str]] = {}
    for refusal in refusals:
        wrong.setdefault(refusal.field, []).append(refusal.sentence)
    known = {need.key for need in step.needs}
    return StepForm(
        fields=tuple(
            _field(detail, field, values.get(field.name, ""), tuple(wrong.get(field.name, ())))
            for field in step.fields
        ),
        documents=tuple(
            _document(
                need,
                tuple(each for each in held if each.key == need.key),
                tuple(wrong.get(need.key, ())),
            )
            for need in step.documents
        ),
        faults=tuple(
            Fault(refusal.sentence, refusal.field if refusal.field in known else "")
            for refusal in refusals
        ),
        seen=seen,
        once=once,
        saves=saves,
    )


def _field(detail: CaseDetail, field: Field, value: str, faults: tuple[str, ...]) -> FieldView:
    stored = _model_field(detail, field.name)
    choices = choices_of(type(detail), field)
    if field.widget == "person" and not choices:
        choices = people_of(detail.case.body)
    if field.widget == "person" and not choices:
        choices = people_of(detail.body)
    widget = _widget(field, stored, choices)
    kind = "datetime-local" if isinstance(stored, models.DateTimeField) else ""
    if isinstance(stored, models.DateField) and not kind:
        kind = "date"
    decimal = isinstance(stored, models.DecimalField | models.IntegerField)
    return FieldView(
        key=field.name,
        name=PREFIX + field.name,
        label=label_of(type(detail), field),
        help=field.help or (str(stored.help_text) if stored is not None else ""),
        required=field.required,
        widget=widget,
        type=kind or TYPES.get(field.widget, "text"),
        value=value,
        choices=choices,
        limit=(stored.max_length or 0) if stored is not None else 2000,
        faults=faults,
        inputmode="decimal" if decimal or field.widget == "number" else "",
        about=detail.case.title,
    )


def _widget(
    field: Field, stored: models.Field[Any, Any] | None, choices: Sequence[tuple[str, str]]
) -> str:
    if choices:
        return "radio" if len(choices) <= FEW else "select"
    if field.widget == "bool" or isinstance(stored, models.BooleanField):
        return "bool"
    if field.widget == "textarea" or isinstance(stored, models.TextField):
        return "textarea"
    return field.widget if field.widget in {"body", "matter"} else "text"


def _model_field(detail: CaseDetail, name: str) -> models.Field[Any, Any] | None:
    fields = {each.name: each for each in detail._meta.concrete_fields}  # noqa: SLF001 - documented
    return fields.get(name)


def _document(need: Document, held: tuple[Held, ...], faults: tuple[str, ...]) -> DocumentView:
    amount = f"至少 {need.least} 份" if need.least > 1 else ""
    kinds = f"格式：{'、'.join(need.types)}，单个不超过 50 MB"
    return DocumentView(
        key=need.key,
        name=FILES + need.key,
        label=need.label,
        help=need.help,
        rule="；".join(part for part in (amount, kinds) if part) + "。",
        required=need.required,
        several=True,
        accept=",".join(
            f".{kind}" for kind in (*need.types, "jpeg") if kind != "jpeg" or "jpg" in need.types
        ),
        held=held,
        faults=faults,
    )


@dataclass(frozen=True, slots=True)
class Versions:
    """One field of a form that came too late: what was typed, and what the case holds now."""

    label: str
    typed: str
    stored: str

    @property
    def differ(self) -> bool:
        """Whether there is something to compare."""
        return self.typed != self.stored


def versions(
    detail: CaseDetail, step: Step[Any], values: Mapping[str, str], *, shown: bool
) -> tuple[Versions, ...]:
    """Set what was typed beside what is there now; of a case out of sight only what was typed."""
    now = stored_values(detail, step) if shown else {}
    found = []
    for field in step.fields:
        named = dict(choices_of(type(detail), field))
        mine, theirs = (each.get(field.name, "") for each in (values, now))
        if field.widget == "bool":
            mine, theirs = ("是" if value else "" for value in (mine, theirs))
        if mine or theirs:
            label = label_of(type(detail), field)
            found.append(Versions(label, named.get(mine, mine), named.get(theirs, theirs)))
    return tuple(found)


def said(form: StepForm) -> tuple[Fact, ...]:
    """Return what was filled in, for the page that asks to confirm."""
    facts = []
    for field in form.fields:
        shown = dict(field.choices).get(field.value, field.value)
        if field.widget == "bool":
            shown = "是" if field.value else "否"
        facts.append(Fact(field.label, shown, missing="未填写"))
    facts.extend(
        Fact(need.label, "、".join(each.name for each in need.held), missing="未附")
        for need in form.documents
    )
    return tuple(facts)
