"""The front door of the process engine for everything that needs the database.

Writing: `open_case`, `open_child`, `perform`. Reading: `available`, `who_can`, `track`, `history`,
`case_by_number`, `known_numbers`, `queue`, `done_by`, `opened_by`,
`done_and_opened`, `reached`. Bounds: `visible_to`.
The pure names a process is written with are in `bihuan.kernel.process`. The rows (`Case`,
`Passage`, …) are named here for signatures and queries; only `perform` moves them.
"""

from bihuan.kernel.process.attachments import (
    Damaged,
    StoredFile,
    attach,
    open_attachment,
    sweep,
)
from bihuan.kernel.process.engine import perform
from bihuan.kernel.process.filling import choices_of, label_of
from bihuan.kernel.process.models import Attachment, Case, CaseDetail, Passage
from bihuan.kernel.process.notifying import register_notifier
from bihuan.kernel.process.opening import open_case, open_child
from bihuan.kernel.process.reading import (
    Member,
    Mover,
    Option,
    Reached,
    Station,
    around,
    available,
    case_by_number,
    cases_for,
    detail_now,
    detail_of,
    done_and_opened,
    done_by,
    history,
    known_numbers,
    misplaced,
    opened_by,
    process_of,
    queue,
    reached,
    track,
    who_can,
)
from bihuan.kernel.process.refreshing import refresh_due
from bihuan.kernel.process.visibility import visible_to
from bihuan.kernel.process.witnessing import witness

__all__ = [
    "Attachment",
    "Case",
    "CaseDetail",
    "Damaged",
    "Member",
    "Mover",
    "Option",
    "Passage",
    "Reached",
    "Station",
    "StoredFile",
    "around",
    "attach",
    "available",
    "case_by_number",
    "cases_for",
    "choices_of",
    "detail_now",
    "detail_of",
    "done_and_opened",
    "done_by",
    "history",
    "known_numbers",
    "label_of",
    "misplaced",
    "open_attachment",
    "open_case",
    "open_child",
    "opened_by",
    "perform",
    "process_of",
    "queue",
    "reached",
    "refresh_due",
    "register_notifier",
    "sweep",
    "track",
    "visible_to",
    "who_can",
    "witness",
]
