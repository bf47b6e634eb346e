"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the module that names a case."""

    dependencies = [("following", "0001_initial"), ("process", "0002_row_security")]

    operations = [
        Guard("following_following", "case_id"),
        Guard("following_answer", "following_id"),
    ]
