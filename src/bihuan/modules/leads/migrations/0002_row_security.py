"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the module that names a case."""

    dependencies = [("leads", "0001_initial"), ("process", "0002_row_security")]

    operations = [
        Guard("leads_leaddocket", "case_id"),
        Guard("leads_leadposition", "case_id"),
        Guard("leads_jointstudy", "case_id"),
        Guard("leads_studytask", "study_id"),
        Guard("leads_version", "case_id"),
    ]
