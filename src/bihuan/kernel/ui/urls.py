"""Addresses of the pages the ui owns; included at the root."""

from __future__ import annotations

from django.urls import path

from bihuan.kernel.ui.views import finding, preferences, viewing
from bihuan.kernel.ui.views import help as helping

app_name = "ui"
urlpatterns = [
    path("search/", finding.search, name="search"),
    path("help/", helping.contents, name="help"),
    path("help/<slug:key>/", helping.chapter, name="help-chapter"),
    path("ui/preferences/", preferences.preferences, name="preferences"),
    path("ui/views/save/", viewing.save, name="view-save"),
    path("ui/views/<int:pk>/forget/", viewing.forget, name="view-forget"),
]
