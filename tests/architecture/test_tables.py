"""Foreign keys point down, and the tables keep what they promise."""

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.tiers import may_see, part_of, ranks


def upward(pairs: list[tuple[str, str]]) -> list[str]:
    """Return the keys that point up or sideways, of (from module, to module) pairs."""
    return [
        f"{source} -> {target}"
        for source, target in pairs
        if not may_see(part_of(source), part_of(target))
    ]


def keys_of_the_house() -> list[tuple[str, str]]:
    """Return every relation between two tables of ours."""
    return [
        (model.__module__, field.related_model.__module__)
        for model in apps.get_models()
        if model.__module__.startswith("bihuan.")
        for field in model._meta.get_fields()  # noqa: SLF001  Django's documented way
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and field.related_model.__module__.startswith("bihuan.")
    ]


def test_keys_point_to_the_same_or_a_lower_tier() -> None:
    keys = keys_of_the_house()
    assert not upward(keys)
    assert keys


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("bihuan.kernel.process.models", "bihuan.modules.matters.models"),
        ("bihuan.modules.directives.models", "bihuan.modules.matters.models"),
        ("bihuan.modules.matters.models", "bihuan.modules.quality.models"),
        ("bihuan.kernel.ledger.models", "bihuan.kernel.process.models"),
    ],
)
def test_a_key_that_points_up_is_caught(source: str, target: str) -> None:
    assert upward([(source, target)])
    assert not upward([(source, source)])


def test_the_tiers_are_read_from_the_contract() -> None:
    height = ranks()
    assert height["kernel.calendar"] == 0
    assert height["modules.matters"] == height["modules.quality"] > height["modules.directives"]
    assert height["config"] == max(height.values())


def test_no_table_stores_a_float() -> None:
    fields = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("bihuan.") and "quality" not in model.__module__
        for field in model._meta.get_fields()  # noqa: SLF001  Django's documented way
        if isinstance(field, models.FloatField)
    ]
    assert not fields
