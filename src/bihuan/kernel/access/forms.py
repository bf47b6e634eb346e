"""Forms of access. They read what was typed; what it means is decided in ``operations``."""

from __future__ import annotations

from django import forms

from bihuan.kernel.access.operations import LONGEST_PASSWORD


class LoginForm(forms.Form):
    """A name and a password."""

    login = forms.CharField(
        label="登录名",
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "username", "autofocus": True}
        ),
        error_messages={"required": "请填写登录名。"},
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=4 * LONGEST_PASSWORD,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
        error_messages={"required": "请填写密码。"},
    )


class PasswordForm(forms.Form):
    """The present password and, twice, the new one."""

    present = forms.CharField(
        label="原密码",
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
        error_messages={"required": "请填写原密码。"},
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=LONGEST_PASSWORD,
        help_text="至少 10 个字符。",
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
        error_messages={"required": "请填写新密码。"},
    )
    again = forms.CharField(
        label="再次填写新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
        error_messages={"required": "请再次填写新密码。"},
    )
