"""Every address of the product and how it is visited: a new address without a line here fails.

A line says which keys the address takes (from `Things`), how it is called, and who may: `anybody`
without signing in, `staff` whoever signed in, `owner` the body whose case it is (and the offices
above), `office` the receiving office, `self` only whoever made it. For `owner`, `office` and `self`
everybody else gets the same answer as for something that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

ANYBODY, STAFF, OWNER, OFFICE, SELF = "anybody", "staff", "owner", "office", "self"
NOTHING = {
    "number": "QD-2023-9999",
    "pk": 987654321,
    "duty": 987654321,
    "seq": 987654321,
    "row_id": 987654321,
    "matter_id": 987654321,
    "body": "510000-nowhere",
    "place": "519999",
    "digest": "0" * 64,
}
"""What an address names when it names nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One address of the census."""

    who: str
    keys: str = ""
    """`thing:key` for each key of the address; only `thing` where both have one name."""
    calls: str = "get"
    """`get`, `post`, or `file` for a download."""


CENSUS: dict[str, Line] = {
    "": Line(ANYBODY),
    "access:login": Line(ANYBODY),
    "access:logout": Line(ANYBODY, calls="post"),
    "access:post": Line(STAFF),
    "access:password": Line(STAFF),
    "ui:cases": Line(STAFF),
    "ui:case": Line(OWNER, "number"),
    "ui:paper": Line(OWNER, "paper_number:number paper:pk", calls="file"),
    "ui:step": Line(OWNER, "number step:key"),
    "ui:step-draft": Line(OWNER, "number step:key", calls="post"),
    "ui:step-draft-forget": Line(OWNER, "number step:key", calls="post"),
    "ui:search": Line(STAFF),
    "ui:help": Line(STAFF),
    "ui:help-chapter": Line(STAFF, "chapter:key"),
    "ui:specimen": Line(STAFF),
    "ui:preferences": Line(ANYBODY),
    "ui:view-save": Line(STAFF, calls="post"),
    "ui:view-forget": Line(SELF, "view:pk", calls="post"),
    "organisations:directory": Line(STAFF),
    "organisations:grid": Line(STAFF),
    "organisations:people": Line(STAFF),
    "organisations:pairs": Line(STAFF),
    "organisations:import": Line(STAFF, "kind"),
    "organisations:template": Line(STAFF, "kind", calls="file"),
    "organisations:body": Line(STAFF, "body:code"),
    "organisations:open-pair": Line(STAFF, "body:code", calls="post"),
    "organisations:change": Line(OFFICE, "body:code"),
    "documents:sent": Line(STAFF),
    "documents:received": Line(STAFF),
    "documents:new": Line(STAFF),
    "documents:draft": Line(STAFF, "paper_kind:kind"),
    "documents:preview": Line(STAFF, "paper_kind:kind", calls="post"),
    "documents:words": Line(STAFF),
    "documents:edit": Line(OWNER, "draft_paper:number"),
    "documents:page": Line(OWNER, "draft_paper:number page", calls="file"),
    "documents:file": Line(OWNER, "draft_paper:number", calls="file"),
    "documents:docx": Line(OWNER, "draft_paper:number", calls="file"),
    "documents:read": Line(OWNER, "came_paper:number", calls="post"),
    "documents:circulate": Line(OWNER, "came_paper:number"),
    "documents:comment": Line(OWNER, "came_paper:number", calls="post"),
    "documents:urge": Line(OWNER, "sent_paper:number came:receiving", calls="post"),
    "directives:matrix": Line(STAFF),
    "directives:cell": Line(OWNER, "clause body"),
    "directives:clauses": Line(STAFF),
    "directives:clause": Line(STAFF, "clause"),
    "directives:duties": Line(STAFF),
    "directives:happened": Line(STAFF, "event:clause"),
    "directives:duty": Line(OWNER, "duty"),
    "directives:record": Line(OWNER, "duty", calls="post"),
    "directives:exemption": Line(OWNER, "duty", calls="post"),
    "directives:withdraw": Line(OWNER, "duty evidence:number"),
    "matters:lists": Line(STAFF),
    "matters:new": Line(STAFF),
    "matters:filings": Line(OFFICE),
    "matters:remind": Line(OFFICE, calls="post"),
    "matters:template": Line(STAFF, calls="file"),
    "matters:header": Line(OWNER, "number"),
    "matters:rows": Line(OWNER, "number"),
    "matters:row-new": Line(OWNER, "number"),
    "matters:row": Line(OWNER, "number row:row_id"),
    "matters:row-remove": Line(OWNER, "number row:row_id", calls="post"),
    "matters:note": Line(OFFICE, "filed:number filed_row:row_id"),
    "matters:note-remove": Line(OFFICE, "filed:number note:note_id", calls="post"),
    "matters:note-answer": Line(OWNER, "returned:number returned_note:note_id"),
    "matters:import": Line(OWNER, "number"),
    "matters:filled": Line(OWNER, "number", calls="file"),
    "matters:changes": Line(OWNER, "number"),
    "matters:bulk": Line(OWNER, "number"),
    "matters:bases": Line(STAFF),
    "matters:citations": Line(STAFF),
    "matters:instrument": Line(STAFF, "instrument:key"),
    "matters:duties": Line(STAFF),
    "matters:duties-import": Line(OFFICE),
    "matters:duties-template": Line(STAFF, calls="file"),
    "matters:body-history": Line(OWNER, "body"),
    "matters:partner-mark": Line(OWNER, "asked:number asked_matter:matter_id", calls="post"),
    "leads:dockets": Line(STAFF),
    "leads:new": Line(STAFF),
    "leads:studies": Line(STAFF),
    "leads:study-new": Line(STAFF),
    "leads:compare": Line(OWNER, "docket:number"),
    "leads:candidates": Line(OFFICE, "docket_registered:number"),
    "ui:ledger": Line(STAFF),
    "ui:ledger-entry": Line(OWNER, "entry:seq"),
    "ui:ledger-proof": Line(OWNER, "entry:seq", calls="file"),
    "quality:overview": Line(STAFF),
    "quality:ranking": Line(STAFF),
    "quality:city": Line(STAFF, "city:code"),
    "quality:section": Line(STAFF, "section:code"),
    "quality:triggers": Line(STAFF),
    "quality:sheet": Line(OFFICE, "city:place"),
    "quality:frozen": Line(STAFF),
    "quality:frozen-sheet": Line(OFFICE, "sheet:digest"),
    "quality:frozen-text": Line(OFFICE, "sheet:digest", calls="file"),
    "quality:imports": Line(STAFF),
    "quality:origin-day": Line(STAFF, "city:code day"),
    "quality:origin-month": Line(STAFF, "county:code month"),
    "quality:origin-section": Line(STAFF, "section:code month"),
    "workbench:home": Line(STAFF),
    "entrance:enter": Line(ANYBODY, "persona:key", calls="post"),
    "portal:home": Line(ANYBODY),
    "portal:lists": Line(ANYBODY),
    "portal:decisions": Line(ANYBODY),
    "portal:decisions-json": Line(ANYBODY, calls="file"),
    "portal:decision": Line(ANYBODY, "decision:number"),
    "portal:body": Line(ANYBODY, "body"),
    "portal:publication": Line(ANYBODY, "address"),
    "portal:csv": Line(ANYBODY, "address", calls="file"),
    "portal:json": Line(ANYBODY, "address", calls="file"),
    "portal:environment": Line(ANYBODY),
    "portal:environment-method": Line(ANYBODY),
    "portal:environment-month": Line(ANYBODY, "quality_month:address"),
    "portal:environment-text": Line(ANYBODY, "quality_month:address", calls="file"),
    "portal:verify": Line(ANYBODY),
    "portal:anchor": Line(ANYBODY),
    "portal:anchors": Line(ANYBODY, calls="file"),
    "portal:data": Line(ANYBODY),
    "portal:data-index": Line(ANYBODY, calls="file"),
}
