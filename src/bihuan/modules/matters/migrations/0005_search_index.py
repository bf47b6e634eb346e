"""The search keeps entries of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', "0004_identity_once"),
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('public', '公开版'), ('filed', '报备版')], max_length=8, verbose_name='来源')),
                ('address', models.CharField(blank=True, max_length=80, verbose_name='公开版地址')),
                ('number', models.CharField(blank=True, max_length=30, verbose_name='办件编号')),
                ('body', models.CharField(max_length=40, verbose_name='单位代码')),
                ('body_name', models.CharField(max_length=100, verbose_name='单位名称')),
                ('region', models.CharField(max_length=12, verbose_name='区划代码')),
                ('region_name', models.CharField(max_length=100, verbose_name='区划名称')),
                ('edition', models.CharField(max_length=40, verbose_name='版次')),
                ('position', models.PositiveIntegerField(verbose_name='序号')),
                ('code', models.CharField(max_length=40, verbose_name='事项编码')),
                ('name', models.CharField(max_length=200, verbose_name='事项名称')),
                ('role', models.CharField(max_length=12, verbose_name='单位角色')),
                ('leads', models.BooleanField(verbose_name='牵头')),
                ('office', models.CharField(blank=True, max_length=100, verbose_name='牵头处室')),
                ('partners', models.CharField(blank=True, max_length=500, verbose_name='配合单位')),
                ('bases', models.TextField(blank=True, verbose_name='依据')),
                ('contact', models.CharField(blank=True, max_length=60, verbose_name='公众咨询电话')),
                ('text', models.TextField(blank=True, verbose_name='其他文字')),
                ('name_topics', models.TextField(blank=True, verbose_name='名称里的词典条目')),
                ('text_topics', models.TextField(blank=True, verbose_name='其他文字里的词典条目')),
                ('since', models.DateField(verbose_name='起')),
                ('until', models.DateField(blank=True, null=True, verbose_name='止')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='process.case', verbose_name='办件')),
            ],
            options={
                'verbose_name': '检索条目',
            },
        ),
        migrations.CreateModel(
            name='SearchStamp',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False, verbose_name='编号')),
                ('dictionary', models.CharField(max_length=64, verbose_name='词典指纹')),
            ],
            options={
                'verbose_name': '检索标记',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='matters_one_search_stamp')],
            },
        ),
        migrations.DeleteModel(
            name='PublishedGram',
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=models.Index(fields=['body', 'scope', 'until'], name='matters_entry_body'),
        ),
    ]
