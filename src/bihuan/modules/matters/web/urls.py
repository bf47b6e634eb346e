"""Addresses of the matter lists in the workbench; included under /matters/."""

from django.urls import path

from bihuan.modules.matters.web.views import filings, importing, lists, notes, rows

app_name = "matters"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("new/", lists.new, name="new"),
    path("filings/", filings.filings, name="filings"),
    path("filings/remind/", filings.remind_body, name="remind"),
    path("template.xlsx", importing.blank_template, name="template"),
    path("<str:number>/header/", lists.header, name="header"),
    path("<str:number>/rows/", rows.table, name="rows"),
    path("<str:number>/rows/new/", rows.new, name="row-new"),
    path("<str:number>/rows/<int:row_id>/", rows.edit, name="row"),
    path("<str:number>/rows/<int:row_id>/remove/", rows.remove, name="row-remove"),
    path("<str:number>/rows/<int:row_id>/note/", notes.write, name="note"),
    path("<str:number>/notes/<int:note_id>/remove/", notes.remove, name="note-remove"),
    path("<str:number>/notes/<int:note_id>/answer/", notes.answer, name="note-answer"),
    path("<str:number>/import/", importing.upload, name="import"),
    path("<str:number>/list.xlsx", importing.filled_template, name="filled"),
]
