"""Addresses of organisations, below /organisations/."""

from __future__ import annotations

from django.urls import path

from bihuan.modules.organisations.web import staffing, views

app_name = "organisations"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("grid/", views.grid, name="grid"),
    path("people/", views.people, name="people"),
    path("posts/<int:post>/", staffing.post, name="post"),
    path("posts/<int:post>/<slug:act>/", staffing.act, name="post-act"),
    path("administrators/", staffing.administrators, name="administrators"),
    path("administrators/<int:post>/dismiss/", staffing.dismiss, name="dismiss"),
    path("pairs/", views.pairs, name="pairs"),
    path("import/<slug:kind>/", views.import_page, name="import"),
    path("import/<slug:kind>/template/", views.template, name="template"),
    path("bodies/<str:code>/", views.body, name="body"),
    path("bodies/<str:code>/pair/", views.open_pair, name="open-pair"),
    path("bodies/<str:code>/change/", views.change, name="change"),
]
