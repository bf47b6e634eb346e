"""The words two matters share are told from their rows when a finding needs them."""

from django.db import migrations


class Migration(migrations.Migration):
    """A quarter of the time of comparing everything went into words that nobody read."""

    dependencies = [("algebra", "0001_initial")]

    operations = [migrations.RemoveField(model_name="relation", name="words")]
