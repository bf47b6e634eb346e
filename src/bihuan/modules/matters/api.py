"""The front door: what other modules and the faces may ask of the matter lists.

Everything the portal gets comes from here, and all of it is read from frozen public copies.
"""

from bihuan.modules.matters.operations import import_for_body
from bihuan.modules.matters.operations.duties import import_duties
from bihuan.modules.matters.operations.noting import note_row
from bihuan.modules.matters.operations.taking import take_in
from bihuan.modules.matters.queries import comparing
from bihuan.modules.matters.queries.history import changes_between
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
from bihuan.modules.matters.queries.responsible import who_is_responsible

__all__ = [
    "changes_between",
    "check_fingerprint",
    "comparing",
    "csv_file",
    "import_duties",
    "import_for_body",
    "json_file",
    "note_row",
    "portal_figures",
    "published_list",
    "published_lists",
    "published_matter",
    "published_matters",
    "published_rows",
    "publishing_bodies",
    "take_in",
    "who_is_responsible",
]
