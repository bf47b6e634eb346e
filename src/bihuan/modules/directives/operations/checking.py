"""The system check: every pack that is shipped names processes and states that exist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from bihuan.modules.directives.operations.loading import check_pack

if TYPE_CHECKING:
    from collections.abc import Iterator


def shipped_packs() -> Iterator[Path]:
    """Yield the notices under the policy folder, in the order of their names."""
    yield from sorted(Path(str(settings.POLICY_DIR)).glob("*/notice-*.toml"))


def packs_are_sound(**_: Any) -> list[CheckMessage]:
    """Judge every shipped pack; each fault is an error with file, line and sentence."""
    return [
        Error(str(fault), hint="改正后运行 bihuan policy check。", id="directives.E001")
        for path in shipped_packs()
        for fault in check_pack(path).faults
    ]
