"""What an uploaded file carries beside what it shows: judged before anything reads it.

`files.kind_of` says what a file is. Here an office file, a PDF or a picture of that kind is looked
into: archives that unpack without end, parts outside their folder, macros, embedded programs,
links that load something when the file is opened, scripts in a PDF, pictures of more points than
any screen has, files that are two kinds at once. Nothing is unpacked beyond a bound, and no reader
of the format is asked: the bounds come first.

A file that is merely damaged passes: it is kept as it came, handed out as an attachment and never
run; whoever prints or binds it says so.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_PARTS = 2_000
LARGEST_PART = 64 * 1024 * 1024
LARGEST_TOTAL = 192 * 1024 * 1024
LARGEST_RATIO = 200  # unpacked to packed; only judged above a megabyte
SMALL = 1024 * 1024
MOST_POINTS = 100_000_000
LONGEST_EDGE = 30_000
LARGEST_OBJECTS = 64 * 1024 * 1024  # of the packed objects of a PDF
LONGEST_HEAD = 2_000  # of one stream of a PDF
PIECE = 1 << 16
NAMED = 1024  # readers of PDF look for its mark this far into a file

OLE, ELF, PROGRAM, ARCHIVE = b"\xd0\xcf\x11\xe0", b"\x7fELF", b"MZ", b"PK\x03\x04"
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00")
# These only show an address; everything else outside the file is loaded when it is opened.
SHOWN = ("/hyperlink", "/externalLinkPath", "/xlPathMissing", "/externalLink")
ACTIVE = re.compile(r"vbaproject|macrosheets/|activex/|customui/", re.IGNORECASE)
FIELD = re.compile(rb"<(?:\w{1,20}:)?instrText[^<>]{0,200}>([^<]*)<")
EXCHANGE = re.compile(rb"DDE(?:AUTO|[^A-Z]|$)")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
PDF_ACTS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|GoToE)\b"
    rb"|/XFA\s{0,9}[\[0-9]"
)
PDF_LOCK = re.compile(rb"/Encrypt\s{0,9}(?:<<|\d{1,9}\s{1,9}\d{1,5}\s{1,9}R)")
PDF_PACKED = re.compile(rb"(?<!end)stream\r?\n")
JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})

BOMB = "解开后过大，没有接收。请减少内容，或者拆成几个文件后再传。"
TWISTED = "的内部结构不正常，没有接收。请用办公软件打开，另存一份后再传。"
MACROS = "带有宏或控件，没有接收。请另存为不带宏的文件后再传。"
PROGRAMS = "里嵌有程序、压缩包或其他文件，没有接收。请删去嵌入的对象，另行上传。"
LOADS = "打开时会去读取文件以外的内容，没有接收。请断开外部链接和域，另存后再传。"
ENTITY = "里夹带了不允许的声明，没有接收。请用办公软件打开，另存一份后再传。"
TWO = "同时又是另一种文件，没有接收。请用办公软件重新导出后再传。"
SCRIPT = "带有脚本、附件或打开即执行的动作，没有接收。请用“打印到 PDF”重新生成后再传。"
LOCKED = "加了密码，没有接收。请去掉密码，或用“打印到 PDF”重新生成后再传。"
HUGE = "的像素过大，没有接收。请缩小到1亿像素以内后再传。"


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
)


class _UnfitError(ValueError):
    """Says why a file is not taken."""


def why_unfit(kind: str, data: bytes) -> str:
    """Return why a file of this kind is not taken, as the rest of a sentence; or "" if it is."""
    try:
        _JUDGES[kind](data)
    except _UnfitError as unfit:
        return str(unfit)
    return ""


def _office(data: bytes, *, inside: bool = False) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _judge_list(archive)
            for info in archive.infolist():
                _judge_part(archive, info, inside=inside)
    except _BROKEN as error:
        raise _UnfitError(TWISTED) from error


def _judge_list(archive: zipfile.ZipFile) -> None:
    """Judge what the archive says of itself, before a byte is unpacked."""
    parts = archive.infolist()
    names = [info.filename.lower() for info in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise _UnfitError(TWISTED)
    if any(ACTIVE.search(name) for name in names):
        raise _UnfitError(MACROS)
    end = 0
    for info in sorted(parts, key=lambda part: part.header_offset):
        # Parts that share bytes make a small file large without any part being large.
        if info.header_offset < end or info.compress_type not in METHODS or not _is_plain(info):
            raise _UnfitError(TWISTED)
        end = info.header_offset + info.compress_size
    total, packed = sum(info.file_size for info in parts), sum(info.compress_size for info in parts)
    if (
        total > LARGEST_TOTAL
        or any(info.file_size > LARGEST_PART for info in parts)
        or (total > SMALL and total // (packed or 1) > LARGEST_RATIO)
    ):
        raise _UnfitError(BOMB)


def _is_plain(info: zipfile.ZipInfo) -> bool:
    name = info.orig_filename
    leaves = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    hidden = any(ord(sign) < ord(" ") for sign in name)
    linked = stat.S_ISLNK(info.external_attr >> 16)
    return not (leaves or hidden or linked or info.flag_bits & 1)


def _judge_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, inside: bool) -> None:
    with archive.open(info) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) != info.file_size:
        raise _UnfitError(BOMB)
    name = info.filename.lower()
    if name.endswith((".xml", ".rels", ".vml")):
        _judge_xml(name, content)
    elif content.startswith((OLE, ELF, PROGRAM)):
        raise _UnfitError(PROGRAMS)
    elif content.startswith(ARCHIVE):
        # The numbers behind a chart are a workbook inside the document; nothing else is in place.
        if inside or b"xl/workbook.xml" not in content:
            raise _UnfitError(PROGRAMS)
        _office(content, inside=True)


def _judge_xml(name: str, content: bytes) -> None:
    if content.startswith(WIDE):
        raise _UnfitError(ENTITY)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.XmlDeclHandler = _judge_declaration
    if name.endswith(".rels"):
        parser.StartElementHandler = _judge_link
    parser.Parse(content, True)
    if name == "[content_types].xml" and b"macroEnabled" in content:
        raise _UnfitError(MACROS)
    fields = b"".join(FIELD.findall(content)).upper()
    if EXCHANGE.search(fields) or b"<ddeLink" in content or b":ddeLink" in content:
        raise _UnfitError(LOADS)


def _refuse_declaration(*_: object) -> None:
    raise _UnfitError(ENTITY)


def _judge_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise _UnfitError(ENTITY)


def _judge_link(_name: str, attributes: Mapping[str, str]) -> None:
    outside = attributes.get("TargetMode", "").lower() == "external"
    if outside and not attributes.get("Type", "").endswith(SHOWN):
        raise _UnfitError(LOADS)


def _pdf(data: bytes) -> None:
    _refuse_two(data)
    if PDF_LOCK.search(data):
        raise _UnfitError(LOCKED)
    if PDF_ACTS.search(_unescaped(data)):
        raise _UnfitError(SCRIPT)
    left = LARGEST_OBJECTS
    for found in PDF_PACKED.finditer(data):
        told = data[max(0, found.start() - LONGEST_HEAD) : found.start()].rpartition(b"obj")[2]
        if b"/ObjStm" not in _unescaped(told):
            continue
        objects = _inflated(data, found.end(), most=left + 1)
        left -= len(objects)
        if left < 0:
            raise _UnfitError(BOMB)
        if PDF_ACTS.search(_unescaped(objects)):
            raise _UnfitError(SCRIPT)


def _inflated(data: bytes, at: int, *, most: int) -> bytearray:
    """Unpack one stream, piece by piece, and no more than asked for; nothing is held twice."""
    stream, out = zlib.decompressobj(), bytearray()
    try:
        while len(out) < most and not stream.eof:
            piece = stream.unconsumed_tail
            if not piece:
                piece, at = data[at : at + PIECE], at + PIECE
            got = stream.decompress(piece, min(SMALL, most - len(out)))
            if not piece and not got:
                break
            out += got
    except zlib.error as error:
        raise _UnfitError(TWISTED) from error
    return out


def _unescaped(data: bytes | bytearray) -> bytes:
    """A name of a PDF may be written in digits: /J#61vaScript."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _png(data: bytes) -> None:
    _refuse_two(data)
    if data[12:16] == b"IHDR" and len(data) >= struct.calcsize(">16x2I"):
        _judge_size(*struct.unpack_from(">2I", data, 16))


def _jpg(data: bytes) -> None:
    _refuse_two(data)
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004 - how a segment begins
        (length,) = struct.unpack_from(">H", data, at + 2)
        if data[at + 1] in JPEG_SIZES:
            height, width = struct.unpack_from(">2H", data, at + 5)
            _judge_size(width, height)
            return
        at += 2 + length


def _judge_size(width: int, height: int) -> None:
    if width * height > MOST_POINTS or max(width, height) > LONGEST_EDGE:
        raise _UnfitError(HUGE)


def _refuse_two(data: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(data)) or b"%PDF-" in data[5:NAMED]:
        raise _UnfitError(TWO)


_JUDGES: Mapping[str, Callable[[bytes], None]] = {
    "pdf": _pdf,
    "png": _png,
    "jpg": _jpg,
    "docx": _office,
    "xlsx": _office,
}
