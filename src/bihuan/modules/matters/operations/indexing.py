"""Keeping the search index: a list enters when it is filed or published and leaves with the next.

Entries are never rewritten: an earlier list gets an end date, so that any past day can be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.modules.matters.models import (
    ListState,
    MatterList,
    MatterRole,
    Publication,
    PublishedMatter,
)
from bihuan.modules.matters.models.searching import SearchEntry, SearchScope, SearchStamp
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.queries.index import drop_terms, store_terms
from bihuan.modules.matters.queries.publications import withdrawn_numbers
from bihuan.modules.matters.rules.publishing import bases_line
from bihuan.modules.matters.rules.searching import fold
from bihuan.modules.matters.rules.words import dictionary
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bihuan.modules.matters.models import MatterRow

BATCH = 1000
LEADING = frozenset({MatterRole.LEAD.value, MatterRole.JOINT_LEAD.value})
LEADING_LABELS = frozenset(str(MatterRole(key).label) for key in LEADING)
IN_FORCE = (ListState.FILED, ListState.ACCEPTED, ListState.PUBLISHED)


def index_publication(address: str, *, on: date) -> int:
    """Take a public copy into the index and end the one before it; answer how many matters."""
    publication = Publication.objects.defer("csv_file").get(address=address)
    _end(publication.body, SearchScope.PUBLIC, on=on)
    return _add(public_entries(publication, publication.matters.order_by("position"), since=on))


def index_filed(case_id: int, *, on: date) -> int:
    """Take a filed list into the index of the workbench and end the one before it."""
    held = MatterList.objects.select_related("case").get(case_id=case_id)
    _end(held.case.body, SearchScope.FILED, on=on)
    return _add(filed_entries(held, held.rows.order_by("position"), since=on))


def unindex_filed(case_id: int, *, on: date) -> None:
    """A list was sent back: what was filed before it holds again."""
    held = MatterList.objects.select_related("case").get(case_id=case_id)
    _end(held.case.body, SearchScope.FILED, on=on)
    earlier = (
        MatterList.objects.select_related("case")
        .filter(case__body=held.case.body, case__state=ListState.PUBLISHED)
        .exclude(pk=held.pk)
        .order_by("-year", "-list_version")
        .first()
    )
    if earlier is not None and earlier.number not in withdrawn_numbers():
        _add(filed_entries(earlier, earlier.rows.order_by("position"), since=on))


def end_body(body: str, *, on: date) -> None:
    """Take every list of a body out of the index from a day on: it took its list back."""
    for scope in SearchScope:
        _end(body, scope, on=on)


@transaction.atomic
def rebuild(*, at: datetime) -> int:
    """Make the whole index anew from the lists; answer how many entries it has.

    Published copies keep their days. Of filed lists only the latest of each body is known.
    """
    del at  # the days come from the lists
    ids = list(SearchEntry.objects.values_list("pk", flat=True))
    drop_terms(ids)
    SearchEntry.objects.all().delete()
    entries: list[SearchEntry] = []
    until: dict[str, date] = {}
    copies = Publication.objects.defer("csv_file").order_by("-published_on", "-pk")
    for publication in copies.prefetch_related("matters"):
        since, end = publication.published_on, until.get(publication.body)
        if publication.withdrawn_on is not None:
            end = min(end or publication.withdrawn_on, publication.withdrawn_on)
        for entry in public_entries(publication, publication.matters.all(), since=since):
            entry.until = end
            entries.append(entry)
        until[publication.body] = since
    latest: dict[str, MatterList] = {}
    lists = MatterList.objects.select_related("case").filter(case__state__in=IN_FORCE)
    for held in lists.order_by("year", "list_version").prefetch_related("rows"):
        latest[held.case.body] = held
    back = withdrawn_numbers()
    for held in (each for each in latest.values() if each.number not in back):
        since = held.filed_on or held.accepted_on or civil_day(held.case.opened_at)
        entries += filed_entries(held, held.rows.all(), since=since)
    _add(entries)
    SearchStamp.objects.update_or_create(pk=1, defaults={"dictionary": dictionary().fingerprint})
    return len(entries)


def rebuild_if_stale(*, at: datetime) -> bool:
    """Make the index anew where another dictionary, or none, made it."""
    stamp = SearchStamp.objects.values_list("dictionary", flat=True).first()
    if stamp == dictionary().fingerprint:
        return False
    rebuild(at=at)
    return True


def public_entries(
    publication: Publication, matters: Iterable[PublishedMatter], *, since: date
) -> list[SearchEntry]:
    """The entries of a public copy, with its own words only."""
    return [
        _with_topics(
            SearchEntry(
                scope=SearchScope.PUBLIC,
                address=publication.address,
                body=publication.body,
                body_name=publication.body_name,
                region=publication.region,
                region_name=publication.region_name,
                edition=f"{publication.year}年第{publication.list_version}版",
                position=matter.position,
                code=matter.code,
                name=matter.name,
                role=matter.role,
                leads=matter.role in LEADING_LABELS,
                office=matter.lead_office,
                partners=matter.partners,
                bases=matter.bases,
                contact=matter.public_contact,
                since=since,
            ),
            (matter.supervised_object, matter.description, matter.measures),
        )
        for matter in matters
    ]


def filed_entries(held: MatterList, rows: Iterable[MatterRow], *, since: date) -> list[SearchEntry]:
    """The entries of a filed list, for those who may see its case."""
    rows = list(rows)
    body, region = held.case.body, held.case.region
    names = names_of({code for row in rows for code in row.co_bodies} | {body}, on=since)
    region_name = organisations.region(region).name
    return [
        _with_topics(
            SearchEntry(
                scope=SearchScope.FILED,
                case_id=held.case_id,
                number=held.case.number,
                body=body,
                body_name=names[body],
                region=region,
                region_name=region_name,
                edition=f"{held.year}年第{held.list_version}版",
                position=row.position,
                code=row.code,
                name=row.name,
                role=row.get_role_display(),
                leads=row.role in LEADING,
                office=row.lead_office,
                partners="、".join(names[code] for code in row.co_bodies)[:500],
                bases=bases_line(row),
                contact=row.public_contact or row.contact,
                since=since,
            ),
            (row.supervised_object, row.description, row.measures),
        )
        for row in rows
    ]


def _with_topics(entry: SearchEntry, others: Sequence[str]) -> SearchEntry:
    words = dictionary()
    entry.text = "；".join(text for text in others if text)
    in_name = words.topics_in(fold(entry.name))
    in_text = words.topics_in(fold(entry.text))
    entry.name_topics = " ".join(sorted(in_name))
    entry.text_topics = " ".join(sorted(in_text))
    return entry


def _add(entries: Sequence[SearchEntry]) -> int:
    saved = SearchEntry.objects.bulk_create(entries, batch_size=BATCH)
    store_terms(saved)
    return len(saved)


def _end(body: str, scope: SearchScope, *, on: date) -> None:
    """Close the open entries of a body; what would have lasted no day at all is forgotten."""
    still = SearchEntry.objects.filter(body=body, scope=scope, until__isnull=True)
    gone = still.filter(since__gte=on)
    drop_terms(list(gone.values_list("pk", flat=True)))
    gone.delete()
    still.update(until=on)
