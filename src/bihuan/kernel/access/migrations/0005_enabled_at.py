from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_outside_identity'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='enabled_at',
            field=models.DateTimeField(null=True, verbose_name='启用时间'),
        ),
    ]
