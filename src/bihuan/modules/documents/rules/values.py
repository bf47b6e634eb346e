"""The words papers are spoken of in: kinds with their fields, issuers, composed papers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadPaper(ValueError):
    """The paper cannot be made as asked: one Chinese sentence per fault."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Keep the sentences apart, for forms that show each at its field."""
        super().__init__("；".join(fault.rstrip("。") for fault in faults) + "。")
        self.faults = faults


class Form(StrEnum):
    """How a paper is laid out (GB/T 9704-2012; a house style where the standard has none)."""

    DOCUMENT = "document"  # 文件格式
    LETTER = "letter"  # 信函格式
    MINUTES = "minutes"  # 纪要格式
    PLAIN = "plain"  # 白头: 公示、告知
    SHEET = "sheet"  # 表单: 审批表、申请表、督办单


FORMS = {
    Form.DOCUMENT: "文件格式",
    Form.LETTER: "信函格式",
    Form.MINUTES: "纪要格式",
    Form.PLAIN: "白头格式",
    Form.SHEET: "表单格式",
}


class Direction(StrEnum):
    """Where a paper goes, seen from its issuer."""

    UP = "up"  # 上行
    DOWN = "down"  # 下行
    LEVEL = "level"  # 平行
    PUBLIC = "public"  # 向社会
    INSIDE = "inside"  # 内部


class FieldType(StrEnum):
    """What a field takes."""

    LINE = "line"  # one line
    LONG = "long"  # paragraphs; lines beginning 一、（一）1.（1） become headings of that level
    DATE = "date"  # a day
    LIST = "list"  # several lines
    TABLE = "table"  # rows of cells
    CHOICE = "choice"  # one of the options


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table field."""

    key: str
    label: str
    width: int = 10  # weight against the other columns


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the drafter fills in."""

    key: str
    label: str
    type: FieldType = FieldType.LINE
    required: bool = False
    limit: int = 0  # characters; 0: the limit of its type
    hint: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the body: wording with {fields}, a list or a table; left out when empty."""

    head: str = ""
    text: str = ""
    list: str = ""
    table: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table form: a label with a field, or an opinion with room for signing."""

    label: str
    text: str = ""
    span: int = 1
    sign: bool = False
    tall: int = 1  # lines kept free


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper, as data: what to fill in, and the wording it becomes."""

    key: str
    version: int
    label: str
    doctype: str  # 文种 of the regulation, or "" for working forms
    form: Form
    direction: Direction
    group: str
    title: str
    fields: tuple[Field, ...]
    body: tuple[Section, ...] = ()
    closing: str = ""
    note: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    several_recipients: bool = True
    sealed: bool = True
    sample: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: names as they are printed."""

    name: str  # full or standard short name; the signature
    head: str = ""  # words of the red head, without 文件; the name where empty
    joint: tuple[str, ...] = ()  # further issuers, after the lead
    office: str = ""  # 印发机关; the name where empty

    @property
    def names(self) -> tuple[str, ...]:
        """Return everyone who signs, the lead first."""
        return (self.name, *self.joint)


@dataclass(frozen=True, slots=True)
class Annex:
    """One attachment of the paper: its title, its pages where it is typed in, its file if any."""

    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    file: str = ""  # the name of an uploaded file
    sm3: str = ""  # its fingerprint, signed with the paper


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What one office has changed in a kind: its wording and its red head, one version of it."""

    office: str = ""  # its code
    version: int = 0
    head: str = ""
    pitch: str = ""  # line pitch in points, as the office prints; empty: the standard's
    wording: Mapping[str, str] = field(default_factory=dict)  # place, such as "closing" → words


@dataclass(frozen=True, slots=True)
class Register:
    """台账: a titled table."""

    title: str
    line: str  # sub-line: unit, period, cut-off
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file of a case, with where it comes from; office files are named, not printed."""

    title: str
    data: bytes
    kind: str  # "pdf", "png", "jpg", "docx", "xlsx"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fallback:
    """One character the wanted typeface lacks, and the face that prints it instead."""

    char: str
    face: str

    @property
    def sentence(self) -> str:
        """Say it to a drafter."""
        return f"“{self.char}”（U+{ord(self.char):04X}）不在公文字体中，以“{self.face}”印出。"


@dataclass(frozen=True, slots=True)
class Paper:
    """A composed paper: everything that is printed, resolved; kept as JSON with its version.

    `content` is the one data model behind PDF, page images and .docx. A paper made long ago prints
    the same words, whatever became of its template, because it carries them.
    """

    kind: str
    label: str
    title: str
    template: str  # such as "supervision-letter@1 layout@1", with "510000-office@3" where adapted
    content: Mapping[str, Any]
    faults: tuple[str, ...] = ()  # what a draft still lacks
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def digest(self) -> str:
        """Return the fingerprint of the words and the template."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()

    def as_json(self) -> str:
        """Return the paper as canonical JSON, to be kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Paper:
        """Read what `as_json` wrote."""
        kept = json.loads(text)
        kept["faults"] = tuple(kept["faults"])
        kept["fallbacks"] = tuple(Fallback(**one) for one in kept["fallbacks"])
        return cls(**kept)
