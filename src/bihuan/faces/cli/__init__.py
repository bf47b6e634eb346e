"""The command line: one command, one call into the product; errors are one clear line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from bihuan.faces.cli import refusing

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_INPUT = 2

# Name on the command line → where the command lives. Imported only when asked for: `due` starts
# without opening a database.
COMMANDS: dict[str, str] = {
    "demo": "bihuan.faces.cli.demo:demo",
    "scale": "bihuan.faces.cli.scale:scale",
    "setup": "bihuan.faces.cli.setup:setup",
    "serve": "bihuan.faces.cli.serve:serve",
    "work": "bihuan.faces.cli.serve:work",
    "tick": "bihuan.faces.cli.serve:tick",
    "backup": "bihuan.faces.cli.backup:backup",
    "restore": "bihuan.faces.cli.backup:restore",
    "drill": "bihuan.faces.cli.backup:drill",
    "policy": "bihuan.faces.cli.policy:policy",
    "status": "bihuan.faces.cli.status:status",
    "due": "bihuan.faces.cli.due:due",
    "ledger": "bihuan.faces.cli.ledger:ledger",
    "process": "bihuan.faces.cli.process:process",
    "quality": "bihuan.faces.cli.quality:quality",
    "paper": "bihuan.faces.cli.paper:paper",
    "who": "bihuan.faces.cli.who:who",
    "import-matters": "bihuan.faces.cli.matters:import_matters",
    "import-duties": "bihuan.faces.cli.lists:import_duties",
    "lists": "bihuan.faces.cli.lists:lists",
    "algebra": "bihuan.faces.cli.algebra:algebra",
}


class Refused(click.ClickException):
    """The input cannot be used: one sentence on stderr, exit code 2."""

    exit_code = BAD_INPUT


class Failed(click.ClickException):
    """The input was fine, the answer is no (a check failed): one sentence, exit code 1."""

    exit_code = 1


class Commands(click.Group):
    """A command group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, in the order users meet them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101  narrows the type; COMMANDS is ours
        return command


@click.group(cls=Commands)
def bihuan() -> None:
    """闭环: 省级生态环境保护责任落实平台。"""


def start() -> None:
    """Start Django for the commands that need the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  commands that need no database start without it

    django.setup()
    from bihuan.kernel.access import backstop, system_actor  # noqa: PLC0415  as above

    backstop.see(system_actor("cli"))


def database_errors() -> tuple[type[Exception], ...]:
    """Name the errors of a database that cannot be asked; none before Django is started."""
    if "django.db" not in sys.modules:
        return ()
    from django.db import OperationalError, ProgrammingError  # noqa: PLC0415  only once it is there

    return OperationalError, ProgrammingError


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 only on success, 2 for bad input."""
    try:
        result = bihuan.main(args=list(arguments), prog_name="bihuan", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return BAD_INPUT
    except click.ClickException as error:
        click.echo(f"bihuan: {refusing.usage(error)}", err=True)
        return error.exit_code
    except database_errors() as error:
        click.echo(f"bihuan: {refusing.database(error)}", err=True)
        return BAD_INPUT
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        click.echo("bihuan: 已中断。", err=True)
        return 130
    return result if isinstance(result, int) else 0


def main() -> None:
    """Entry point of the `bihuan` script."""
    sys.exit(run(sys.argv[1:]))
