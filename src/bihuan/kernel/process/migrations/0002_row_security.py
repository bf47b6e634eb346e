"""Row-level security of cases, of what hangs on them, and of their clocks (PostgreSQL)."""

from typing import Any

from django.db import migrations, models

from bihuan.kernel.process import row_security


def make_functions(apps: Any, schema_editor: Any) -> None:
    """Make what the policies ask: which cases and clocks are hidden from somebody."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(row_security.HIDDEN_CASES)
        schema_editor.execute(row_security.HIDDEN_CLOCKS)


def drop_functions(apps: Any, schema_editor: Any) -> None:
    """Take them away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {row_security.CLOCKS}(text)")
        schema_editor.execute(f"DROP FUNCTION {row_security.CASES}(text)")


class Migration(migrations.Migration):
    """The tables of the process engine and the clocks, which name cases by number."""

    dependencies = [("process", "0001_initial"), ("deadlines", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("sealed", ""), _negated=True),
                fields=["sealed", "id"],
                name="case_sealed",
            ),
        ),
        migrations.RunPython(make_functions, drop_functions),
        row_security.Guard("process_case", using=row_security.case_condition()),
        row_security.Guard("deadlines_clockrow", "case_id"),
        row_security.Guard("deadlines_alert", using=row_security.clock_condition("clock_id")),
        row_security.Guard("process_passage", "case_id"),
        row_security.Guard("process_party", "case_id"),
        row_security.Guard("process_desk", "case_id"),
        row_security.Guard("process_attachment", "case_id"),
    ]
