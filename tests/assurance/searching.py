"""Searching bytes for words, in every dress a program may have put them into."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
LEAD = (0, 2, 3)
"""Characters of base64 that also depend on what stands before, by the place in a group of three."""


def dresses(word: str) -> frozenset[bytes]:
    """Return the bytes under which a word may lie: encoded, in base64, hexadecimal, escaped."""
    found = {json.dumps(word)[1:-1].encode(), quote(word).encode()}
    for encoding in ENCODINGS:
        raw = word.encode(encoding)
        found |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
        found |= {_inner(raw, shift) for shift in range(3)}
    return frozenset(found)


def _inner(raw: bytes, shift: int) -> bytes:
    """Return the part of a base64 text that does not depend on what stands around."""
    text = base64.b64encode(b"\0" * shift + raw)
    rest = (shift + len(raw)) % 3
    return text[LEAD[shift] : len(text) - 4 + rest if rest else len(text)]


def hits(words: Iterable[str], places: Iterable[tuple[str, bytes]]) -> dict[str, list[str]]:
    """Return which words lie where: the name of the place by the word."""
    wanted: Mapping[str, frozenset[bytes]] = {word: dresses(word) for word in words}
    found: dict[str, list[str]] = {}
    for name, data in places:
        for word, forms in wanted.items():
            if any(form in data for form in forms):
                found.setdefault(word, []).append(name)
    return found


def files_below(folder: Path, *, but: Iterable[Path] = ()) -> Iterator[tuple[str, bytes]]:
    """Give the bytes of every file below a folder, packed ones also unpacked."""
    left_out = set(but)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in left_out:
            data = path.read_bytes()
            yield path.name, data
            yield from unpacked(path.name, data)


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Give what is packed in a file: members of a zip, streams of a PDF."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield f"{name}/{member}", archive.read(member)
    if data[:4] == b"%PDF":
        for number, part in enumerate(data.split(b"stream\n")[1:]):
            try:
                yield f"{name}#{number}", zlib.decompressobj().decompress(part.lstrip(b"\r\n"))
            except zlib.error:
                continue
