"""Forms of the administrators: a new account, and the reason every act asks for."""

from __future__ import annotations

from django import forms

INPUT = {"class": "form-control"}


class NewAccountForm(forms.Form):
    """Who gets an account; the password is made by the system."""

    login = forms.CharField(
        label="登录名",
        max_length=200,
        help_text="大小写、全角半角视为相同，例如工号或者姓名全拼。",
        widget=forms.TextInput(INPUT),
        error_messages={"required": "请填写登录名。"},
    )
    display = forms.CharField(
        label="姓名",
        max_length=60,
        widget=forms.TextInput(INPUT),
        error_messages={"required": "请填写姓名。"},
    )


class ReasonForm(forms.Form):
    """Why; it stands in the ledger."""

    reason = forms.CharField(
        label="理由",
        max_length=100,
        help_text="写明怎样核实了本人身份，或者根据什么文件。理由记入台账。",
        widget=forms.TextInput(INPUT),
        error_messages={"required": "请写明理由。"},
    )
