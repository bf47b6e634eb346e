from django.db import migrations

from bihuan.kernel.ledger import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, triggers.LATER)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection, triggers.LATER)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_tree_and_checkpoints")]
    operations = [migrations.RunPython(install, remove)]
