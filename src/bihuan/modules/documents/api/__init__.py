"""The front door of documents for other modules and faces.

`documents.api` is for those who need a paper made or sent; `documents.api.papers` holds the rest of
what can be done with one: checking, measuring, binding a case file, writing a register.
"""

from bihuan.modules.documents.operations.composing import compose
from bihuan.modules.documents.operations.drafting import Draft, PaperRefused, start_paper
from bihuan.modules.documents.operations.printing import Output, pages, render
from bihuan.modules.documents.queries.papers import papers_from
from bihuan.modules.documents.rules.values import Annex, BadPaper, Issuer, Paper

__all__ = [
    "Annex",
    "BadPaper",
    "Draft",
    "Issuer",
    "Output",
    "Paper",
    "PaperRefused",
    "compose",
    "pages",
    "papers_from",
    "render",
    "start_paper",
]
