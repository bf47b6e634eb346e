"""Forms of organisations: an uploaded workbook, and a change of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from bihuan.kernel.access import ADMINISTRATORS, ROLES

if TYPE_CHECKING:
    from bihuan.modules.organisations.queries import PostView

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


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        error_messages={"required": f"请填写{label}。", "invalid": "请按 2024-06-01 的样子填写。"},
        widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d"),
    )


def _text(label: str, hint: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=100,
        help_text=hint,
        required=required,
        error_messages={"required": f"请填写{label}。"},
        widget=forms.TextInput(INPUT),
    )


class PostForm(forms.Form):
    """Something done to a post."""

    def __init__(self, *given: Any, view: PostView, **named: Any) -> None:
        """Keep what the choices depend on."""
        super().__init__(*given, **named)
        self.view = view


class StandInForm(PostForm):
    """Who stands in, from when to when, and why."""

    deputy = forms.ChoiceField(
        label="代行人",
        help_text="同一单位的在任同志。代行人保留自己的岗位，代行期间切换岗位办理。",
        widget=forms.Select({"class": "form-select"}),
        error_messages={"required": "请选择代行人。", "invalid_choice": "请从名单中选择代行人。"},
    )
    since = _day("开始日期")
    until = _day("结束日期", "这一天起不再代行。")
    reason = _text("事由", "例如出差、学习、休假。")
    basis = _text("依据", "授权文件或者会议纪要的名称、文号。", required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        """Offer the colleagues of the same body."""
        super().__init__(*given, **named)
        self.fields["deputy"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *(
                (str(post.pk), f"{post.person.name}（{post.title}）")
                for post in self.view.colleagues
            ),
        ]


class EndStandInForm(PostForm):
    """Which stand-in ends, and when."""

    acting = forms.ChoiceField(
        label="代行人",
        widget=forms.Select({"class": "form-select"}),
        error_messages={"required": "请选择代行人。", "invalid_choice": "请从名单中选择代行人。"},
    )
    on = _day("结束日期", "本人恢复履职的日期。")

    def __init__(self, *given: Any, **named: Any) -> None:
        """Offer the stand-ins that have not ended."""
        super().__init__(*given, **named)
        self.fields["acting"].choices = [  # type: ignore[attr-defined]
            (str(each.acting_id), each.acting.person.name) for each in self.view.stand_ins
        ]


class EndForm(PostForm):
    """When a post ends, and why."""

    on = _day("免职日期", "这一天起不再担任。代行安排和负责领导登记随之终止。")
    reason = _text("事由", "例如调动、退休。")


class LinkForm(PostForm):
    """Whose account it is."""

    login = _text("登录名", "由系统管理员建立的账号。绑定后，本人登录即以这个岗位办理。")


class AppointForm(forms.Form):
    """Who becomes which administrator."""

    login = _text("登录名", "由系统管理员建立的账号；已经担任其他岗位的人不能兼任。")
    role = forms.ChoiceField(
        label="管理职责",
        choices=[(role, ROLES[role]) for role in sorted(ADMINISTRATORS, reverse=True)],
        widget=forms.Select({"class": "form-select"}),
    )
