"""H4, H6, H8, H10, H11: texts in cells, addresses, queries, sources and lines of the log."""

from __future__ import annotations

import ast
import csv
import io
import json
import logging
import logging.config
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import structlog
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from bihuan.config import logs
from bihuan.kernel.access.sources import source_of
from bihuan.kernel.outbound import Line, Refused
from bihuan.kernel.outbound.tests import test_outbound as outbound
from bihuan.kernel.process.tests import hostile
from bihuan.kernel.ui import table_export, table_rows, table_state
from bihuan.kernel.ui.cases_table import CASES
from bihuan.kernel.ui.tables import Asked, Column, Table
from tests.architecture.sources import HOUSE, dotted
from tests.assurance.requests import WORDS
from tests.personas import actor

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

RUNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
BARE = ("-3", "+3", "-1,234.50", "-12.5%", "13800138000", "+8613800138000", "028-86000000",
        "510101199001011234", "00123", "-", "1e5", "510000-water", "川办〔2023〕1号")  # fmt: skip
ACTOR = actor("510000-office", "handler")


@dataclass(frozen=True, slots=True)
class Row:
    text: str


LINES: Table[Row, Row] = Table(
    "lines", "台账", columns=(Column("text", "内容", lambda row: row.text),), unit="行"
)


def a_text(dice: random.Random) -> str:
    if dice.random() < 0.4:
        return dice.choice(BARE)
    inside = "=+-@'\",;\t\n |!ABC1(){}[]\uff1d环委，；"
    return dice.choice(RUNS) + "".join(dice.choices(inside, k=dice.randint(0, 20))) + "A1"


def exported(rows: list[Row], kind: str) -> bytes:
    asked = Asked(actor=ACTOR, at=timezone.now())
    state = table_state.parse(LINES, QueryDict(""), actor=ACTOR)
    found = table_rows.find(LINES, rows, state, asked)
    with table_export.export(LINES, found, state, asked, kind=kind).file as file:
        return file.read()


