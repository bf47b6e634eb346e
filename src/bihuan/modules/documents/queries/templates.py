"""文种模板 of one body: the version in force on a day, and every version there was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import once_a_page
from bihuan.modules.documents.models import OfficeTemplate

if TYPE_CHECKING:
    from datetime import date


def template_on(body: str, kind: str, on: date) -> OfficeTemplate | None:
    """The version in force; None where the body writes by the kind's own words."""
    rows = OfficeTemplate.objects.filter(body=body, kind=kind, from_on__lte=on)
    return once_a_page(
        f"documents.template:{body}:{kind}:{on}", lambda: rows.order_by("-version").first()
    )


def templates_on(body: str, on: date) -> dict[str, OfficeTemplate]:
    """The versions in force at a body, by kind."""
    rows = OfficeTemplate.objects.filter(body=body, from_on__lte=on).order_by("version")
    return {row.kind: row for row in rows}


def versions_of(body: str, kind: str) -> tuple[OfficeTemplate, ...]:
    """Every version of a kind at a body, the newest first."""
    return tuple(OfficeTemplate.objects.filter(body=body, kind=kind).order_by("-version"))
