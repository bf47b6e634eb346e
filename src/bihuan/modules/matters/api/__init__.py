"""The front door: what other modules and the faces may ask of the matter lists.

`matters.api.copies` holds what may be read of the frozen public copies, and `matters.api.comparing`
the lists as they are compared with each other.
"""

from bihuan.modules.matters.operations import import_for_body
from bihuan.modules.matters.operations.duties import import_duties
from bihuan.modules.matters.operations.noting import note_row
from bihuan.modules.matters.operations.taking import take_in
from bihuan.modules.matters.queries import comparing
from bihuan.modules.matters.queries.filed_then import filed_then
from bihuan.modules.matters.queries.history import changes_between
from bihuan.modules.matters.queries.responsible import who_is_responsible

__all__ = [
    "changes_between",
    "comparing",
    "filed_then",
    "import_duties",
    "import_for_body",
    "note_row",
    "take_in",
    "who_is_responsible",
]
