"""What requests ask for: a day, a place, a few words. Judged here, refused with sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest

FIRST_YEAR, LAST_YEAR = 2000, 2200


def asked_day(request: HttpRequest) -> date:
    """Return the day a page is asked for; today without one, or with one that is none."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return asked if FIRST_YEAR <= asked.year <= LAST_YEAR else today


class HappenedForm(forms.Form):
    """What happened, and when."""

    title = forms.CharField(
        label="发生了什么",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "请写明发生了什么。", "max_length": "请不要超过200字。"},
    )
    happened_on = forms.DateField(
        label="发生日期",
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写发生日期。",
            "invalid": "请按 2026-11-23 的样式填写日期。",
        },
    )


class WithdrawForm(forms.Form):
    """Why evidence no longer counts."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=200,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"required": "请写明撤回原因。", "max_length": "请不要超过200字。"},
    )
