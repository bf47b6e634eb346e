"""The front door of the vault for everything that needs the database.

Writing: `seal`, `ask_to_see`, `ask_to_destroy`, and the steps of the two processes `REVEAL` and
`ERASURE`. Reading: `faces_of` (masked), `shared_of`; `open_granted` is the one way to the whole.
A module that seals shows `panel` on the pages of its cases. What becomes public goes by `let_out`.
"""

from bihuan.kernel.vault.asking import ask_to_destroy, ask_to_see
from bihuan.kernel.vault.gate import let_out, personal_of
from bihuan.kernel.vault.keys import BadVaultKey
from bihuan.kernel.vault.panels import panel
from bihuan.kernel.vault.processes import (
    DECLINE,
    ERASE,
    ERASURE,
    EXPIRE,
    FINISH,
    GRANT,
    KEEP,
    REVEAL,
    TAKE_BACK,
)
from bihuan.kernel.vault.reading import Shared, shared_of
from bihuan.kernel.vault.sealing import Destroyed, Face, carry_in, faces_of, seal
from bihuan.kernel.vault.showing import Opened, open_granted

__all__ = [
    "DECLINE",
    "ERASE",
    "ERASURE",
    "EXPIRE",
    "FINISH",
    "GRANT",
    "KEEP",
    "REVEAL",
    "TAKE_BACK",
    "BadVaultKey",
    "Destroyed",
    "Face",
    "Opened",
    "Shared",
    "ask_to_destroy",
    "ask_to_see",
    "carry_in",
    "faces_of",
    "let_out",
    "open_granted",
    "panel",
    "personal_of",
    "seal",
    "shared_of",
]
