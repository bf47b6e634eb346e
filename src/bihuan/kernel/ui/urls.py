"""Addresses of the pages the ui owns; included at the root."""

from __future__ import annotations

from django.urls import path

from bihuan.kernel.ui.views import cases, finding, ledger, preferences, showing, steps, viewing
from bihuan.kernel.ui.views import help as helping

app_name = "ui"
urlpatterns = [
    path("cases/", cases.listing, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/files/<int:pk>/", cases.paper, name="paper"),
    path("cases/<str:number>/<slug:key>/", steps.step, name="step"),
    path("cases/<str:number>/<slug:key>/draft/", steps.draft, name="step-draft"),
    path(
        "cases/<str:number>/<slug:key>/draft/forget/",
        steps.forget_draft,
        name="step-draft-forget",
    ),
    path("ledger/", ledger.book, name="ledger"),
    path("ledger/<int:seq>/", ledger.entry, name="ledger-entry"),
    path("ledger/<int:seq>/proof.txt", ledger.proof, name="ledger-proof"),
    path("search/", finding.search, name="search"),
    path("help/", helping.contents, name="help"),
    path("help/<slug:key>/", helping.chapter, name="help-chapter"),
    path("ui/", showing.show, name="specimen"),
    path("ui/preferences/", preferences.preferences, name="preferences"),
    path("ui/views/save/", viewing.save, name="view-save"),
    path("ui/views/<int:pk>/forget/", viewing.forget, name="view-forget"),
]
