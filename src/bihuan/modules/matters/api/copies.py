"""What may be read of the frozen public copies: nothing here has seen a working record."""

from bihuan.modules.matters.queries.publications import (
    check_fingerprint,
    csv_file,
    json_file,
    portal_figures,
    published_list,
    published_lists,
    published_matter,
    published_matters,
    published_rows,
    publishing_bodies,
)

__all__ = [
    "check_fingerprint",
    "csv_file",
    "json_file",
    "portal_figures",
    "published_list",
    "published_lists",
    "published_matter",
    "published_matters",
    "published_rows",
    "publishing_bodies",
]
