"""System checks of the ledger: what must be true of the machine before a first entry is written."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core import checks
from django.db import connections

_SM3_OF_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@checks.register(checks.Tags.database)
def check_transaction_mode(*, databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """E001: on SQLite every transaction takes the write lock at its start."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        mode = connection.settings_dict.get("OPTIONS", {}).get("transaction_mode", "")
        if connection.vendor == "sqlite" and mode.upper() not in {"IMMEDIATE", "EXCLUSIVE"}:
            found.append(
                checks.Error(
                    f"Database {alias!r} begins its transactions in deferred mode.",
                    hint="Set OPTIONS['transaction_mode'] = 'IMMEDIATE': else the ledger may fork.",
                    id="ledger.E001",
                )
            )
    return found


@checks.register(checks.Tags.security)
def check_sm3(**_: Any) -> list[checks.CheckMessage]:
    """E002: SM3 gives the known answer of GB/T 32905-2016, appendix A."""
    try:
        answer = hashlib.new("sm3", b"abc").hexdigest()
    except ValueError:
        answer = "none"
    if answer == _SM3_OF_ABC:
        return []
    return [
        checks.Error(
            f"SM3 of 'abc' is {answer}, not the value of the standard.",
            hint="Use a Python whose OpenSSL has SM3.",
            id="ledger.E002",
        )
    ]
