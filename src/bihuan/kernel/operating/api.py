"""The front door of operating: backup, restore, drill, and how the platform is."""

from __future__ import annotations

from bihuan.kernel.operating.backing_up import NotEmpty
from bihuan.kernel.operating.condition import Act, Book, Condition, condition
from bihuan.kernel.operating.databases import NotPossible
from bihuan.kernel.operating.disk import Complaint, complaint, sqlite_code
from bihuan.kernel.operating.drilling import GOAL_SECONDS, Drill, drill
from bihuan.kernel.operating.figures import FIGURES, exposition, retire, show_alive
from bihuan.kernel.operating.manifest import BadBackup, Manifest, signer
from bihuan.kernel.operating.recording import back_up
from bihuan.kernel.operating.restoring import Loss, Refused, Restored, check, restore
from bihuan.kernel.operating.sealing import BadKey, Key, read_key
from bihuan.kernel.operating.troubles import troubles

__all__ = [
    "FIGURES",
    "GOAL_SECONDS",
    "Act",
    "BadBackup",
    "BadKey",
    "Book",
    "Complaint",
    "Condition",
    "Drill",
    "Key",
    "Loss",
    "Manifest",
    "NotEmpty",
    "NotPossible",
    "Refused",
    "Restored",
    "back_up",
    "check",
    "complaint",
    "condition",
    "drill",
    "exposition",
    "read_key",
    "restore",
    "retire",
    "show_alive",
    "signer",
    "sqlite_code",
    "troubles",
]
