import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ClockRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=120, verbose_name='对象')),
                ('case_id', models.BigIntegerField(blank=True, null=True, verbose_name='办件')),
                ('key', models.CharField(max_length=60, verbose_name='期限标识')),
                ('label', models.CharField(max_length=120, verbose_name='期限名称')),
                ('rule', models.CharField(max_length=120, verbose_name='规则标识')),
                ('basis', models.CharField(max_length=300, verbose_name='依据')),
                ('started_at', models.DateTimeField(verbose_name='起算时刻')),
                ('start_on', models.DateField(verbose_name='起算日')),
                ('span_n', models.PositiveIntegerField(blank=True, null=True, verbose_name='时长')),
                ('span_unit', models.CharField(blank=True, choices=[('hour', '小时'), ('day', '日'), ('workday', '工作日'), ('month', '月')], max_length=8, verbose_name='时长单位')),
                ('fixed_on', models.DateField(blank=True, null=True, verbose_name='规定截止日期')),
                ('roll', models.CharField(choices=[('none', '不顺延'), ('forward', '顺延'), ('back', '提前')], max_length=8, verbose_name='顺延规则')),
                ('region', models.CharField(max_length=6, verbose_name='区划')),
                ('warn', models.JSONField(blank=True, default=list, verbose_name='预警')),
                ('pauses', models.JSONField(blank=True, default=list, verbose_name='中止记录')),
                ('extensions', models.JSONField(blank=True, default=list, verbose_name='延期记录')),
                ('due_on', models.DateField(verbose_name='截止日期')),
                ('due_at', models.DateTimeField(verbose_name='截止时刻')),
                ('provisional', models.BooleanField(default=False, verbose_name='暂定')),
                ('editions', models.JSONField(blank=True, default=list, verbose_name='放假安排版次')),
                ('first_due_on', models.DateField(verbose_name='最初截止日期')),
                ('state', models.CharField(choices=[('running', '计时中'), ('paused', '中止'), ('stopped', '已停止')], default='running', max_length=8, verbose_name='状态')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='停止时刻')),
                ('next_look', models.DateTimeField(blank=True, null=True, verbose_name='下次查看')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='连续失败次数')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修订号')),
            ],
            options={
                'verbose_name': '期限',
                'verbose_name_plural': '期限',
                'indexes': [models.Index(condition=models.Q(('next_look__isnull', False)), fields=['next_look', 'id'], name='deadlines_next_look'), models.Index(fields=['subject', 'state'], name='deadlines_subject'), models.Index(fields=['case_id'], name='deadlines_case'), models.Index(condition=models.Q(('state', 'stopped'), _negated=True), fields=['region', 'due_on'], name='deadlines_live_by_region')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'stopped'), _negated=True), fields=('subject', 'key'), name='deadlines_one_live_clock', violation_error_message='这个期限已经在计时。'), models.CheckConstraint(condition=models.Q(models.Q(('fixed_on__isnull', True), ('span_n__isnull', False)), models.Q(('fixed_on__isnull', False), ('span_n__isnull', True)), _connector='OR'), name='deadlines_span_or_fixed'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='deadlines_has_basis'), models.CheckConstraint(condition=models.Q(('next_look__isnull', True), ('state', 'running'), _connector='OR'), name='deadlines_only_running_looks')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(verbose_name='针对的截止时刻')),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('moment', models.DateTimeField(verbose_name='应提醒时刻')),
                ('at', models.DateTimeField(verbose_name='实际提醒时刻')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='deadlines.clockrow')),
            ],
            options={
                'verbose_name': '期限提醒',
                'verbose_name_plural': '期限提醒',
                'constraints': [models.UniqueConstraint(fields=('clock', 'due_at', 'kind'), name='deadlines_alert_exactly_once')],
            },
        ),
    ]
