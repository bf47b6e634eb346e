"""What the pages write into the ledger."""

from __future__ import annotations

from bihuan.kernel import ledger

EXPORT = ledger.Verb("export", "导出台账")
