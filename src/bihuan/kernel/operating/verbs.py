"""What operating the platform writes into the ledger."""

from __future__ import annotations

from bihuan.kernel.ledger import Verb

BACKED_UP = Verb("backup.made", "形成备份")
RESTORED = Verb("backup.restored", "由备份恢复")
DRILLED = Verb("backup.drilled", "恢复演练")
ALL = (BACKED_UP, RESTORED, DRILLED)
