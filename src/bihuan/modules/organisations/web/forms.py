"""Forms of organisations: an uploaded workbook, and a change of the map."""

from __future__ import annotations

from django import forms

INPUT = {"class": "form-control"}


class ChangeForm(forms.Form):
    """Rename, merge or split one body."""

    KINDS = (("rename", "更名"), ("merge", "并入其他机构"), ("split", "分设出一个机构"))

    kind = forms.ChoiceField(
        label="方式", choices=KINDS, widget=forms.Select({"class": "form-select"})
    )
    on = forms.DateField(
        label="生效日期",
        error_messages={"invalid": "请按 2024-06-01 的样子填写。"},
        widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d"),
    )
    basis = forms.CharField(
        label="依据", max_length=200, help_text="文件名称和文号。", widget=forms.TextInput(INPUT)
    )
    name = forms.CharField(
        label="新名称",
        max_length=100,
        required=False,
        help_text="更名或者分设时填写全称。",
        widget=forms.TextInput(INPUT),
    )
    short = forms.CharField(
        label="新简称", max_length=60, required=False, widget=forms.TextInput(INPUT)
    )
    into = forms.CharField(
        label="并入的机构",
        max_length=100,
        required=False,
        help_text="填写机构全称或者代码。",
        widget=forms.TextInput(INPUT),
    )
    code = forms.CharField(
        label="分设机构代码",
        max_length=40,
        required=False,
        help_text="由区划代码、连字符和英文组成，例如 510000-relics。",
        widget=forms.TextInput(INPUT),
    )
