"""Addresses of environmental quality in the workbench; included under /quality/."""

from django.urls import path

from bihuan.modules.quality.web.views import (
    freezing,
    importing,
    imports,
    places,
    proposing,
    province,
    publishing,
    sheets,
)

app_name = "quality"
urlpatterns = [
    path("", province.overview, name="overview"),
    path("ranking/", province.rank, name="ranking"),
    path("cities/<str:code>/", places.city, name="city"),
    path("sections/<str:code>/", places.section, name="section"),
    path("triggers/", province.triggers, name="triggers"),
    path("triggers/<str:place>/", sheets.sheet, name="sheet"),
    path("triggers/<str:place>/freeze/", freezing.freeze, name="freeze"),
    path("triggers/<str:place>/propose/", proposing.propose, name="propose"),
    path("frozen/", sheets.listing, name="frozen"),
    path("frozen/<str:digest>/", sheets.frozen_sheet, name="frozen-sheet"),
    path("frozen/<str:digest>/text/", sheets.frozen_text, name="frozen-text"),
    path("publish/", publishing.publish, name="publish"),
    path("publish/withdraw/", publishing.withdraw, name="withdraw"),
    path("imports/", imports.listing, name="imports"),
    path("imports/new/", importing.upload, name="import"),
    path("origin/days/<str:code>/<str:day>/", places.day_origin, name="origin-day"),
    path("origin/months/<str:code>/<str:month>/", places.month_origin, name="origin-month"),
    path("origin/sections/<str:code>/<str:month>/", places.section_origin, name="origin-section"),
]
