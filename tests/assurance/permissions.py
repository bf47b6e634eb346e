"""Writes docs/develop/permissions.md: every door of the product and who may go through it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.assurance import doors
from tests.journeys.census import ADMINISTRATOR, ANYBODY, CENSUS, OFFICE, OWNER, SELF, STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "develop" / "permissions.md"
INTRODUCTION = """# Permission register

Every door of the product and who may go through it. Written from `tests/journeys/census.py`,
`tests/assurance/doors.py` and the declared permissions by
`DJANGO_SETTINGS_MODULE=tests.settings python -m tests.assurance.permissions`; a test fails when it
is stale, when a door is missing, or when nobody ever goes through one. Steps of cases stand in
[processes](../processes/README.md). Who meets what at each address is held by the matrix, whose
tables are `tests/assurance/answers.py`.
"""
WORDS = {
    ANYBODY: "anybody",
    STAFF: "whoever signed in; some pages ask for a function besides",
    OWNER: "who may see the thing: its body, its parties, those above on the grid",
    OFFICE: "the receiving office and what the page names",
    SELF: "whose it is",
    ADMINISTRATOR: "one of the three administrators",
}


def page() -> str:
    """Return the whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    from bihuan.kernel.access.permissions import all_permissions  # noqa: PLC0415  after set-up

    yield INTRODUCTION
    yield "## Addresses\n"
    for who, words in WORDS.items():
        names = [f"`{name}`" for name, line in CENSUS.items() if line.who == who]
        yield f"**{words}** ({len(names)}): {', '.join(sorted(names))}\n"
    yield "## Permissions\n"
    yield "| key | 权限 | functions | lines |"
    yield "|---|---|---|---|"
    for each in all_permissions():
        roles = ", ".join(sorted(each.rule_roles))
        lines = ", ".join(sorted(each.lines)) if each.lines else "all"
        yield f"| `{each.key}` | {each.label} | {roles} | {lines} |"
    yield f"\n## Commands\n\n{_list(doors.COMMANDS)}: {doors.OPERATOR}."
    yield f"\n## Jobs\n\n{_list(doors.JOBS)}: {doors.CLOCK}."
    yield f"\n## Receivers of events\n\nEach acts as {doors.SAME}.\n"
    yield "| event | heard by |"
    yield "|---|---|"
    for event, heard in doors.RECEIVERS.items():
        yield f"| `{event}` | {', '.join(heard)} |"


def _list(names: dict[str, str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
