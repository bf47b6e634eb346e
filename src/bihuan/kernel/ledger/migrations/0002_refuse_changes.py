from django.db import migrations

from bihuan.kernel.ledger import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, triggers.FIRST)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection, triggers.FIRST)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
