"""A13: nothing on a page is read past the actor who asks."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING

import pytest

from bihuan.modules.matters.queries import lists
from tests.assurance import scoping
from tests.assurance.waivers import WAIVERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.goal("A13")


def test_every_reading_is_told_the_actor_or_has_a_waiver(figure: Callable[[str], None]) -> None:
    found = {read.function: read for read in scoping.unscoped()}
    assert set(found) - set(WAIVERS) == set(), [found[each] for each in set(found) - set(WAIVERS)]
    assert set(WAIVERS) - set(found) == set(), "waivers that nothing needs any more"
    figure(f"0 without a waiver, {len(WAIVERS)} waivers with their reason")


def test_every_open_table_is_there() -> None:
    assert scoping.unknown_open_tables() == set()


@pytest.mark.parametrize(
    ("call", "caught"),
    [("lists.list_numbered('QD-1')", True), ("lists.previous_number(held)", False)],
)
def test_a_planted_reading_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, *, caught: bool
) -> None:
    module = types.ModuleType("planted_page")
    vars(module)["lists"] = lists
    monkeypatch.setitem(sys.modules, "planted_page", module)
    page = tmp_path / "planted_page.py"
    page.write_text(call, encoding="utf-8")
    assert bool(scoping.unscoped(iter([(page, "planted_page")]))) is caught
