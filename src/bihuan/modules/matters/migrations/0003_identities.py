"""Every matter gets a name that all versions of its list share, and its citations are noted."""

import secrets
from typing import Any

from django.db import migrations

BATCH = 1000


def name_matters(apps: Any, schema_editor: Any) -> None:
    """One identity for each body and code, on working rows and on published copies alike."""
    using = schema_editor.connection.alias
    rows = apps.get_model("matters", "MatterRow").objects.using(using)
    copies = apps.get_model("matters", "PublishedMatter").objects.using(using)
    names: dict[tuple[str, str], str] = {}

    def named(body: str, code: str) -> str:
        return names.setdefault((body, code), secrets.token_hex(8))

    changed = []
    for row in rows.select_related("matter_list__case").only(
        "code", "identity", "matter_list__case__body"
    ):
        row.identity = named(row.matter_list.case.body, row.code)
        changed.append(row)
    rows.bulk_update(changed, ["identity"], batch_size=BATCH)
    published = []
    for copy in copies.select_related("publication").only("code", "identity", "publication__body"):
        copy.identity = named(copy.publication.body, copy.code)
        published.append(copy)
    copies.bulk_update(published, ["identity"], batch_size=BATCH)


def note_citations(apps: Any, schema_editor: Any) -> None:
    """Note what every stored row cites."""
    using = schema_editor.connection.alias
    rows = apps.get_model("matters", "MatterRow").objects.using(using)
    citation = apps.get_model("matters", "Citation")
    found = {
        (row.matter_list_id, row.pk, base.get("instrument", ""), base.get("article", ""))
        for row in rows.only("matter_list_id", "legal_bases")
        for base in row.legal_bases
    }
    citation.objects.using(using).bulk_create(
        [
            citation(matter_list_id=held, row_id=row, instrument=instrument, article=article)
            for held, row, instrument, article in sorted(found)
        ],
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    """Names for matters, citations of rows."""

    dependencies = [("matters", "0002_lists_that_live")]

    operations = [
        migrations.RunPython(name_matters, migrations.RunPython.noop),
        migrations.RunPython(note_citations, migrations.RunPython.noop),
    ]
