"""A public copy keeps when it was filed and by when, and whether its body took it back."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone


def fill_filing_days(apps: Any, schema_editor: Any) -> None:
    """Take both days from the passage of the last filing and from the clock it stopped.

    Where either was not kept, the days stay empty and the page says so.
    """
    using = schema_editor.connection.alias
    passages = apps.get_model("process", "Passage").objects.using(using)
    clocks = apps.get_model("deadlines", "ClockRow").objects.using(using)
    copies = apps.get_model("matters", "Publication").objects.using(using)
    filed = {
        number: at
        for number, at in passages.filter(case__process="matter-list", after="filed")
        .order_by("pk")
        .values_list("case__number", "at")
    }
    due = {
        (subject, stopped_at): due_on
        for subject, stopped_at, due_on in clocks.filter(key="filing", state="stopped")
        .order_by("pk")
        .values_list("subject", "stopped_at", "due_on")
    }
    for key, number in list(copies.values_list("pk", "case_number")):
        at = filed.get(number)
        due_on = due.get((f"case:{number}", at))
        if at is not None and due_on is not None:
            filed_on = timezone.localtime(at).date()
            copies.filter(pk=key).update(filed_on=filed_on, filing_due_on=due_on)


class Migration(migrations.Migration):
    """The days of a filing, the day and the reason of a withdrawal."""

    dependencies = [
        ("deadlines", "0001_initial"),
        ("matters", "0006_search_terms"),
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="filed_on",
            field=models.DateField(blank=True, null=True, verbose_name="报备日期"),
        ),
        migrations.AddField(
            model_name="publication",
            name="filing_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="报备期限"),
        ),
        migrations.AddField(
            model_name="publication",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤下日期"),
        ),
        migrations.AddField(
            model_name="publication",
            name="withdrawn_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="撤下原因"),
        ),
        migrations.RunPython(fill_filing_days, migrations.RunPython.noop),
    ]
