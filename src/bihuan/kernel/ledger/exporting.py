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

from django.db import connection

from bihuan.kernel.ledger.anchoring import anchors
from bihuan.kernel.ledger.canonical import GENESIS, head_in_sql
from bihuan.kernel.ledger.chain import INSTANT
from bihuan.kernel.ledger.checkpoints import checkpoints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

FORM = b"bihuan-export 1\n"
SLICE = 2_000
_BYTES = {
    "postgresql": ("convert_to(digest, 'UTF8')", "convert_to({head}, 'UTF8')"),
    "sqlite": ("CAST(digest AS BLOB)", "CAST({head} AS BLOB)"),
}
"""How a text is asked for as bytes: the digest, the columns."""


def export_ledger(file: BinaryIO) -> int:
    """Write the whole ledger with its anchors and checkpoints; return how many entries.

    Entries appended while this runs may or may not be part of it; what is written ends with the
    line that says how many there are.
    """
    file.write(FORM)
    written, last = 0, GENESIS.encode()
    for digest, copies, canonical in copied_rows():
        file.write(b"entry %b %d %d\n" % (digest, len(copies), len(canonical)))
        file.write(copies)
        file.write(canonical)
        written, last = written + 1, digest
    file.writelines(f"{checkpoint}\n".encode() for checkpoint in checkpoints())
    file.writelines(f"{anchor}\n".encode() for anchor in anchors())
    file.write(b"end %d %b\n" % (written, last))
    return written


def copied_rows() -> Iterator[tuple[bytes, bytes, bytes]]:
    """Give digest, columns and bytes of every row as they are stored, damaged ones as well.

    The database writes the columns down: a value that is no text or no time any more is to reach
    the auditor, not to end the export.
    """
    digest, copies = _BYTES[connection.vendor]
    head = head_in_sql(INSTANT[connection.vendor])
    ask = f"SELECT seq, {digest}, {copies.format(head=head)}, canonical FROM ledger_entry"  # noqa: S608 - our own names
    after: int | None = None
    while True:
        where = "" if after is None else f" WHERE seq > {after:d}"
        with connection.cursor() as cursor:
            cursor.execute(f"{ask}{where} ORDER BY seq LIMIT {SLICE:d}")
            found = cursor.fetchall()
        for after, named, columns, canonical in found:  # noqa: B007 - the last one is gone on from
            # A digest is one word of a line; one that is none any more must not look like two.
            word = b"?".join(bytes(named or b"").split()) or b"?"
            whole = canonical.encode() if isinstance(canonical, str) else bytes(canonical)
            yield word, bytes(columns or b""), whole
        if len(found) < SLICE:
            return
