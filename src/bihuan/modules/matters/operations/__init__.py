"""Writes of the matter lists, one function per use case, each in one transaction."""

from bihuan.modules.matters.operations.editing import (
    EditConflict,
    EditRefused,
    add_row,
    change_row,
    remove_row,
    save_header,
)
from bihuan.modules.matters.operations.importing import (
    ImportOutcome,
    import_for_body,
    import_matters,
)
from bihuan.modules.matters.operations.noting import (
    AlreadyReminded,
    NoteRefused,
    answer_note,
    remind,
    remove_note,
    write_note,
)
from bihuan.modules.matters.operations.opening import OpeningRefused, open_list

__all__ = [
    "AlreadyReminded",
    "EditConflict",
    "EditRefused",
    "ImportOutcome",
    "NoteRefused",
    "OpeningRefused",
    "add_row",
    "answer_note",
    "change_row",
    "import_for_body",
    "import_matters",
    "open_list",
    "remind",
    "remove_note",
    "remove_row",
    "save_header",
    "write_note",
]
