"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the vault that names a case."""

    dependencies = [("vault", "0001_initial"), ("process", "0002_row_security")]

    operations = [
        Guard("vault_casekey", "case_id"),
        Guard("vault_reveal", "case_id"),
        Guard("vault_erasure", "case_id"),
    ]
