"""Actors, rules, permissions: the part that needs no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from django.template import Context, Template

from bihuan.kernel.access import (
    SYSTEM,
    VISITOR,
    Actor,
    Desk,
    Permission,
    UnknownPermission,
    UnknownRole,
    all_permissions,
    holds,
    may,
    permission,
    permissions,
    region_prefix,
    system_actor,
)
from bihuan.kernel.access.checks import check_template_permissions

if TYPE_CHECKING:
    from django.test import RequestFactory

CLERK = Actor(
    key="post:1",
    name="王敏",
    post="经办人",
    body="510000-water",
    body_name="四川省水利厅",
    region="510000",
    line="water",
    roles=frozenset({"handler"}),
)
OWNER = holds("handler", organ="owner", label="责任单位经办人")
CHIEF = holds("principal", organ="owner", label="责任单位主要负责人")
OFFICE = holds("handler", organ="office", label="环委办经办人")


@dataclass
class Case:
    organs: dict[str, str]

    def organ(self, name: str) -> str:
        return self.organs.get(name, "")


CASE = Case({"owner": "510000-water", "office": "510000-office"})


@pytest.mark.parametrize(
    ("actor", "permitted"),
    [
        (CLERK, True),
        (replace(CLERK, roles=frozenset({"viewer"})), False),
        (replace(CLERK, body="510100-water"), False),
        (VISITOR, False),
        (system_actor("test"), False),
    ],
)
def test_holding_a_post_is_body_and_role(actor: Actor, permitted: bool) -> None:  # noqa: FBT001
    assert OWNER.permits(actor, CASE) is permitted


def test_an_organ_nobody_fills_lets_nobody_in() -> None:
    nobody = replace(CLERK, body="")
    assert not OWNER.permits(nobody, Case({}))
    assert OWNER.desks(Case({})) == ()


def test_either_and_both() -> None:
    boss = replace(CLERK, roles=frozenset({"principal"}))
    both_hats = replace(CLERK, roles=frozenset({"principal", "handler"}))
    either, both = OWNER | CHIEF, OWNER & CHIEF
    assert [either.permits(who, CASE) for who in (CLERK, boss, both_hats)] == [True] * 3
    assert [both.permits(who, CASE) for who in (CLERK, boss, both_hats)] == [False, False, True]
    assert either.label == "责任单位经办人或责任单位主要负责人"
    assert (OWNER | OFFICE).desks(CASE) == (
        Desk("510000-water", "handler"),
        Desk("510000-office", "handler"),
    )
    assert (OWNER & OFFICE).desks(CASE) == ()
    assert both.desks(CASE) == (Desk("510000-water", "handler"), Desk("510000-water", "principal"))


def test_the_system_rule_admits_named_system_actors_only() -> None:
    assert SYSTEM.permits(system_actor("deadlines"), CASE)
    assert not SYSTEM.permits(CLERK, CASE)
    assert (OWNER | SYSTEM).desks(CASE) == (Desk("510000-water", "handler"),)


def test_unknown_roles_raise() -> None:
    with pytest.raises(UnknownRole, match="hander"):
        holds("hander", organ="owner", label="经办人")
    with pytest.raises(UnknownRole):
        CLERK.has("boss")
    with pytest.raises(UnknownRole):
        replace(CLERK, roles=frozenset({"root"}))


def test_nobody_acts_without_a_name() -> None:
    with pytest.raises(ValueError, match="key"):
        replace(CLERK, key="")
    with pytest.raises(ValueError, match="name"):
        system_actor("")


@pytest.mark.parametrize(
    ("region", "prefix"),
    [("510000", "51"), ("510100", "5101"), ("510104", "510104"), ("000000", ""), ("", "")],
)
def test_prefix_of_a_region(region: str, prefix: str) -> None:
    assert region_prefix(region) == prefix


@pytest.fixture
def export(monkeypatch: pytest.MonkeyPatch) -> Permission:
    """Declare a permission for one test: the register of the product stays as it is."""
    monkeypatch.setattr(permissions, "_register", dict(permissions._register))  # noqa: SLF001
    return permission(
        "test.export", "导出测试", rule_roles=frozenset({"reviewer"}), lines=frozenset({"office"})
    )


def test_a_permission_is_role_and_line(export: Permission) -> None:
    reviewer = replace(CLERK, roles=frozenset({"reviewer"}), line="office")
    assert may(reviewer, "test.export")
    assert may(reviewer, export)
    assert not may(replace(reviewer, line="water"), "test.export")
    assert not may(CLERK, "test.export")
    assert not may(VISITOR, "test.export")
    assert not may(system_actor("test"), "test.export")
    assert export in all_permissions()


def test_an_unknown_permission_raises() -> None:
    with pytest.raises(UnknownPermission, match="exprt"):
        may(CLERK, "test.exprt")


@pytest.mark.usefixtures("export")
def test_a_key_has_one_meaning() -> None:
    with pytest.raises(ValueError, match="another meaning"):
        permission("test.export", "导出", rule_roles=frozenset({"viewer"}))


def render(text: str, rf: RequestFactory, actor: Actor) -> str:
    request = rf.get("/")
    request.actor = actor  # type: ignore[attr-defined]
    template = Template("{% load access %}" + text)
    return template.render(Context({"request": request, "actor": actor}))


@pytest.mark.usefixtures("export")
@pytest.mark.parametrize(
    "text",
    [
        '{% if_may "test.export" %}yes{% else %}no{% endif_may %}',
        '{% may "test.export" as can %}{% if can and True %}yes{% else %}no{% endif %}',
        '{% if actor|may:"test.export" %}yes{% else %}no{% endif %}',
    ],
)
def test_templates_ask_the_same_register(rf: RequestFactory, text: str) -> None:
    reviewer = replace(CLERK, roles=frozenset({"reviewer"}), line="office")
    assert render(text, rf, reviewer) == "yes"
    assert render(text, rf, CLERK) == "no"
    assert render(text, rf, VISITOR) == "no"
    with pytest.raises(UnknownPermission):
        render(text.replace("test.export", "test.exprt"), rf, reviewer)


@pytest.mark.usefixtures("export")
def test_an_empty_else_shows_nothing(rf: RequestFactory) -> None:
    assert render('{% if_may "test.export" %}yes{% endif_may %}', rf, CLERK) == ""


def test_templates_of_the_product_ask_for_declared_permissions() -> None:
    assert check_template_permissions() == []


def test_a_rule_names_the_parts_and_roles_it_speaks_of() -> None:
    assert (OWNER | CHIEF & OFFICE).roles() == (
        ("owner", "handler"),
        ("owner", "principal"),
        ("office", "handler"),
    )
    assert SYSTEM.roles() == (("", "system"),)


@pytest.mark.parametrize(("organ", "label"), [("", "经办人"), ("owner", "")])
def test_a_rule_needs_a_part_and_a_label(organ: str, label: str) -> None:
    with pytest.raises(ValueError, match="organ it speaks of and a Chinese label"):
        holds("handler", organ=organ, label=label)
