"""Composing: a kind, what was filled in and who issues become one paper, resolved to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.queries import catalogue, faces
from bihuan.modules.documents.rules import layout, wording
from bihuan.modules.documents.rules.adapting import word_faults
from bihuan.modules.documents.rules.filling import Faults, text, texts, values
from bihuan.modules.documents.rules.values import (
    Adaptation,
    Annex,
    BadPaper,
    Direction,
    Fallback,
    Form,
    Issuer,
    Kind,
    Paper,
)
from bihuan.modules.documents.rules.writing import broken, day, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

SUFFIX = {Form.DOCUMENT: "文件", Form.MINUTES: "纪要"}
URGENCIES = ("", "加急", "特急")


def compose(  # noqa: PLR0913  these are the parts a paper has
    *,
    kind: str,
    data: Mapping[str, object],
    issuer: Issuer,
    recipients: Sequence[str] = (),
    copies: Sequence[str] = (),
    number: str = "",
    on: date | None = None,
    signers: Sequence[str] = (),
    urgency: str = "",
    note: str = "",
    annexes: Sequence[Annex] = (),
    adaptation: Adaptation | None = None,
    mark: str = "",
    draft: bool = False,
) -> Paper:
    """Compose a paper.

    `kind` is a key or a Chinese name; `note` and the wording are the kind's own where nothing else
    is given; `mark` are small grey words at the head of each page. A draft shows what is missing in
    place instead of refusing it.

    Raises:
        BadPaper: one sentence for each thing that cannot be printed as it is.
    """
    chosen = catalogue.kind(kind)
    faults = Faults()
    filled = values(chosen, data, faults)
    _adaptation_fits(chosen, adaptation)
    parts = _Parts(faults)
    names = parts.issuer(issuer)
    to = parts.names(recipients, "主送机关")
    cc = parts.names(copies, "抄送机关")
    _recipients_fit(chosen, to, faults)
    if urgency not in URGENCIES:
        faults.append("紧急程度只有“加急”和“特急”，一般公文不标注。")
    title = wording.title(chosen, filled, adaptation)
    attached = parts.annexes(annexes)
    content = _content(
        chosen,
        filled=filled,
        title=title,
        adaptation=adaptation,
        head=(adaptation.head if adaptation else "") or issuer.head or issuer.name,
        names=names,
        on=day(on) if on else "",
        to=to,
        cc=cc,
        office=issuer.office or issuer.name,
    )
    content |= attached | {
        "number": parts.line(number, "发文字号"),
        "urgency": urgency,
        "signers": parts.names(signers, "签发人") if chosen.direction is Direction.UP else [],
        "note": parts.line(note, "附注") or wording.note(chosen, filled, adaptation),
        "mark": parts.line(mark, "页眉标记"),
    }
    return _finished(chosen, title, content, faults, adaptation=adaptation, draft=draft)


class _Parts:
    """Judges the parts every kind has."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults

    def line(self, given: str, label: str) -> str:
        """Judge one line."""
        return text(given, label, self.faults, limit=layout.LONGEST_LINE, one_line=True)

    def names(self, given: Sequence[str], label: str) -> list[str]:
        """Judge several names."""
        return texts(list(given), label, self.faults, limit=layout.LONGEST_LINE)

    def issuer(self, issuer: Issuer) -> list[str]:
        """Judge who issues."""
        names = self.names(issuer.names, "发文机关")
        self.line(issuer.head, "发文机关标志")
        self.line(issuer.office, "印发机关")
        if not names:
            self.faults.append("没有发文机关。")
        return names

    def annexes(self, given: Sequence[Annex]) -> dict[str, Any]:
        """Judge the attachments: all are named, those typed in are printed.

        Those that are files come with their fingerprint: signed with the paper, not printed.
        """
        names: list[str] = []
        sheets: list[dict[str, Any]] = []
        for place, annex in enumerate(given, start=1):
            label = f"附件{place}" if len(given) > 1 else "附件"
            name = self.line(annex.title, label).rstrip("。；，、")
            names.append(name or f"〔待填：{label}名称〕")
            blocks = list(
                paragraphs(
                    text(
                        annex.text, label, self.faults,
                        limit=layout.LONGEST_TEXT, one_line=False,
                    )
                )
            )  # fmt: skip
            if annex.columns:
                blocks.append(self._table(annex, label))
            if blocks:
                title = broken(names[-1], layout.TITLE_CHARACTERS)
                sheets.append({"number": label, "title": title, "body": blocks})
        files = [[each.title, each.file, each.sm3] for each in given if each.file]
        return {"attachments": names, "annexes": sheets} | ({"files": files} if files else {})

    def _table(self, annex: Annex, label: str) -> dict[str, Any]:
        heads = [self.line(one, label) for one in annex.columns]
        rows = [[self._cell(cell, label) for cell in row] for row in annex.rows]
        if any(len(row) != len(heads) for row in rows):
            self.faults.append(f"{label}有的行与表头列数不同。")
            rows = []
        longest = [max((len(row[at]) for row in rows), default=0) for at in range(len(heads))]
        columns = [
            {"label": head, "width": min(30, max(5, len(head) + 2, size))}
            for head, size in zip(heads, longest, strict=True)
        ]
        return {"t": "table", "caption": "", "columns": columns, "rows": rows}

    def _cell(self, given: str, label: str) -> str:
        return text(given, label, self.faults, limit=2_000, one_line=True)


