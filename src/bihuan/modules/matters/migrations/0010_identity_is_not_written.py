"""The lasting mark of a public matter is made by the program, and no word somebody wrote."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing changes in the database."""

    dependencies = [("matters", "0009_row_security")]

    operations = [
        migrations.AlterField(
            model_name="publishedmatter",
            name="identity",
            field=models.CharField(
                blank=True,
                db_index=True,
                editable=False,
                max_length=32,
                verbose_name="事项永久标识",
            ),
        ),
    ]
