"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the module that names a case."""

    dependencies = [("organisations", "0002_administrators"), ("process", "0002_row_security")]

    operations = [
        Guard("organisations_responsiblepair", "case_id"),
        Guard("organisations_pairentry", "pair_id"),
    ]
