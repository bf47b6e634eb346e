"""The tallies get sums by province, so that a rail of all clauses is one small query."""

from django.db import migrations
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Length, Substr

FAR = "9999-12-31"
COUNTS = ("total", "met", "met_late", "not_applicable", "waived", "untold", "undated", "open")


def add(apps, schema_editor):
    """Count the duties of provinces, then add up cities and counties."""
    tally = apps.get_model("directives", "Tally")
    duty = apps.get_model("directives", "Duty")
    tally.objects.bulk_create(_counted(tally, duty), batch_size=500)
    rows = (
        tally.objects.annotate(width=Length("place"))
        .filter(level__in=("C", "K"), width=4)
        .order_by()
        .annotate(above=Substr("place", 1, 2))
        .values("clause_id", "above", "level", "starts_on", "due_key")
        .annotate(**{f"sum_{name}": Sum(name) for name in COUNTS})
    )
    made = []
    for row in rows:
        sums = {name: row.pop(f"sum_{name}") for name in COUNTS}
        made.append(tally(place=row.pop("above"), **row, **sums))
    tally.objects.bulk_create(made, batch_size=500)


def _counted(tally, duty):
    free, unmet = Q(relief=""), Q(relief="", met_on__isnull=True)
    late = Q(due_on__isnull=False, met_on__gt=F("due_on"))
    rows = (
        duty.objects.filter(level="P")
        .order_by()
        .annotate(place=Substr("region", 1, 2))
        .values("clause_id", "place", "level", "starts_on", "due_on")
        .annotate(
            total=Count("pk"),
            met=Count("pk", filter=free & Q(met_on__isnull=False) & ~late),
            met_late=Count("pk", filter=free & late),
            not_applicable=Count("pk", filter=Q(relief="not_applicable")),
            waived=Count("pk", filter=Q(relief="waived")),
            untold=Count("pk", filter=unmet & Q(due_on__isnull=True, started_on__isnull=True)),
            undated=Count("pk", filter=unmet & Q(due_on__isnull=True, started_on__isnull=False)),
            open=Count("pk", filter=unmet & Q(due_on__isnull=False)),
        )
    )
    return [tally(due_key=row.pop("due_on") or FAR, **row) for row in rows]


def take_away(apps, schema_editor):
    """Take the sums away again."""
    apps.get_model("directives", "Tally").objects.annotate(width=Length("place")).filter(
        width=2
    ).delete()


class Migration(migrations.Migration):
    """After the first tables."""

    dependencies = [("directives", "0001_initial")]

    operations = [migrations.RunPython(add, take_away)]
