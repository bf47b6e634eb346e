"""A matter stands once in a list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The constraint, once every row has a name."""

    dependencies = [("matters", "0003_identities")]

    operations = [
        migrations.AddConstraint(
            model_name="matterrow",
            constraint=models.UniqueConstraint(
                fields=("matter_list", "identity"), name="matters_identity_once_in_list"
            ),
        ),
    ]
