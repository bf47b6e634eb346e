"""Forms of access. They read what was typed; what it means is decided in ``operations``."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.kernel.access.accounts import LONGEST_PASSWORD


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
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
        error_messages={"required": "请填写新密码。"},
    )
    again = forms.CharField(
        label="再次填写新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
        error_messages={"required": "请再次填写新密码。"},
    )

    def __init__(self, *given: Any, demanded: str, **named: Any) -> None:
        """Say what the profile of this installation demands beside the field."""
        super().__init__(*given, **named)
        self.fields["new"].help_text = demanded


class SecondFactorForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = forms.CharField(
        label="动态口令或者恢复码",
        max_length=40,
        help_text="应用当前显示的 6 位数字；手机不在身边时，填写一个没有用过的恢复码。",
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autofocus": True,
            }
        ),
        error_messages={"required": "请填写验证码。"},
    )


class ProofForm(forms.Form):
    """The password once more, before something sensitive is changed."""

    password = forms.CharField(
        label="登录密码",
        strip=False,
        required=False,
        max_length=4 * LONGEST_PASSWORD,
        help_text="更改账号安全设置前，请再次输入密码。",
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
    )

    def __init__(self, *given: Any, asked: bool, **named: Any) -> None:
        """Ask only an account that has a password."""
        super().__init__(*given, **named)
        if not asked:
            del self.fields["password"]


class ProvenForm(ProofForm, SecondFactorForm):
    """Both factors once more."""

    field_order = ("password", "code")


class OneTimeForm(ProofForm):
    """The first code of a new app."""

    code = forms.CharField(
        label="应用显示的 6 位数字",
        max_length=10,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
            }
        ),
        error_messages={"required": "请填写应用显示的 6 位数字。"},
    )


class PasskeyForm(ProofForm):
    """The name of a new passkey, and what the browser answered."""

    name = forms.CharField(
        label="名称",
        max_length=40,
        help_text="便于日后辨认，例如“办公电脑”“USB 密钥”。",
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "请给这把通行密钥起个名字。"},
    )
    answer = forms.CharField(
        required=False, max_length=20_000, widget=forms.HiddenInput(attrs={"data-answer": ""})
    )
