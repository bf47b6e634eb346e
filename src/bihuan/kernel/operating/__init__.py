"""Operating the platform: backups and their proof, and how the instance is.

It stands on top of the kernel, because it looks at all of it; only the faces need it. Everything
here needs the database and is reached through ``bihuan.kernel.operating.api``.
"""
