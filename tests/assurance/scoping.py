"""The judge of scope: a page reads rows of somebody only for the actor who asks.

It looks at every function that a page calls (views, forms, tables, panels, exports) and follows it
to the tables it opens. Rows that belong to somebody are read by a function that is told the actor,
or that is given rows which were found for the actor before. Everything else needs a waiver here,
with its reason.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from tests.architecture.sources import HOUSE, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPEN_APPS = frozenset({"organisations", "calendar", "jobs"})
"""The map of the state, its posts and the calendar are the same for whoever signed in."""
OPEN_TABLES = {
    "access.DemoSite": "one row that says this is a demonstration",
    "ledger.Anchor": "published for everybody",
    "ledger.Checkpoint": "heads and sizes, printed in the public anchor",
    "matters.Publication": "published for everybody",
    "matters.PublishedMatter": "published for everybody",
    "matters.SearchEntry": "the index of what is published",
    "matters.DutyRegister": "the duty list of a region is a published text",
    "matters.Duty": "the duty list of a region is a published text",
    "leads.Decision": "published for everybody",
    "directives.Clause": "the text of the notice is the same for everybody",
    "quality.MonthPublication": "published for everybody",
}
KEYS = re.compile(
    r"^(?:str|int|bool|date|datetime|Asked|None|Iterable\[str\]|Iterable\[int\]|Sequence\[str\]"
    r"|Collection\[str\]|QueryDict|TableState|Typed|Mapping\[str, str\]| \| )+$"
)
"""Parameters that are no rows: whoever knows a key could ask."""
TELL = frozenset({"actor", "request", "place", "asked_by", "visible"})


@dataclass(frozen=True, slots=True)
class Read:
    """A function that pages call and that opens tables of somebody without being told for whom."""

    function: str
    tables: tuple[str, ...]
    pages: tuple[str, ...]


def pages() -> Iterator[tuple[Path, str]]:
    """Return every file of the outermost layer with the name of its module."""
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        face = parts[0] == "faces" and parts[1] != "cli"
        kernel = parts[:2] == ("kernel", "ui") or parts[:3] == ("kernel", "access", "views")
        if {"tests", "migrations"} & set(parts) or not (face or kernel or "web" in parts):
            continue
        name = ".".join(("bihuan", *parts)).removesuffix(".__init__")
        yield path, name


def is_page(module: str) -> bool:
    """Whether a module is of the outermost layer itself: it is looked at in its own right."""
    return any(part in module for part in (".web", ".faces.", "kernel.ui", "access.views"))


def found_at(module: Any, path: str) -> Any:
    """Return what a dotted name means in a module, None where it means nothing there."""
    here = module
    for part in path.split("."):
        here = getattr(here, part, None)
        if here is None:
            return None
    return here


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            yield dotted(node)


def tables_of(function: Any, seen: frozenset[Any] = frozenset()) -> frozenset[str]:
    """Return the tables of somebody that a function opens, itself or by what it calls."""
    function = inspect.unwrap(function)
    if function in seen:
        return frozenset()
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return frozenset()
    module = sys.modules[function.__module__]
    found: set[str] = set()
    for name in _names(tree):
        meant = found_at(module, name)
        if name.endswith((".objects", "._default_manager")):
            model = found_at(module, name.rsplit(".", 1)[0])
            if inspect.isclass(model) and issubclass(model, models.Model):
                found.add(model._meta.label)  # noqa: SLF001  Django's documented way
        elif inspect.isfunction(meant) and meant.__module__.startswith("bihuan."):
            found |= tables_of(meant, seen | {function})
    return frozenset(name for name in found if not is_open(name))


def is_open(label: str) -> bool:
    """Whether the rows of a table belong to nobody in particular."""
    return label.split(".", maxsplit=1)[0] in OPEN_APPS or label in OPEN_TABLES


def tells(function: Any) -> bool:
    """Whether a function is told the actor, or given rows rather than keys."""
    parameters = inspect.signature(function).parameters.values()
    return any(
        each.name in TELL or not KEYS.match(str(each.annotation).strip("'\""))
        for each in parameters
    )


def unscoped(files: Iterator[tuple[Path, str]] | None = None) -> list[Read]:
    """Return every reading that is not bound to the actor."""
    known: dict[Any, tuple[frozenset[str], set[str]]] = {}
    for path, name in files or pages():
        module = importlib.import_module(name)
        for word in set(_names(ast.parse(path.read_text(encoding="utf-8")))):
            meant = found_at(module, word) if word else None
            if not inspect.isfunction(meant) or not meant.__module__.startswith("bihuan."):
                continue
            meant = inspect.unwrap(meant)
            if is_page(meant.__module__) or tells(meant):
                continue
            if meant not in known:
                known[meant] = (tables_of(meant), set())
            known[meant][1].add(name)
    return [
        Read(
            f"{each.__module__}.{each.__qualname__}".removeprefix("bihuan."),
            tuple(sorted(tables)),
            tuple(sorted(where)),
        )
        for each, (tables, where) in known.items()
        if tables
    ]


def unknown_open_tables() -> set[str]:
    """Return open tables that are not there."""
    there = {model._meta.label for model in apps.get_models()}  # noqa: SLF001
    return set(OPEN_TABLES) - there
