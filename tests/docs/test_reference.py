"""The documentation names what there is: settings, checks, commands, decisions, the version."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import bihuan
from bihuan.faces.cli import COMMANDS
from bihuan.faces.cli import bihuan as command_line
from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"
READS = re.compile(r"env\.(?:text|flag|number|words|choice|folder)\(\s*\"(\w+)\"")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def read(place: str) -> str:
    return (ROOT / place).read_text(encoding="utf-8")


def missing(names: set[str], text: str) -> set[str]:
    """Return the names that do not stand in the text as code."""
    return {name for name in names if f"`{name}`" not in text}


def variables() -> set[str]:
    folder = ROOT / "src" / "bihuan" / "config"
    return {name for path in folder.glob("*.py") for name in READS.findall(path.read_text("utf-8"))}


def commands(group: click.Group, before: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, f"{before} {name}")
        else:
            yield f"{before} {name}"


def test_every_setting_is_documented_and_no_other() -> None:
    page = read("docs/develop/settings.md")
    assert len(variables()) > 10
    assert not missing(variables(), page)
    named = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert named == variables()


def test_every_refusal_is_documented() -> None:
    codes = set(re.findall(r'id="(bihuan\.S\d+)"', read("src/bihuan/config/checks.py")))
    assert codes
    assert not missing(codes, read("docs/develop/settings.md"))


def test_every_command_is_documented() -> None:
    assert isinstance(command_line, click.Group)
    found = set(commands(command_line, "bihuan"))
    assert len(found) >= len(COMMANDS)
    assert not missing(found, read("docs/develop/commands.md"))


def test_every_command_says_what_it_does() -> None:
    assert isinstance(command_line, click.Group)
    context = click.Context(command_line)
    silent = [
        name
        for name in command_line.list_commands(context)
        if not (found := command_line.get_command(context, name)) or not found.help
    ]
    assert not silent


def test_every_make_target_is_documented() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.MULTILINE)) - {"help"}
    page = read("docs/develop/setup.md")
    assert {"env", "run", "test", "bench", "lint", "docs"} <= targets
    assert not {target for target in targets if f"`make {target}" not in page}


def test_an_undocumented_name_is_noticed() -> None:
    assert missing({"BIHUAN_NEW"}, "| `BIHUAN_OLD` |") == {"BIHUAN_NEW"}
    assert not missing({"BIHUAN_OLD"}, "| `BIHUAN_OLD` |")


def test_the_changelog_is_the_version() -> None:
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert bihuan.__version__ == newest[1]
    assert tomllib.loads(read("pyproject.toml"))["project"]["dynamic"] == ["version"]


@pytest.mark.parametrize(
    "page", sorted((DOCS / "decisions").glob("0*.md")), ids=lambda page: page.stem
)
def test_a_decision_names_what_enforces_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for part in ("**Context.**", "**Decision.**", "**Consequences**", "**Not taken**"):
        assert part in text
    enforced = re.findall(r"`([\w./-]+)`", text.split("**Enforced by**")[1])
    assert enforced
    assert all((ROOT / place).exists() for place in enforced)
    assert page.name in read("docs/decisions/README.md")


def test_the_threat_model_names_proofs_that_exist() -> None:
    places = re.findall(r"`((?:src|tests)/[\w./-]+)`", read("docs/threat-model.md"))
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken
