"""What the public may read: frozen copies as frozen dataclasses, and nothing that is not published.

This file imports the tables of publications only. The portal reads through it and through nothing
else, so no word of a working record has a way out.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from bihuan.modules.matters.models import Publication, PublishedMatter
from bihuan.modules.matters.rules.dates import days_late
from bihuan.modules.matters.rules.publishing import PUBLIC_FIELDS, public_label

if TYPE_CHECKING:
    from datetime import date

FORMAT = "bihuan-published-list/1"
LIST_FIELDS = (
    "address",
    "body",
    "body_name",
    "region",
    "region_name",
    "title",
    "year",
    "list_version",
    "issuing_office",
    "basis_documents",
    "source_url",
    "receipt_no",
    "formed_on",
    "filed_on",
    "filing_due_on",
    "accepted_on",
    "published_on",
    "due_on",
    "due_basis",
    "late_days",
    "withheld",
    "current",
    "withdrawn_on",
    "withdrawn_reason",
    "csv_name",
    "sm3",
    "sha256",
)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """One published version, as its page shows it."""

    address: str
    body: str
    body_name: str
    region: str
    region_name: str
    title: str
    year: int
    list_version: int
    issuing_office: str
    basis_documents: str
    source_url: str
    receipt_no: str
    formed_on: date
    filed_on: date | None
    filing_due_on: date | None
    accepted_on: date
    published_on: date
    due_on: date
    due_basis: str
    late_days: int
    withheld: int
    current: bool
    withdrawn_on: date | None
    withdrawn_reason: str
    csv_name: str
    sm3: str
    sha256: str
    count: int = 0

    @property
    def edition(self) -> str:
        """The version in words."""
        return f"{self.year}年第{self.list_version}版"

    @property
    def filing_late_days(self) -> int | None:
        """How many days late it was filed; None where the days were not kept."""
        if self.filed_on is None or self.filing_due_on is None:
            return None
        return days_late(self.filed_on, self.filing_due_on)


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One matter as the public reads it."""

    position: int
    code: str
    name: str
    description: str
    category: str
    role: str
    lead_office: str
    partners: str
    bases: str
    level: str
    supervised_object: str
    measures: str
    target: str
    output: str
    completion: str
    public_contact: str


@dataclass(frozen=True, slots=True)
class PublishedMatterLine:
    """One matter of the open data: where it stands, and what is written there."""

    address: str
    body: str
    body_name: str
    region: str
    identity: str
    current: bool
    row: PublishedRow


@dataclass(frozen=True, slots=True)
class PublishingBody:
    """A body with a list in force."""

    body: str
    body_name: str
    region: str
    region_name: str
    matters: int
    published_on: date
    late_days: int
    address: str


@dataclass(frozen=True, slots=True)
class PortalFigures:
    """The counts of the portal's first page, taken from published copies only."""

    bodies: int
    matters: int
    regions: int
    late: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class FingerprintMatch:
    """A published file that carries the fingerprint asked for."""

    publication: PublishedList
    algorithm: str


def published_lists(
    *, body: str = "", region: str = "", current_only: bool = False
) -> tuple[PublishedList, ...]:
    """Published versions, newest first."""
    query = Publication.objects.annotate(matter_count=Count("matters"))
    if body:
        query = query.filter(body=body)
    if region:
        query = query.filter(region=region)
    if current_only:
        query = query.filter(current=True)
    ordered = query.order_by("-published_on", "body").defer("csv_file")
    return tuple(_published(publication) for publication in ordered)


def published_list(address: str) -> PublishedList | None:
    """One published version by its permanent address; None where there is none."""
    publication = (
        Publication.objects.annotate(matter_count=Count("matters"))
        .defer("csv_file")
        .filter(address=address)
        .first()
    )
    return None if publication is None else _published(publication)


def published_rows(address: str) -> tuple[PublishedRow, ...]:
    """The matters of one published version in their order."""
    rows = PublishedMatter.objects.filter(publication__address=address).order_by("position")
    return tuple(_row(row) for row in rows)


