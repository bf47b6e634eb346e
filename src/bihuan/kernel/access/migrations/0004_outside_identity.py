from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_no_outside_identity'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=200, verbose_name='签发方')),
                ('subject', models.CharField(max_length=255, verbose_name='编号')),
                ('own', models.BooleanField(default=False, verbose_name='本人关联')),
                ('linked_at', models.DateTimeField(verbose_name='关联时间')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '单点登录身份',
                'verbose_name_plural': '单点登录身份',
                'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='access_one_account_a_subject'), models.UniqueConstraint(fields=('account', 'issuer'), name='access_one_subject_an_account')],
            },
        ),
    ]
