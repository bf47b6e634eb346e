"""The first administrators of an installation: nobody is there yet who could appoint them."""

from bihuan.modules.organisations.operations import (
    FirstAdministrator,
    PeopleRefused,
    appoint_first,
)

__all__ = ["FirstAdministrator", "PeopleRefused", "appoint_first"]
