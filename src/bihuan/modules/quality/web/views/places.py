"""One city, one section, and where a reading came from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.components import Light
from bihuan.modules.quality.queries import books, origin
from bihuan.modules.quality.queries import places as place_queries
from bihuan.modules.quality.queries.city import city_page
from bihuan.modules.quality.queries.sections import section_page
from bihuan.modules.quality.web.pages import air, asking, sheets, water
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

YEARS = 3


@require_safe
@reading
def city(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show a year of a city."""
    actor, on = ui.actor_of(request), clock.today()
    newest = books.newest_day() or on
    years = tuple(range(newest.year, newest.year - YEARS, -1))
    year = next((each for each in years if str(each) == request.GET.get("year")), newest.year)
    known = asking.editions()
    edition = request.GET.get("edition", "")
    edition = edition if edition in dict(known) else ""
    page = city_page(code, year=year, on=max(on, newest), actor=actor, edition=edition)
    drawn = (air.good_days(page), air.pm25(page), air.trend(page)) if page.months else ()
    context = {
        "page": page,
        "years": years,
        "edition": edition,
        "editions": known,
        "calendar": air.calendar(page),
        "charts": drawn,
        "lines": sheets.lines(page.sheet.rows) if page.sheet else (),
        "trend": Light(*air.light_of(page.line.trend)),
        "bottom": [(Light(*air.light_of(each.trend)), each) for each in page.bottom_line],
        "pairs": [(pair, air.water_word(pair.target)) for pair in page.sections],
        "water_said": air.water_said(page.water),
        "water_bands": air.water_bands(),
    }
    return render(request, "quality/city.html", context)


@require_safe
@reading
def section(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show the months of a section."""
    page = section_page(code, actor=ui.actor_of(request))
    context = {
        "page": page,
        "years": water.class_years(page),
        "numbers": range(1, 13),
        "bands": air.water_bands(),
        "charts": water.charts(page),
    }
    return render(request, "quality/section.html", context)


@require_safe
@reading
def day_origin(request: HttpRequest, code: str, day: str) -> HttpResponseBase:
    """Show every version of a day of a place."""
    place, on = place_queries.place(code), _day(day)
    versions = origin.day_versions(code, on, actor=ui.actor_of(request))
    title = f"{place.name}{on:%Y年%m月%d日}日值"
    return _versions(request, title, versions, place)


@require_safe
@reading
def month_origin(request: HttpRequest, code: str, month: str) -> HttpResponseBase:
    """Show every version of a month of a place."""
    place, on = place_queries.place(code), _day(month)
    versions = origin.month_versions(code, on, actor=ui.actor_of(request))
    return _versions(request, f"{place.name}{on:%Y年%m月}月值", versions, place)


@require_safe
@reading
def section_origin(request: HttpRequest, code: str, month: str) -> HttpResponseBase:
    """Show every version of a month of a section."""
    actor, on = ui.actor_of(request), _day(month)
    versions = origin.section_versions(code, on, actor=actor)
    page = section_page(code, actor=actor)
    return _versions(request, f"{page.name}断面{on:%Y年%m月}监测值", versions, page.place)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Http404 from fault


def _versions(
    request: HttpRequest,
    title: str,
    versions: tuple[origin.Version, ...],
    place: place_queries.Place,
) -> HttpResponseBase:
    if not versions:
        raise Http404
    return render(
        request, "quality/origin.html", {"title": title, "versions": versions, "place": place}
    )