@pytest.mark.goal("H4")
def test_ten_thousand_cells_come_back_as_they_were(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    texts = [a_text(chance) for _ in range(5_000)]
    rows = [Row(text) for text in texts]
    lines = csv.reader(io.StringIO(exported(rows, "csv").decode("utf-8-sig"), newline=""))
    runs = corrupted = 0
    for line, text in zip(list(lines)[1:], texts, strict=True):
        written = line[1]
        corrupted += (written not in {text, f"'{text}"}) or (text in BARE and written != text)
        runs += written.lstrip()[:1] in set(RUNS) and written not in BARE
    book = openpyxl.load_workbook(io.BytesIO(exported(rows, "xlsx")), read_only=True)
    for (cell,), text in zip(
        book.worksheets[0].iter_rows(min_row=3, min_col=2, max_col=2), texts, strict=True
    ):
        runs += cell.data_type == "f"
        corrupted += str(cell.value).replace("_x000D_", "\r") != text
    book.close()
    assert (runs, corrupted) == (0, 0)
    figure("10,000 round trips (CSV and .xlsx): 0 cells that run, 0 corrupted")


@pytest.mark.goal("H3")
def test_the_corpus_is_counted(figure: Callable[[str], None]) -> None:
    files, twins = len(list(hostile.hostile())), len(list(hostile.clean()))
    assert files >= 250
    figure(f"{files} hostile files refused, {twins} honest twins taken")


def forbidden() -> Iterator[tuple[str, bool]]:
    """Yield addresses no name may lead to, with whether private networks are meant."""
    listed = [*outbound.FORBIDDEN]
    listed += [f"127.{a}.{b}.1" for a in (0, 1, 9, 255) for b in (0, 5, 255)]
    listed += [f"169.254.{a}.{b}" for a in (0, 1, 169, 255) for b in (1, 253, 254)]
    listed += [f"::ffff:127.0.{a}.{b}" for a in (0, 255) for b in (1, 2, 254)]
    listed += [f"{a}.0.0.1" for a in (0, 224, 239, 240, 250, 255)]
    listed += [f"ff0{scope}::1" for scope in "1258e"] + [f"fe{n:x}0::1" for n in range(8, 12)]
    for address in listed:
        yield from ((address, False), (address, True))
    yield from ((address, False) for address in outbound.PRIVATE)


@pytest.mark.goal("H6")
def test_no_name_leads_to_any_of_a_hundred_and_fifty_addresses(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    dialled: list[Any] = []

    def connect(where: Any, **_: Any) -> None:
        dialled.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    tried = list(forbidden())
    for address, private in tried:
        line = Line("https://id.example.cn", private=private, finder=lambda *_, a=address: [a])
        with pytest.raises(Refused):
            line.get("https://id.example.cn/")
    for url in (*outbound.NO_ADDRESSES, *outbound.NOT_LISTED):
        with pytest.raises(Refused):
            Line("https://id.example.cn", finder=lambda *_: ["8.8.8.8"]).get(url)
    count = len(tried) + len(outbound.NO_ADDRESSES) + len(outbound.NOT_LISTED)
    assert dialled == []
    assert count >= 150
    figure(f"0 of {count} addresses called")


# --- Keys of queries ------------------------------------------------------------------------------

ASKING = frozenset(
    ("filter", "exclude", "annotate", "alias", "order_by", "get", "values", "values_list")
) | {"aggregate", "complex_filter"}
RAW = {"extra", "raw", "RawSQL"}
QUERY = ("objects", "rows", "query", "queryset", "all", "filter", "exclude", "order_by", "_manager")
WAIVED = {
    "kernel/ui/table_rows.py": "paths and look-ups of declared columns and filters; asked keys are"
    " compared with the declaration in table_state",
    "kernel/ledger/reading.py": "the columns are five words of the function itself",
    "kernel/access/throttle.py": "name_digest or source, written at both calls",
    "kernel/process/reading.py": "three words of the function itself",
    "modules/directives/operations/settling.py": "names of the columns of a tally",
    "modules/matters/operations/reviewing.py": "two keywords, written at both calls",
    "modules/matters/queries/index.py": "full text search: fixed words, bound values",
    "modules/organisations/queries/maps.py": "the two ends of a range, written beside it",
    "modules/quality/operations/storing.py": "day, month or year of a declared shelf",
}
"""Files where keys come from a variable, and from where they do."""


def dynamic() -> Iterator[tuple[str, int]]:
    """Yield where a query takes its keywords, its order or its SQL from a variable."""
    for path in sorted(HOUSE.rglob("*.py")):
        if {"tests", "migrations", "demo"} & set(path.parts) or path.name == "demo.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            name, of = node.func.attr, dotted(node.func.value) or ast.unparse(node.func.value)
            if name not in ASKING | RAW or not any(word in of for word in QUERY):
                continue
            keywords = any(each.arg is None and not _is_plain(each.value) for each in node.keywords)
            ordered = name == "order_by" and any(
                isinstance(each, ast.Starred) for each in node.args
            )
            if keywords or ordered or name in RAW:
                yield str(path.relative_to(HOUSE)), node.lineno


def _is_plain(value: ast.expr) -> bool:
    """Whether the keywords are written down in the call itself."""
    if isinstance(value, ast.IfExp):
        return _is_plain(value.body) and _is_plain(value.orelse)
    return isinstance(value, ast.Dict) and all(isinstance(k, ast.Constant) for k in value.keys)


@pytest.mark.goal("H8")
def test_no_query_takes_its_keys_from_outside(figure: Callable[[str], None]) -> None:
    found: dict[str, list[int]] = {}
    for place, line in dynamic():
        found.setdefault(place, []).append(line)
    assert set(found) - set(WAIVED) == set(), {p: found[p] for p in set(found) - set(WAIVED)}
    assert set(WAIVED) - set(found) == set(), "waivers that nothing needs any more"
    figure(f"0 dynamic keywords, {len(WAIVED)} files with a reason")


PAYLOADS = (
    "id) UNION SELECT login,password FROM access_account--", "due,(SELECT 1)", "-due;--", "?",
    "due__body__login", "password", "-password", "pk__in", "account__password", "1", '"due"',
    "due desc", "due/**/", "CASE WHEN 1=1 THEN 1 END", "_connector", "_negated", "__class__", "*",
)  # fmt: skip


@pytest.mark.goal("H8")
def test_five_hundred_payloads_change_neither_order_nor_query(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    names = [each.key for each in CASES.filters] + ["sort", "col", "per", "page", "q", "state"]
    known = {column.key for column in CASES.columns if column.paths}
    for _ in range(500):
        asked = QueryDict(mutable=True)
        for name in chance.sample(names, 2):
            asked[name] = chance.choice((*PAYLOADS, *WORDS)) + chance.choice(("", "'", "--", ")"))
        state = table_state.parse(CASES, asked, actor=ACTOR)
        assert state.sort.removeprefix("-") in known | {""}
        assert set(state.columns) <= {column.key for column in CASES.columns}
        order = table_rows._order(CASES, state)  # noqa: SLF001  what the database is asked
        assert not any(payload in repr(order) for payload in PAYLOADS if len(payload) > 8)
    figure("0 of 500 payloads reached an order or a column")


# --- Where somebody comes from --------------------------------------------------------------------


@pytest.mark.goal("H10")
def test_no_forged_header_makes_another_source(
    settings: Settings, chance: random.Random, figure: Callable[[str], None]
) -> None:
    forged = [
        "1.2.3.4",
        "::1",
        "10.0.0.9",
        "unknown",
        "",
        "a" * 200,
        "1.2.3.4:80",
        "[::1]",
        "\u0661",
    ]
    headers = ("X_FORWARDED_FOR", "X_REAL_IP", "FORWARDED", "CLIENT_IP", "X_CLIENT_IP", "VIA")
    made = RequestFactory()
    cases = 2_000
    for number in range(cases):
        if number in {0, cases // 2}:
            settings.TRUSTED_PROXIES = ("10.0.0.0/8",) if number else ()
        proxied = bool(settings.TRUSTED_PROXIES)
        lies = {f"HTTP_{name}": ", ".join(chance.choices(forged, k=3)) for name in headers}
        if proxied:  # the proxy adds the address it saw, on the right
            lies["HTTP_X_FORWARDED_FOR"] += ", 203.0.113.9"
        request = made.get("/", REMOTE_ADDR="10.0.0.1" if proxied else "203.0.113.9")
        request.META.update(lies)
        assert source_of(request) == "203.0.113.9", lies
    homes = {
        source_of(made.get("/", REMOTE_ADDR=f"2001:db8:0:7:{chance.randrange(65_536):x}::{n:x}"))
        for n in range(500)
    }
    assert homes == {"2001:db8:0:7::/64"}
    figure(f"{cases:,} forged requests are one source; 500 addresses of a /64 are one")


# --- Lines of the log -----------------------------------------------------------------------------

NASTY = ("\n", "\r\n", "\r", "\x1b[2J", "\x1b]0;x\x07", "\x08\x08", "\x00", "\x9b31m", "\u202e",
         "\u2028", "\u2029", "\x85", "\u200f", "\x0b", "\x0c", "\u2066")  # fmt: skip
FORGED = "2026-11-30 [info] forged access granted"


@pytest.mark.goal("H11")
@pytest.mark.parametrize("machine_readable", [True, False])
def test_a_thousand_hostile_texts_make_a_thousand_lines(
    chance: random.Random, figure: Callable[[str], None], *, machine_readable: bool
) -> None:
    kept = io.StringIO()
    wanted = logs.configuration(machine_readable=machine_readable, level="INFO")
    formatter = dict(wanted["formatters"]["structured"])
    assert formatter.pop("()") == "structlog.stdlib.ProcessorFormatter"
    made = structlog.stdlib.ProcessorFormatter(**formatter)
    handler = logging.StreamHandler(kept)
    handler.setFormatter(made)
    logger = logging.getLogger("assurance.lines")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        for number in range(1_000):
            text = f"{number}{chance.choice(NASTY)}{FORGED}{chance.choice(NASTY)}"
            if number % 2:
                logger.warning("Not Found: %s", text)
            else:
                logger.warning("Upload refused", extra={"path": text})
    finally:
        logger.removeHandler(handler)
    written = kept.getvalue()
    lines = written.split("\n")[:-1]
    assert len(lines) == len(written.splitlines()) == 1_000
    assert not any(line.startswith(FORGED[:10] + " [info] forged") for line in lines)
    bad = {sign for sign in written if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"}}
    assert bad <= {"\n"}, bad
    if machine_readable:
        assert all(json.loads(line) for line in lines)
    figure(f"0 forged of 1,000 lines ({'JSON' if machine_readable else 'text'})")
