"""No code outside this package moves a case: read off the syntax tree, with a planted offender."""

from __future__ import annotations

import ast
from pathlib import Path

import bihuan

ROOT = Path(bihuan.__file__).parent
PLANTED = """
def cheat(detail):
    detail.case.state = "closed"
    case.revision += 1
    Case.objects.filter(pk=1).update(state="closed", title="x")
    row.state = "stopped"
"""


def offences(source: str) -> list[int]:
    """Return the lines that assign to `….case.state` or `case.state`, or update a Case's state."""
    found = []
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        found += [target.lineno for target in targets if is_a_case_state(target)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            about_cases = "Case.objects" in ast.unparse(node.func)
            named = {word.arg for word in node.keywords}
            if node.func.attr == "update" and about_cases and named & {"state", "revision"}:
                found.append(node.lineno)
    return sorted(found)


def is_a_case_state(target: ast.expr) -> bool:
    if not (isinstance(target, ast.Attribute) and target.attr in {"state", "revision"}):
        return False
    holder = target.value
    name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
    return name == "case"


def test_the_planted_offender_is_caught() -> None:
    assert offences(PLANTED) == [3, 4, 5]


def test_nobody_moves_a_case_past_the_engine() -> None:
    guilty = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(ROOT.rglob("*.py"))
        if "kernel/process/" not in path.as_posix()
        for line in offences(path.read_text(encoding="utf-8"))
    }
    assert guilty == set()
