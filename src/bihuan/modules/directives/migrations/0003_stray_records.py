"""Records that show nothing are kept, and no longer searched for."""

import django.db.models.deletion
from django.db import migrations, models


def find(apps, schema_editor):
    """Search for them once more."""
    record = apps.get_model("directives", "DutyRecord")
    evidence = apps.get_model("directives", "Evidence")
    stray = apps.get_model("directives", "StrayRecord")
    found = (
        record.objects.filter(case__state__in=("recorded", "confirmed"), case__sealed="")
        .exclude(case__number__in=evidence.objects.values("number"))
        .values_list("pk", flat=True)
    )
    stray.objects.bulk_create([stray(record_id=pk) for pk in found], batch_size=500)


class Migration(migrations.Migration):
    """After the sums of provinces."""

    dependencies = [("directives", "0002_sums_of_provinces")]

    operations = [
        migrations.CreateModel(
            name="StrayRecord",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="directives.dutyrecord",
                        verbose_name="登记",
                    ),
                ),
            ],
            options={
                "verbose_name": "没有对应条款的登记",
                "verbose_name_plural": "没有对应条款的登记",
            },
        ),
        migrations.RunPython(find, migrations.RunPython.noop),
    ]
