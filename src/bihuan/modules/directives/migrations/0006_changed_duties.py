"""The index over duties that changed begins with the place and leaves out those that never did."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A past day of one province no longer reads what changed in all the others."""

    dependencies: ClassVar = [("directives", "0005_row_security")]

    operations: ClassVar = [
        migrations.RemoveIndex("duty", "duty_changed"),
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["level", "region", "changed_on", "starts_on", "started_on"],
                name="duty_changed",
                condition=models.Q(changed_on__isnull=False),
            ),
        ),
    ]
