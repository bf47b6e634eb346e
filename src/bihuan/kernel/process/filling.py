"""Putting what was filled in onto a case: only fields asked for, each by its own rules."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone

from bihuan.kernel.process.definition import Refusal
from bihuan.kernel.process.files import judge_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bihuan.kernel.process.definition import Document, Field, Inputs, Step
    from bihuan.kernel.process.files import Paper
    from bihuan.kernel.process.models import CaseDetail

LONGEST_TEXT = 20_000
_PERMITTED_SIGNS = "\n\t"


def model_field(detail: type[CaseDetail], name: str) -> models.Field[Any, Any] | None:
    """Return the stored field of this name, None where the model has none."""
    try:
        found = detail._meta.get_field(name)  # noqa: SLF001 - Django's documented way
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def label_of(detail: type[CaseDetail], field: Field) -> str:
    """Return what the form calls this field: its own label, or the model's."""
    stored = model_field(detail, field.name)
    return field.label or (str(stored.verbose_name) if stored else field.name)


def choices_of(detail: type[CaseDetail], field: Field) -> tuple[tuple[str, str], ...]:
    """Return the values that may be picked, (stored, shown); () where anything may be typed."""
    if field.choices:
        return field.choices
    stored = model_field(detail, field.name)
    picked = stored.get_choices(include_blank=False) if stored and stored.choices else []
    return tuple((str(value), str(shown)) for value, shown in picked)


def fill_in(draft: CaseDetail, step: Step[Any], given: Mapping[str, object]) -> list[Refusal]:
    """Write what was given onto the draft; return what is missing, wrong or was never asked for."""
    asked = {field.name for field in step.fields}
    refusals = [
        Refusal("not_asked", f"“{step.label}”这一步不填写“{name}”，系统没有保存任何内容。", name)
        for name in given
        if name not in asked
    ]
    for field in step.fields:
        refusals += write(draft, field, given)
    return refusals


def papers_for(
    documents: Iterable[Document], inputs: Inputs, step_label: str
) -> tuple[list[Paper], list[Refusal]]:
    """Look at everything attached; return what may be kept and what is wrong or missing."""
    papers: list[Paper] = []
    refusals: list[Refusal] = []
    asked = {need.key for need in documents}
    for key in inputs.documents:
        if key not in asked and inputs.documents[key]:
            sentence = f"“{step_label}”这一步不收“{key}”材料，系统没有保存任何内容。"
            refusals.append(Refusal("not_asked", sentence, key))
    for need in documents:
        kept, wrong = judge_all(need, tuple(inputs.documents.get(need.key, ())))
        papers += kept
        refusals += wrong
    return papers, refusals


def write(draft: CaseDetail, field: Field, given: Mapping[str, object]) -> list[Refusal]:
    """Write one field onto the draft."""
    stored = model_field(type(draft), field.name)
    label = label_of(type(draft), field)
    value = _tidy(given.get(field.name))
    if _is_empty(value):
        if field.required:
            return [Refusal(f"missing.{field.name}", f"“{label}”还没有填写。", field.name)]
        if field.name in given and stored is not None:
            return _write_empty(draft, stored, label)
        return []
    problem = _problem_of(value, dict(choices_of(type(draft), field)))
    if not problem and stored is not None:  # the opinion has no field: the passage keeps it
        try:
            setattr(draft, stored.attname, _convert(stored, value, draft))
        except ValidationError as error:
            problem = "".join(_sentence(text) for text in error.messages)
    if problem:
        return [Refusal(f"invalid.{field.name}", f"“{label}”填写有误：{problem}", field.name)]
    return []


def value_on(draft: CaseDetail, field: Field, given: Mapping[str, object]) -> object:
    """Return the value as it was understood: what the model holds, or the text of the opinion."""
    stored = model_field(type(draft), field.name)
    return _tidy(given.get(field.name)) if stored is None else getattr(draft, stored.attname)


def _tidy(value: object) -> object:
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _is_empty(value: object) -> bool:
    # An unticked box that must be ticked is empty, as it is in every form.
    return value is None or value is False or value in ("", [], (), {})


def _problem_of(value: object, choices: Mapping[str, str]) -> str:
    """Say what no model field looks for: floats, hidden signs, endless text, unknown choices."""
    if choices and str(value) not in choices:
        return f"只能从{'、'.join(choices.values())}中选择。"
    if isinstance(value, float):
        return "分数和金额请按十进制文本填写。"
    if not isinstance(value, str):
        return ""
    if len(value) > LONGEST_TEXT:
        return f"最多{LONGEST_TEXT}字，现在有{len(value)}字。"
    if any(unicodedata.category(s) in ("Cc", "Cs") and s not in _PERMITTED_SIGNS for s in value):
        return "含有不可见的控制字符，请删去后重新填写。"
    return ""


def _convert(stored: models.Field[Any, Any], value: object, draft: CaseDetail) -> object:
    plain = value.pk if isinstance(value, models.Model) else value
    if stored.max_length and isinstance(plain, str) and len(plain) > stored.max_length:
        message = f"最多{stored.max_length}字，现在有{len(plain)}字。"
        raise ValidationError(message)
    cleaned = stored.clean(plain, draft)
    if isinstance(cleaned, dt.datetime) and timezone.is_naive(cleaned):
        return timezone.make_aware(cleaned)
    return cleaned


def _write_empty(draft: CaseDetail, stored: models.Field[Any, Any], label: str) -> list[Refusal]:
    if isinstance(stored, models.BooleanField):
        setattr(draft, stored.attname, False)
    elif stored.null:
        setattr(draft, stored.attname, None)
    elif stored.empty_strings_allowed or stored.has_default():
        setattr(draft, stored.attname, stored.get_default())
    else:
        return [Refusal(f"missing.{stored.name}", f"“{label}”还没有填写。", stored.name)]
    return []


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text.rstrip('.')}。"
