"""I1: the table of passwords under both profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.access import identity, passwords
from bihuan.kernel.access.tests import password_table
from bihuan.kernel.access.tests.conftest import START

if TYPE_CHECKING:
    from collections.abc import Callable

NAMED = (password_table.LOGIN, password_table.PERSON)


@pytest.mark.goal("I1")
def test_two_hundred_passwords_under_both_profiles(figure: Callable[[str], None]) -> None:
    rows = password_table.rows()
    assert len(rows) == len({password for password, _, _ in rows}) >= 200
    profiles = identity.in_force(START).profiles
    wrong = []
    for password, *wanted in rows:
        for key, word in zip((identity.DENGBAO, identity.ASVS), wanted, strict=True):
            said = "".join(passwords.faults(password, profile=profiles[key], names=NAMED))
            if (word not in said) if word else said:
                wrong.append((password[:40], key, word, said))
    assert wrong == []
    figure(f"{len(rows)} passwords × 2 profiles, 0 judged otherwise than written down")
