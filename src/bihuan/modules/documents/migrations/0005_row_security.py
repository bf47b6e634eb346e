"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the module that names a case."""

    dependencies = [("documents", "0004_paper_receipts"), ("process", "0002_row_security")]

    operations = [
        Guard("documents_receiving", "case_id", "sending_id"),
        Guard("documents_circulation", "receiving_id"),
        Guard("documents_urge", "receiving_id"),
        Guard("documents_instruction", "case_id", "receiving_id"),
        Guard("documents_leadernote", "receiving_id", "instruction_id"),
        Guard("documents_sending", "case_id", "answers_id"),
        Guard("documents_cosigning", "case_id", "sending_id"),
    ]
