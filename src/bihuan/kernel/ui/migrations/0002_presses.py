"""What a form sent twice is known by."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ui', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Press',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='标识')),
                ('owner', models.CharField(max_length=80, verbose_name='提交人标识')),
                ('route', models.CharField(max_length=400, verbose_name='地址')),
                ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('status', models.PositiveSmallIntegerField(default=0, verbose_name='应答')),
                ('location', models.CharField(blank=True, max_length=2000, verbose_name='去处')),
                ('kept', models.BooleanField(default=False, verbose_name='永久保存')),
                ('at', models.DateTimeField(verbose_name='提交时间')),
            ],
            options={
                'verbose_name': '提交记录',
                'verbose_name_plural': '提交记录',
                'indexes': [models.Index(condition=models.Q(('kept', False)), fields=['at'], name='press_at')],
            },
        ),
    ]
