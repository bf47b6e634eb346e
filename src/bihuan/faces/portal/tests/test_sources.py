"""The portal reads published copies only: every name it may take from a module is listed here."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]
ALLOWED = {
    "bihuan.modules.matters": {"who_is_responsible"},
    "bihuan.modules.matters.api.copies": {
        "check_fingerprint",
        "csv_file",
        "json_file",
        "portal_figures",
        "published_list",
        "published_lists",
        "published_matter",
        "published_matters",
        "published_rows",
        "publishing_bodies",
    },
    "bihuan.modules.corrections": {
        "NotTaken",
        "TooManyGuesses",
        "answer_limit",
        "look_up",
        "published_answers",
        "report",
    },
    "bihuan.modules.following": {"published_answers", "published_following"},
    "bihuan.modules.leads": {"published_decision", "published_decisions"},
    "bihuan.modules.quality": {
        "air_tables",
        "published_month",
        "published_months",
        "published_text",
        "water_tables_in_force",
    },
}
"""Adding a name here says: this answers from published copies, or takes what a visitor sends."""


def _type_only(tree: ast.Module) -> set[ast.AST]:
    """Return what stands under `if TYPE_CHECKING`: names for the reader, nothing that runs."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }


def taken(text: str) -> tuple[set[tuple[str, str]], list[str]]:
    """Return the names a file takes from modules, and what it imports in no allowed way."""
    tree = ast.parse(text)
    shut = _type_only(tree)
    doors: dict[str, str] = {}
    strange: list[str] = []
    for node in ast.walk(tree):
        if node in shut:
            continue
        if isinstance(node, ast.Import):
            strange += [x.name for x in node.names if x.name.startswith("bihuan.modules")]
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bihuan.modules"):
            for each in node.names:
                part = f"{node.module}.{each.name}"
                if each.name == "api" and node.module in ALLOWED:
                    doors[each.asname or each.name] = node.module
                elif part in ALLOWED:
                    doors[each.asname or each.name] = part
                else:
                    strange.append(part)
    names = {
        (doors[node.value.id], node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in doors
        and node not in shut
    }
    return names, strange


def test_the_portal_takes_published_queries_and_nothing_else() -> None:
    wrong: list[str] = []
    for path in sorted(FOLDER.glob("*.py")):
        names, strange = taken(path.read_text(encoding="utf-8"))
        wrong += [f"{path.name}: {name}" for name in strange]
        wrong += [
            f"{path.name}: {module}.{name}"
            for module, name in sorted(names)
            if name not in ALLOWED[module]
        ]
    assert wrong == []


def test_a_breach_would_be_seen() -> None:
    text = (
        "from bihuan.modules.matters import api as matters\n"
        "from bihuan.modules.leads.models import LeadDocket\n"
        "from bihuan.modules.matters.api import comparing, copies\n"
        "matters.import_for_body()\n"
        "copies.published_lists()\n"
    )
    names, strange = taken(text)
    assert names == {
        ("bihuan.modules.matters", "import_for_body"),
        ("bihuan.modules.matters.api.copies", "published_lists"),
    }
    assert strange == [
        "bihuan.modules.leads.models.LeadDocket",
        "bihuan.modules.matters.api.comparing",
    ]
    assert "import_for_body" not in ALLOWED["bihuan.modules.matters"]


def test_no_table_is_named_and_no_database_is_asked() -> None:
    for path in FOLDER.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in ("django.db", ".objects", "connection.cursor", "get_model("):
            assert word not in text, (path.name, word)
