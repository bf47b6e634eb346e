"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the module that names a case."""

    dependencies = [("corrections", "0003_remove_contact"), ("process", "0002_row_security")]

    operations = [
        Guard("corrections_correction", "case_id"),
    ]
