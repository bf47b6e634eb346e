"""Model fields that only the engine may change.

Three ways to cheat are closed: assigning to a loaded instance raises, `save()` writes the stored
value back unchanged, and `QuerySet.update()` is refused by `CaseQuerySet`. What is left is
`engine.perform`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    _Text = models.CharField[str, str]
    _Count = models.PositiveIntegerField[int, int]
else:  # Django's fields are generic in the stubs only
    _Text = models.CharField
    _Count = models.PositiveIntegerField

UNLOCKED = "_engine_is_writing"


class EngineOnly(AttributeError):
    """Somebody tried to move a case past the engine."""


class LockedAttribute(DeferredAttribute):
    """A model attribute that takes its first value and no other."""

    def __set__(self, instance: models.Model, value: object) -> None:
        name = self.field.attname
        held = instance.__dict__
        if name in held and held[name] != value and not held.get(UNLOCKED):
            message = (
                f"{type(instance).__name__}.{name} is moved by process.api.perform only; "
                f"it is {held[name]!r} and cannot be set to {value!r}."
            )
            raise EngineOnly(message)
        held[name] = value


class _Locked:
    """What both kinds of locked field share."""

    descriptor_class = LockedAttribute
    attname: str

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's
        """Write the value at birth; afterwards write back whatever the row holds."""
        value = getattr(model_instance, self.attname)
        return value if add else models.F(self.attname)


class StateField(_Locked, _Text):
    """The state of a case."""


class RevisionField(_Locked, _Count):
    """How often a case has moved."""


def overwrite(instance: models.Model, values: Mapping[str, object]) -> None:
    """Set locked attributes: for the engine, after its conditional UPDATE has won."""
    instance.__dict__[UNLOCKED] = True
    try:
        for name, value in values.items():
            setattr(instance, name, value)
    finally:
        del instance.__dict__[UNLOCKED]
