"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the module that names a case."""

    dependencies = [("directives", "0004_local_rules"), ("process", "0002_row_security")]

    operations = [
        Guard("directives_dutyrecord", "case_id"),
        Guard("directives_strayrecord", "record_id"),
        Guard("directives_dutyexemption", "case_id"),
    ]