def published_matters(*, current_only: bool = False) -> tuple[PublishedMatterLine, ...]:
    """Every published matter with its permanent name, newest list first."""
    rows = PublishedMatter.objects.select_related("publication").defer("publication__csv_file")
    if current_only:
        rows = rows.filter(current=True)
    ordered = rows.order_by("-publication__published_on", "publication__body", "position")
    return tuple(
        PublishedMatterLine(
            row.publication.address,
            row.publication.body,
            row.publication.body_name,
            row.publication.region,
            row.identity,
            row.current,
            _row(row),
        )
        for row in ordered
    )


def published_matter(identity: str) -> tuple[str, int] | None:
    """Where a matter stands in public: the newest version that has it, and its place there."""
    found = PublishedMatter.objects.filter(identity=identity).exclude(identity="")
    newest = found.order_by("-publication__published_on", "-publication_id")
    return newest.values_list("publication__address", "position").first()


def csv_file(address: str) -> tuple[str, bytes] | None:
    """Name and bytes of the file whose fingerprint is published; None where there is none."""
    found = Publication.objects.filter(address=address).values_list("csv_name", "csv_file").first()
    return None if found is None else (found[0], bytes(found[1]))


def json_file(address: str) -> bytes | None:
    """The same copy as JSON, for machines; None where there is none."""
    publication = published_list(address)
    if publication is None:
        return None
    labels = {name: public_label(name) for name in PUBLIC_FIELDS}
    document = {
        "format": FORMAT,
        "list": asdict(publication),
        "labels": labels,
        "matters": [asdict(row) for row in published_rows(address)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=str).encode()


def withdrawn_numbers() -> frozenset[str]:
    """The lists whose public copy their body took back."""
    found = Publication.objects.filter(withdrawn_on__isnull=False)
    return frozenset(found.values_list("case_number", flat=True))


def publishing_bodies(*, region: str = "") -> tuple[PublishingBody, ...]:
    """Every body with a list in force, by region and code."""
    query = Publication.objects.filter(current=True).annotate(matter_count=Count("matters"))
    if region:
        query = query.filter(region=region)
    return tuple(
        PublishingBody(
            body=publication.body,
            body_name=publication.body_name,
            region=publication.region,
            region_name=publication.region_name,
            matters=publication.matter_count,
            published_on=publication.published_on,
            late_days=publication.late_days,
            address=publication.address,
        )
        for publication in query.order_by("region", "body").defer("csv_file")
    )


def portal_figures() -> PortalFigures:
    """The counts of the first page."""
    current = Publication.objects.filter(current=True)
    numbers = current.aggregate(
        bodies=Count("body", distinct=True),
        regions=Count("region", distinct=True),
        late=Count("pk", filter=Q(late_days__gt=0)),
        last_on=Max("published_on"),
    )
    matters = PublishedMatter.objects.filter(current=True).count()
    return PortalFigures(
        bodies=numbers["bodies"],
        matters=matters,
        regions=numbers["regions"],
        late=numbers["late"],
        last_on=numbers["last_on"],
    )


def check_fingerprint(text: str) -> tuple[FingerprintMatch, ...]:
    """Published files with this SM3 or SHA-256 fingerprint."""
    wanted = "".join(text.split()).lower()
    found = (
        Publication.objects.annotate(matter_count=Count("matters"))
        .filter(Q(sm3=wanted) | Q(sha256=wanted))
        .defer("csv_file")
        .order_by("pk")
    )
    return tuple(
        FingerprintMatch(_published(item), "SM3" if item.sm3 == wanted else "SHA-256")
        for item in found
    )


def _published(publication: Publication) -> PublishedList:
    values = {name: getattr(publication, name) for name in LIST_FIELDS}
    return PublishedList(**values, count=getattr(publication, "matter_count", 0))


def _row(row: PublishedMatter) -> PublishedRow:
    return PublishedRow(**{name: getattr(row, name) for name in PUBLIC_FIELDS})
