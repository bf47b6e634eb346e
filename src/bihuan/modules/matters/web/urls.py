"""Addresses of the matter lists in the workbench; included under /matters/."""

from django.urls import path

from bihuan.modules.matters.web.views import (
    bases,
    bulk,
    duties,
    filings,
    history,
    importing,
    lists,
    notes,
    papers,
    partners,
    picking,
    rows,
    withdrawing,
)

app_name = "matters"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("new/", lists.new, name="new"),
    path("filings/", filings.filings, name="filings"),
    path("filings/remind/", filings.remind_body, name="remind"),
    path("pick/", picking.pick, name="pick"),
    path("template.xlsx", importing.blank_template, name="template"),
    path("bases/", bases.bases, name="bases"),
    path("bases/citations/", bases.citations, name="citations"),
    path("bases/<slug:key>/", bases.instrument, name="instrument"),
    path("duties/", duties.duties, name="duties"),
    path("duties/import/", duties.load, name="duties-import"),
    path("duties/template.xlsx", duties.template, name="duties-template"),
    path("bodies/<slug:body>/", history.body, name="body-history"),
    path("partners/<str:number>/<int:matter_id>/", partners.mark, name="partner-mark"),
    path("<str:number>/changes/", history.changes, name="changes"),
    path("<str:number>/bulk/", bulk.bulk, name="bulk"),
    path("<str:number>/letter/", papers.letter, name="letter"),
    path("<str:number>/withdraw-public/", withdrawing.withdraw, name="withdraw-public"),
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
