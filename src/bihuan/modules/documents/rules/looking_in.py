"""The words in an uploaded file, as far as they can be read: enough to find a mark of secrecy."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PAGES = 300
MOST_BYTES = 20_000_000  # of the unpacked parts of an office file
TAG = re.compile(r"<[^<>]*>")  # without < inside, a text of nothing else is read once
PARTS = ("word/", "xl/sharedstrings", "xl/worksheets/", "docprops/")


def words_in(data: bytes) -> str:
    """Return what can be read of a PDF, .docx or .xlsx; nothing of pictures and broken files."""
    try:
        return "\n".join(_pdf(data) if data.startswith(b"%PDF-") else _office(data))
    except (pdfium.PdfiumError, zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""


def _pdf(data: bytes) -> Iterator[str]:
    with pdfium.PdfDocument(data) as document:
        for number in range(min(len(document), MOST_PAGES)):
            yield document[number].get_textpage().get_text_bounded()


def _office(data: bytes) -> Iterator[str]:
    if not data.startswith(b"PK\x03\x04"):
        return
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            name = member.filename.lower()
            if not (name.startswith(PARTS) and name.endswith(".xml")) or left <= 0:
                continue
            with archive.open(member) as part:
                raw = part.read(left)
            left -= len(raw)
            # A word may be cut into runs: tags go without a trace, ends of paragraphs as lines.
            text = raw.decode("utf-8", "replace")
            text = re.sub(r"</(?:w:p|si|row|c)>", "\n", text)
            yield TAG.sub("", text)
