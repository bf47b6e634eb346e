"""Operating the platform: backups and their proof, and how the instance is.

It stands on top of the kernel, because it looks at all of it; only the faces need it. What needs
the database is reached through ``bihuan.kernel.operating.api``.
"""

from bihuan.kernel.operating.sqlite_fault import has_reset_fault

__all__ = ["has_reset_fault"]
