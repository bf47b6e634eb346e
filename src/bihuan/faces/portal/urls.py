"""Addresses of the portal. /p/… is permanent: what stands there never moves and never changes."""

from django.urls import path

from bihuan.faces.portal import (
    corrections,
    decisions,
    environment,
    feeds,
    followed,
    opendata,
    views,
)

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
    path("followed/", followed.followed, name="followed"),
    path("followed/all.json", followed.followed_json, name="followed-json"),
    path("followed/<str:number>/", followed.followed_one, name="followed-one"),
    path("environment/", environment.newest, name="environment"),
    path("environment/method/", environment.method, name="environment-method"),
    path("environment/<slug:address>/", environment.month, name="environment-month"),
    path("environment/<slug:address>/data.json", environment.text, name="environment-text"),
    path("verify/", views.verify, name="verify"),
    path("anchor/", views.anchor, name="anchor"),
    path("anchors.txt", views.anchors_text, name="anchors"),
    path("data/", views.data, name="data"),
    path("data/index.json", views.data_index, name="data-index"),
    path("data/catalogue.jsonld", opendata.catalogue, name="catalogue"),
    path("data/fields/", opendata.dictionary, name="dictionary"),
    path("data/<slug:key>.<slug:kind>", opendata.table_file, name="table"),
    path("feeds/", feeds.subscriptions, name="feeds"),
    path("feeds/all.atom", feeds.everything, name="feed"),
    path("feeds/topic/<slug:topic>.atom", feeds.by_topic, name="feed-topic"),
    path("feeds/region/<slug:region>.atom", feeds.by_region, name="feed-region"),
    path("feeds/body/<slug:body>.atom", feeds.by_body, name="feed-body"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("sitemap.xml", feeds.site_map_xml, name="site-map-xml"),
    path("map/", feeds.site_map, name="site-map"),
]
