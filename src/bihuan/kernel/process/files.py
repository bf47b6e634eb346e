"""What a file is, judged by its bytes: neither its name nor the browser's word counts."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from bihuan.kernel.process.definition import Refusal
from bihuan.kernel.process.scrutiny import why_unfit

if TYPE_CHECKING:
    from bihuan.kernel.process.definition import Document, Upload

LARGEST = 50 * 1024 * 1024
MOST_FILES = 20
MOST_MEMBERS = 5_000
"""A workbook of 5,000 parts does not exist; an archive made to exhaust the server has more."""
LONGEST_NAME = 120

_STARTS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_OFFICE = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))
_MACROS = ("vbaproject.bin", "macrosheets/")
# Windows opens a device, not a file, under these names.
_DEVICES = frozenset(
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10)),
    }
)
_SPELLINGS = {"jpeg": "jpg"}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that has been looked at: what it is, how large, and the digest that proves it."""

    key: str
    label: str
    name: str
    kind: str
    sm3: str
    data: bytes


def sm3(data: bytes) -> str:
    """Return the SM3 digest (GB/T 32905) in lower-case hexadecimal."""
    return hashlib.new("sm3", data).hexdigest()


def kind_of(data: bytes) -> str:
    """Return pdf, docx, xlsx, png or jpg, or "" for anything else, macros included."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if len(members) > MOST_MEMBERS or any(mark in name for name in members for mark in _MACROS):
        return ""
    return next((kind for member, kind in _OFFICE if member in members), "")


def safe_name(name: str, kind: str) -> str:
    """Return a file name that is only a name: no folder, no control sign, the true extension."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = PurePath(kept.translate(dict.fromkeys(map(ord, '<>:"|?*%;'), "_"))).stem.strip(" .")
    if stem.partition(".")[0].strip().upper() in _DEVICES:
        stem = f"_{stem}"
    return f"{stem[:LONGEST_NAME] or '附件'}.{kind}"


def judge(need: Document, upload: Upload) -> Paper | Refusal:
    """Look at one upload for one need."""
    shown = safe_name(upload.name, "").rstrip(".")
    code = f"documents.{need.key}"
    if not upload.data:
        return Refusal(code, f"“{need.label}”中的文件“{shown}”是空的，请重新选择。", need.key)
    if len(upload.data) > LARGEST:
        limit = LARGEST // (1024 * 1024)
        return Refusal(
            code, f"“{need.label}”中的文件“{shown}”超过{limit}MB，请压缩后再传。", need.key
        )
    kind = kind_of(upload.data)
    if kind not in need.types:
        allowed = "、".join(need.types)
        sentence = (
            f"“{need.label}”中的文件“{shown}”不是可以接收的类型。"
            f"系统按文件内容识别，只接收{allowed}，且不得带宏。"
        )
        return Refusal(code, sentence, need.key)
    extension = PurePath(upload.name).suffix.lower().lstrip(".")
    if _SPELLINGS.get(extension, extension) != kind:
        named = upload_label(upload)
        sentence = f"“{need.label}”中的文件“{named}”内容是{kind}，与扩展名不符，请改正后再传。"
        return Refusal(code, sentence, need.key)
    if unfit := why_unfit(kind, upload.data):
        return Refusal(code, f"“{need.label}”中的文件“{shown}”{unfit}", need.key)
    return Paper(
        need.key, need.label, safe_name(upload.name, kind), kind, sm3(upload.data), upload.data
    )


def upload_label(upload: Upload) -> str:
    """Return the name as it came, cut and cleaned for a message."""
    kept = "".join(sign for sign in upload.name if unicodedata.category(sign)[0] != "C")
    return kept[:LONGEST_NAME] or "未命名"


def judge_all(need: Document, uploads: tuple[Upload, ...]) -> tuple[list[Paper], list[Refusal]]:
    """Look at everything attached for one need; the same file twice counts once."""
    if len(uploads) > MOST_FILES:
        sentence = f"“{need.label}”一次最多附{MOST_FILES}份，现在有{len(uploads)}份。"
        return [], [Refusal(f"documents.{need.key}", sentence, need.key)]
    judged = [judge(need, upload) for upload in uploads]
    refusals = [result for result in judged if isinstance(result, Refusal)]
    papers = list({paper.sm3: paper for paper in judged if isinstance(paper, Paper)}.values())
    if not refusals and len(papers) < need.least:
        sentence = f"“{need.label}”至少要附{need.least}份，现在有{len(papers)}份。"
        refusals.append(Refusal(f"documents.{need.key}", sentence, need.key))
    return papers, refusals
