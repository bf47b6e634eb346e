"""What the reader of the command line and the database complain of, as one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
from click.exceptions import NoSuchCommand

if TYPE_CHECKING:
    from collections.abc import Callable

UNPREPARED = "数据库还没有建立，或者不是这个版本的。请先运行 `bihuan serve` 或者 `bihuan demo`。"
UNREACHABLE = "数据库用不了：{error}。请核对 DATABASE_URL 和 BIHUAN_VAR。"
MISSING_TABLE = ("no such table", "no such column", "does not exist")


def usage(error: click.ClickException) -> str:
    """Say in Chinese what is wrong with the words of a command."""
    for kind, say in _SAY.items():
        if type(error) is kind:
            return say(error)
    return error.format_message()


def database(error: Exception) -> str:
    """Say what to do where the database cannot be asked: it is missing, older, or not reached."""
    first = (str(error).splitlines() or [""])[0].strip().rstrip(".")
    if any(word in first for word in MISSING_TABLE):
        return UNPREPARED
    return UNREACHABLE.format(error=first or type(error).__name__)


def file(error: Exception) -> str:
    """Say why a file could not be read or written, without the words of the operating system."""
    for kind, sentence in _FILES.items():
        if isinstance(error, kind):
            return sentence
    return str(error)


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return ""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name


def _missing(error: click.ClickException) -> str:
    assert isinstance(error, click.MissingParameter)  # noqa: S101  narrows the type
    return f"缺少 {_named(error.param)}。加 --help 看用法。"


def _bad(error: click.ClickException) -> str:
    assert isinstance(error, click.BadParameter)  # noqa: S101  narrows the type
    kind = error.param.type if error.param else None
    if isinstance(kind, click.DateTime):
        wanted = "请写成 2023-03-17 的样式"
    elif isinstance(kind, click.Choice):
        wanted = f"可以是：{'、'.join(str(one) for one in kind.choices)}"
    else:
        wanted = error.message.rstrip(".")
    return f"{_named(error.param)} 的值不能用。{wanted}。"


def _no_option(error: click.ClickException) -> str:
    assert isinstance(error, click.NoSuchOption)  # noqa: S101  narrows the type
    return f"没有选项 {error.option_name}。加 --help 看用法。"


def _no_command(error: click.ClickException) -> str:
    assert isinstance(error, NoSuchCommand)  # noqa: S101  narrows the type
    return f"没有命令 {error.command_name}。加 --help 看有哪些命令。"


def _usage(error: click.ClickException) -> str:
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.+)\)", error.message)
    if extra:
        return f"多写了“{extra[1]}”；含空格的文字请放在引号里。加 --help 看用法。"
    return error.format_message()


def _no_value(error: click.ClickException) -> str:
    assert isinstance(error, click.BadOptionUsage)  # noqa: S101  narrows the type
    return f"{error.option_name} 后面没有写值。加 --help 看用法。"


_FILES: dict[type[Exception], str] = {
    FileNotFoundError: "没有这个文件或者目录",
    PermissionError: "没有权限",
    IsADirectoryError: "这是一个目录",
    NotADirectoryError: "路径中有一段不是目录",
    FileExistsError: "路径中有一段不是目录",
    UnicodeDecodeError: "不是 UTF-8 编码的文本",
}
_SAY: dict[type[click.ClickException], Callable[[click.ClickException], str]] = {
    click.MissingParameter: _missing,
    click.BadParameter: _bad,
    click.NoSuchOption: _no_option,
    NoSuchCommand: _no_command,
    click.BadOptionUsage: _no_value,
    click.UsageError: _usage,
}
