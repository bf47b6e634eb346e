"""Addresses of the portal. /p/… is permanent: what stands there never moves and never changes."""

from django.urls import path

from bihuan.faces.portal import decisions, environment, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("lists/", views.lists, name="lists"),
    path("lists/<slug:body>/", views.body, name="body"),
    path("p/<slug:address>", views.publication, name="publication"),
    path("m/<slug:identity>", views.matter, name="matter"),
    path("p/<slug:address>.csv", views.csv_download, name="csv"),
    path("p/<slug:address>.json", views.json_download, name="json"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/all.json", decisions.decisions_json, name="decisions-json"),
    path("decisions/<str:number>/", decisions.decision, name="decision"),
    path("environment/", environment.newest, name="environment"),
    path("environment/method/", environment.method, name="environment-method"),
    path("environment/<slug:address>/", environment.month, name="environment-month"),
    path("environment/<slug:address>/data.json", environment.text, name="environment-text"),
    path("verify/", views.verify, name="verify"),
    path("anchor/", views.anchor, name="anchor"),
    path("anchors.txt", views.anchors_text, name="anchors"),
    path("data/", views.data, name="data"),
    path("data/index.json", views.data_index, name="data-index"),
]
