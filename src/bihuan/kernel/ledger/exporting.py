"""An export of the ledger that needs nothing of ours to be checked.

One file. Its lines are read by the program in ``verifier.py``, which is handed out with it:

    bihuan-export 1
    entry <digest> <bytes of the columns> <bytes of the entry>
    …the thirteen lines made of the columns, then the canonical bytes…
    checkpoint …   (published lines, as many as are stored)
    anchor …
    end <entries> <digest of the last>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger.anchoring import anchors
from bihuan.kernel.ledger.canonical import GENESIS, head, text_of_instant
from bihuan.kernel.ledger.checkpoints import checkpoints
from bihuan.kernel.ledger.models import Entry

if TYPE_CHECKING:
    from typing import BinaryIO

FORM = b"bihuan-export 1\n"
_COLUMNS = (
    "seq",
    "previous",
    "algorithm",
    "at",
    "verb",
    "subject",
    "actor_key",
    "actor_name",
    "actor_body",
    "actor_body_name",
    "before",
    "after",
    "correlation",
)


def export_ledger(file: BinaryIO) -> int:
    """Write the whole ledger with its anchors and checkpoints; return how many entries.

    Entries appended while this runs may or may not be part of it; what is written ends with the
    line that says how many there are.
    """
    file.write(FORM)
    written, last = 0, GENESIS
    rows = Entry.objects.order_by("seq").values_list(*_COLUMNS, "digest", "canonical")
    for row in rows.iterator(chunk_size=2_000):
        columns = [*row[:3], text_of_instant(row[3]), *row[4:13]]
        copies, canonical = head(tuple(columns)).encode(), bytes(row[14])
        file.write(f"entry {row[13]} {len(copies)} {len(canonical)}\n".encode())
        file.write(copies)
        file.write(canonical)
        written, last = written + 1, row[13]
    file.writelines(f"{checkpoint}\n".encode() for checkpoint in checkpoints())
    file.writelines(f"{anchor}\n".encode() for anchor in anchors())
    file.write(f"end {written} {last}\n".encode())
    return written
