"""Addresses of the dockets in the workbench; included under /leads/."""

from django.urls import path

from bihuan.modules.leads.web.views import dockets, papers, studies

app_name = "leads"
urlpatterns = [
    path("", dockets.dockets, name="dockets"),
    path("new/", dockets.new, name="new"),
    path("studies/", studies.studies, name="studies"),
    path("studies/new/", studies.new, name="study-new"),
    path("<str:number>/compare/", dockets.compare, name="compare"),
    path("<str:number>/paper/", papers.paper, name="paper"),
    path("<str:number>/candidates/", dockets.candidates, name="candidates"),
]
