"""Forms of header and row: what is shown, and what was typed. Judging is the operations'."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.kernel.ui.components import Fault
from bihuan.kernel.ui.step_form import FieldView
from bihuan.modules.matters.models import MatterLevel, MatterList, MatterRole, MatterRow
from bihuan.modules.matters.operations.editing import EDITABLE_HEADER
from bihuan.modules.matters.queries.bodies import names_of, partner_codes
from bihuan.modules.matters.rules.bases import bases_text, parse_bases
from bihuan.modules.matters.rules.content import ROW_FIELDS, field_label
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.matters.rules.sheet import template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

Typed = dict[str, str]
AREAS = frozenset({"description", "measures", "legal_bases", "basis_documents", "comb_note"})
DATES = frozenset({"party_meeting_on", "valid_from", "valid_to"})
NEEDED_HEADER = frozenset({"basis_documents", "drafting_office", "valid_from"})
YES, NO = "yes", "no"
PREFIX = "f-"
LONG = 2000


class FormRefused(ValueError):
    """What was typed cannot be read; a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep the sentences."""
        self.errors = dict(errors)
        super().__init__("".join(self.errors.values()))


def typed(request: HttpRequest, names: tuple[str, ...]) -> Typed:
    """What was typed, by field."""
    return {name: request.POST.get(PREFIX + name, "").strip() for name in names}


def row_typed(row: MatterRow, *, on: date) -> Typed:
    """A stored row as a form shows it."""
    values = {name: str(getattr(row, name) or "") for name in ROW_FIELDS}
    names = names_of(row.co_bodies, on=on)
    values["co_bodies"] = "、".join(names[code] for code in row.co_bodies)
    values["legal_bases"] = bases_text(row.legal_bases)
    values["publishable"] = YES if row.publishable else NO
    return values


def blank_row(matter_list: MatterList) -> Typed:
    """A new row, with what is most likely filled in."""
    count = matter_list.rows.count() + 1
    return dict.fromkeys(ROW_FIELDS, "") | {
        "code": f"{count:03d}",
        "role": MatterRole.LEAD.value,
        "publishable": YES,
    }


def row_values(values: Typed, *, region: str, on: date) -> dict[str, Any]:
    """What the operation takes.

    :raises FormRefused: a partner is unknown, or a basis is no citation.
    """
    found: dict[str, Any] = dict(values)
    errors: dict[str, str] = {}
    partners = [
        name for name in values["co_bodies"].replace("，", "、").split("、") if name.strip()
    ]
    codes = partner_codes((name.strip() for name in partners), region=region, on=on)
    unknown = [name.strip() for name in partners if name.strip() not in codes]
    if unknown:
        errors["co_bodies"] = (
            f"“{'、'.join(unknown)}”不在机构名册里。请填写单位全称或者规范简称，多个单位用“、”隔开。"
        )
    found["co_bodies"] = [codes[name.strip()] for name in partners if name.strip() in codes]
    try:
        bases = parse_bases(values["legal_bases"])
        found["legal_bases"] = [base.as_data() for base in bases]
    except ValueError as error:
        errors["legal_bases"] = str(error)
    found["publishable"] = values["publishable"] == YES
    if errors:
        raise FormRefused(errors)
    return found


def row_fields(values: Typed, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    """The inputs of a row, with help from the same columns as the import template."""
    columns = {column.key: column for column in template().columns}
    return tuple(
        _field(
            name,
            values.get(name, ""),
            errors.get(name, ""),
            help_text=columns[name].help,
            required=columns[name].required,
            choices=_choices(name),
            limit=columns[name].max_length,
        )
        for name in ROW_FIELDS
    )


def header_typed(matter_list: MatterList) -> Typed:
    """A stored header as a form shows it."""
    return {name: str(getattr(matter_list, name) or "") for name in EDITABLE_HEADER}


def header_values(values: Typed) -> dict[str, Any]:
    """What the operation takes.

    :raises FormRefused: a date is none.
    """
    found: dict[str, Any] = dict(values)
    errors: dict[str, str] = {}
    for name in DATES:
        try:
            found[name] = date.fromisoformat(values[name]) if values[name] else None
        except ValueError:
            errors[name] = f"“{values[name][:20]}”不是有效的日期。请按 2023-06-30 的样子填写。"
    if errors:
        raise FormRefused(errors)
    return found


def header_fields(values: Typed, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    """The inputs of the header."""
    return tuple(
        _field(
            name,
            values.get(name, ""),
            errors.get(name, ""),
            required=name in NEEDED_HEADER,
            limit=LONG,
        )
        for name in EDITABLE_HEADER
    )


def text_field(name: str, label: str, value: str, fault: str, *, help_text: str) -> FieldView:
    """One long text, such as a note on a row."""
    return FieldView(
        key=name,
        name=PREFIX + name,
        label=label,
        help=help_text,
        required=True,
        widget="textarea",
        type="text",
        value=value,
        choices=(),
        limit=LONG,
        faults=(fault,) if fault else (),
        inputmode="",
    )


def faults_of(errors: Mapping[str, str]) -> tuple[Fault, ...]:
    """The error summary of a form."""
    return tuple(Fault(sentence, name) for name, sentence in errors.items())


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    if name == "category":
        return tuple(policy().categories.items())
    if name == "role":
        return tuple((str(key), str(label)) for key, label in MatterRole.choices)
    if name == "level":
        return tuple((str(key), str(label)) for key, label in MatterLevel.choices)
    return ((YES, "公开"), (NO, "不公开")) if name == "publishable" else ()


def _field(
    name: str,
    value: str,
    fault: str,
    *,
    help_text: str = "",
    required: bool = False,
    choices: tuple[tuple[str, str], ...] = (),
    limit: int = 0,
) -> FieldView:
    few = 7
    widget = "textarea" if name in AREAS else "text"
    if choices:
        widget = "radio" if len(choices) <= few else "select"
    return FieldView(
        key=name,
        name=PREFIX + name,
        label=field_label(name),
        help=help_text,
        required=required,
        widget=widget,
        type="date" if name in DATES else "text",
        value=value,
        choices=choices,
        limit=limit if widget == "textarea" else 0,
        faults=(fault,) if fault else (),
        inputmode="",
    )
