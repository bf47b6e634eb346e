"""The identity vault: who wrote, and how to reach them, sealed apart from what they wrote.

Names, telephones, addresses of people are kept as ciphertext under a key of their case, which is
itself wrapped by the key of the installation, a file outside the database. Pages show a masked
form. The whole is read by two people only: one asks with a reason, another agrees, and the view
closes by itself. A case key can be destroyed; what it sealed is then gone, and the ledger still
verifies. What needs the database is in `bihuan.kernel.vault.api`; see docs/develop/vault.md.
"""

from bihuan.kernel.vault.kinds import Kind
from bihuan.kernel.vault.masking import mask

__all__ = ["Kind", "mask"]
