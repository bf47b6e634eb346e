"""PostgreSQL files new terms at once: what waits in a list is read through by every question."""

from typing import Any

from django.db import migrations


def file_at_once(apps: Any, schema_editor: Any) -> None:
    """Turn the waiting list of the index off and file what waits in it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX matters_entry_terms SET (fastupdate = off)")
        schema_editor.execute("SELECT gin_clean_pending_list('matters_entry_terms'::regclass)")


def let_wait(apps: Any, schema_editor: Any) -> None:
    """Turn it on again, as PostgreSQL has it by itself."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX matters_entry_terms RESET (fastupdate)")


class Migration(migrations.Migration):
    """The index of search terms on PostgreSQL."""

    dependencies = [("matters", "0007_filing_days_and_withdrawal")]

    operations = [migrations.RunPython(file_at_once, let_wait)]
