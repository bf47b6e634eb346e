"""The front door: what other modules and the faces may ask of the matter lists.

Everything the portal gets comes from here, and all of it is read from frozen public copies.
"""

from bihuan.modules.matters.operations import import_for_body, open_list
from bihuan.modules.matters.operations.taking import take_in
from bihuan.modules.matters.queries.filings import filing_overview
from bihuan.modules.matters.queries.publications import (
    check_fingerprint,
    csv_file,
    json_file,
    portal_figures,
    published_list,
    published_lists,
    published_rows,
    publishing_bodies,
    search,
)

__all__ = [
    "check_fingerprint",
    "csv_file",
    "filing_overview",
    "import_for_body",
    "json_file",
    "open_list",
    "portal_figures",
    "published_list",
    "published_lists",
    "published_rows",
    "publishing_bodies",
    "search",
    "take_in",
]
