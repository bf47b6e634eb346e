"""Seal the contact data that stood open in a column."""

from django.db import migrations

from bihuan.kernel.vault import api as vault


def seal(tables, schema_editor):
    del schema_editor
    for held in tables.get_model("corrections", "Correction").objects.exclude(contact=""):
        case = tables.get_model("process", "Case").objects.get(pk=held.case_id)
        vault.carry_in(
            tables,
            case_id=case.pk,
            number=case.number,
            values={"other": held.contact},
            at=case.opened_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("corrections", "0001_initial"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
    ]
