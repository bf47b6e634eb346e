"""Where the databases keep what an entry is found by: a column, or a table of their own."""

from django.db import migrations

TABLE = "matters_searchterms"


def create(apps, schema_editor):
    """Give the entries a place for their terms: a column or a table of their own."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE matters_searchentry ADD COLUMN terms tsvector")
        schema_editor.execute(
            "CREATE INDEX matters_entry_terms ON matters_searchentry USING gin (terms)"
        )
    else:
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {TABLE} USING fts5(terms, detail=none, columnsize=0)"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE matters_searchentry DROP COLUMN terms")
    else:
        schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("matters", "0005_search_index")]
    operations = [migrations.RunPython(create, remove)]
