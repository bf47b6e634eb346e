"""Row-level security of what hangs on cases (PostgreSQL)."""

from django.db import migrations

from bihuan.kernel.process.row_security import Guard


class Migration(migrations.Migration):
    """Every table of the module that names a case."""

    dependencies = [("matters", "0008_search_without_waiting"), ("process", "0002_row_security")]

    operations = [
        Guard("matters_matterintake", "case_id"),
        Guard("matters_partnership", "case_id"),
        Guard("matters_partnermatter", "partnership_id"),
        Guard("matters_yearlyreview", "case_id"),
        Guard("matters_matterlist", "case_id", "supersedes_id"),
        Guard("matters_matterrow", "matter_list_id"),
        Guard("matters_seal", "matter_list_id"),
        Guard("matters_rownote", "matter_list_id"),
        Guard("matters_contentday", "matter_list_id"),
        Guard("matters_citation", "matter_list_id"),
    ]
