"""Addresses of following in the workbench; included under /following/."""

from django.urls import path

from bihuan.modules.following.web import views

app_name = "following"
urlpatterns = [
    path("", views.coverage, name="coverage"),
    path("open/", views.begin, name="open"),
    path("ask/", views.ask, name="ask"),
    path("changes/", views.changes, name="changes"),
    path("changes/<int:change>/", views.change, name="change"),
    path("clauses/<str:clause>/", views.clause, name="clause"),
    path("places/<str:region>/", views.place, name="place"),
    path("answers/<str:number>/", views.answers, name="answers"),
]