def _recipients_fit(kind: Kind, to: list[str], faults: Faults) -> None:
    if not kind.several_recipients and len(to) > 1:
        faults.append(f"{kind.label}只写一个主送机关，其他需要知晓的机关用抄送。")


def _adaptation_fits(kind: Kind, adaptation: Adaptation | None) -> None:
    wrong = word_faults(kind, adaptation.wording) if adaptation is not None else {}
    if wrong:
        said = "本单位改写的文种模板与现在的文种不符："
        raise BadPaper(tuple(f"{said}{one}" for one in wrong.values()))


def _content(
    kind: Kind,
    *,
    filled: Mapping[str, Any],
    title: str,
    adaptation: Adaptation | None,
    head: str,
    names: list[str],
    on: str,
    to: list[str],
    cc: list[str],
    office: str,
) -> dict[str, Any]:
    """Resolve the parts that follow from the kind."""
    addressed = "、".join(to)
    far = len(addressed) > layout.LONGEST_RECIPIENTS
    minutes = kind.form is Form.MINUTES
    signed = kind.form not in {Form.MINUTES, Form.SHEET}
    attendance = [
        [field.label, "、".join(filled[field.key])]
        for field in kind.fields
        if minutes and field.key in {"present", "absent", "observing"} and filled.get(field.key)
    ]
    return {
        "form": kind.form.value,
        "head": {
            "names": [head, *names[1:]],
            "suffix": "" if head.endswith(("文件", "纪要")) else SUFFIX.get(kind.form, ""),
        },
        "title": broken(title, layout.TITLE_CHARACTERS),
        "to": f"{addressed}：" if addressed and not far else "",
        "body": wording.body(kind, filled, adaptation),
        "sign": {"names": names if signed else [], "date": on, "seal": kind.sealed and signed},
        "attendance": attendance,
        "rows": wording.cells(kind, filled),
        "imprint": {
            "to": f"{addressed}。" if far else "",
            "cc": f"{'，'.join(cc)}。" if cc else "",
            "org": office if kind.form in {Form.DOCUMENT, Form.MINUTES} else "",
            "date": on,
        },
        "pitch": adaptation.pitch if adaptation else "",
    }


# The role that prints each part; everything else is 仿宋.
ROLES = {"title": "xiaobiaosong", "head": "xiaobiaosong", "signers": "kaiti"}


def strings(content: object, role: str = "fangsong") -> Iterator[tuple[str, str]]:
    """Walk everything that is printed, with the role of its typeface."""
    if isinstance(content, str):
        yield content, role
    elif isinstance(content, dict):
        level = {"h1": "heiti", "h2": "kaiti"}.get(content.get("t", ""), role)
        for key, inner in content.items():
            if key in {"form", "t", "pitch", "files"}:
                continue
            yield from strings(
                inner, level if key == "head" and level != role else ROLES.get(key, role)
            )
    elif isinstance(content, list | tuple):
        for inner in content:
            yield from strings(inner, role)


def fallbacks(content: Mapping[str, Any]) -> tuple[tuple[Fallback, ...], tuple[str, ...]]:
    """Name the characters printed by another face, and those no face has."""
    pairs = {(char, role) for words, role in strings(dict(content)) for char in words}
    found: dict[str, Fallback] = {}
    nowhere: list[str] = []
    for char, role in sorted(pairs):
        face = faces.face_of(char, role)
        if not face and not char.isspace():
            nowhere.append(char)
        elif face and face not in faces.PROPER:
            found.setdefault(char, Fallback(char, face))
    return tuple(found.values()), tuple(dict.fromkeys(nowhere))


def _finished(
    kind: Kind,
    title: str,
    content: dict[str, Any],
    faults: Faults,
    *,
    adaptation: Adaptation | None,
    draft: bool,
) -> Paper:
    size = sum(len(words) for words, _ in strings(content))
    if size > layout.LONGEST_PAPER:
        faults.append(
            f"全文{size}字，超过了{layout.LONGEST_PAPER}字的上限，请把一部分改作单独的附件。"
        )
    others: tuple[Fallback, ...] = ()
    if not faults:
        others, nowhere = fallbacks(content)
        if nowhere:
            named = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in nowhere[:8])
            faults.append(f"现有字体都没有{named}，印出来会是空框，请改用其他写法。")
    if faults or (faults.missing and not draft):
        raise BadPaper((*faults, *faults.missing))
    made_from = f"{kind.key}@{kind.version} layout@{layout.LAYOUT}"
    if adaptation is not None:
        made_from += f" {adaptation.office}@{adaptation.version}"
    return Paper(
        kind=kind.key,
        label=kind.label,
        title=title,
        template=made_from,
        content=content,
        faults=tuple(faults.missing),
        fallbacks=others,
    )
