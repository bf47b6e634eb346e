"""What the ui announces to the rest of the kernel when the apps are ready."""

from __future__ import annotations

from bihuan.kernel import ledger

EXPORT = ledger.Verb("export", "导出台账")


def register() -> None:
    """Register the verb under which every export is recorded."""
    ledger.register(EXPORT)
