"""Addresses of papers in the workbench; included under /papers/."""

from django.urls import path

from bihuan.modules.documents.web.views import (
    drafting,
    handling,
    reading,
    receipting,
    registers,
    templates,
    words,
)

app_name = "documents"
urlpatterns = [
    path("", registers.sent, name="sent"),
    path("received/", registers.received, name="received"),
    path("new/", drafting.new, name="new"),
    path("new/<slug:kind>/", drafting.draft, name="draft"),
    path("preview/<slug:kind>/", drafting.preview_page, name="preview"),
    path("checks/", reading.checks, name="checks"),
    path("words/", words.words, name="words"),
    path("templates/", templates.index, name="templates"),
    path("templates/<slug:kind>/", templates.one, name="template"),
    path("templates/<slug:kind>/preview/", templates.preview, name="template-preview"),
    path("<str:number>/edit/", drafting.edit, name="edit"),
    path("<str:number>/pages/<int:page>.png", reading.page, name="page"),
    path("<str:number>/paper.pdf", reading.file, name="file"),
    path("<str:number>/paper.docx", reading.editable, name="docx"),
    path("<str:number>/annexes/<int:place>/", reading.annex, name="annex"),
    path("<str:number>/case-file/", reading.whole_case, name="case-file"),
    path("<str:number>/receipts/<int:receiving>/", receipting.register, name="receipt"),
    path("<str:number>/receipts/<int:receiving>/scan/", receipting.scan, name="receipt-scan"),
    path("<str:number>/read/", handling.read, name="read"),
    path("<str:number>/circulate/", handling.send_round, name="circulate"),
    path("<str:number>/comment/", handling.write, name="comment"),
    path("<str:number>/urge/<int:receiving>/", handling.press_urge, name="urge"),
]
