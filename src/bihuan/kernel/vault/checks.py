"""System checks of the vault: its key is strong, and it is there as long as something is sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from bihuan.kernel.vault.keys import BadVaultKey, read_key
from bihuan.kernel.vault.models import CaseKey

AT_START = "bihuan"
"""The tag of what a server must not be started with."""


@checks.register(AT_START)
def check_key(**_: Any) -> list[checks.CheckMessage]:
    """E001: a key that is there is strong, and nobody else can read it."""
    if not Path(settings.VAULT_KEY).exists():
        return []  # made at the first use; E002 asks whether one should be there
    try:
        read_key()
    except BadVaultKey as error:
        return [
            checks.Error(
                str(error),
                hint="See BIHUAN_VAULT_KEY in docs/develop/settings.md.",
                id="vault.E001",
            )
        ]
    return []


@checks.register(checks.Tags.database)
def check_sealed(*, databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """E002: what is sealed was sealed with the key that is here."""
    if not databases:
        return []
    try:
        names = set(
            CaseKey.objects.filter(destroyed_at__isnull=True)
            .values_list("wrapped_by", flat=True)
            .distinct()
        )
    except DatabaseError:  # before the first migration
        return []
    try:
        here = {read_key().name} if names else set()
    except BadVaultKey:
        here = set()
    if names <= here:
        return []
    sentence = (
        f"身份保险库有内容由编号 {'、'.join(sorted(names - here))} 的密钥封装，这里没有这把密钥。"
    )
    hint = "Put the key file back where BIHUAN_VAULT_KEY says; a restored backup needs its own."
    return [checks.Error(sentence, hint=hint, id="vault.E002")]
