"""Tables as declarations: one column list drives the page, the print, the .xlsx and the CSV.

    TABLE = Table(
        "matter-lists",
        "事项清单",
        columns=(
            Column("number", "编号", lambda row: row.number, order="number", link=address_of),
            Column("due", "期限", lambda row: row.next_due, order="next_due", kind="date"),
        ),
        filters=(choice("state", "状态", "state", State.choices),),
        search=("number", "title"),
        order=("next_due",),
    )

A view answers with `api.render_table(request, TABLE, queryset)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from bihuan.kernel.ui.components.status import HasLight

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Aggregate, QuerySet

    from bihuan.kernel.access import Actor

M = TypeVar("M")  # what the query gives
R = TypeVar("R")  # what the columns read: the same, unless the table prepares its rows

Value = str | int | Decimal | date | datetime | bool | HasLight | None
Kind = Literal["text", "number", "date", "datetime", "light", "yesno"]
Choices = tuple[tuple[str, str], ...]

PER_PAGE = (20, 50, 100)
RESERVED = frozenset({"q", "sort", "page", "per", "col", "export", "print", "view", "next"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who looks at the table, and when: for rows and filters that depend on it."""

    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. `order` names what the database sorts by; without it the column does not sort."""

    key: str
    label: str
    value: Callable[[R], Value]
    order: str | tuple[str, ...] = ()
    kind: Kind = "text"
    link: Callable[[R], str] | None = None
    note: Callable[[R], str] | None = None  # a second, quiet line in the same cell
    unit: str = ""  # stands in the head: 金额（万元）
    total: Aggregate | None = None  # over all rows that match, not over the page
    shown: bool = True  # False: offered in the column choice, hidden at first
    fixed: bool = False  # cannot be hidden
    width: int = 16  # of the column in the workbook

    @property
    def head(self) -> str:
        """Return the label with its unit."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def paths(self) -> tuple[str, ...]:
        """Return what to sort by, always as a tuple."""
        return (self.order,) if isinstance(self.order, str) else self.order


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. For a query give `lookup` or `narrow`; for a plain list of rows give `keep`."""

    key: str
    label: str
    lookup: str = ""
    choices: Choices | Callable[[Actor], Choices] = ()
    widget: Literal["select", "text", "date"] = "text"
    narrow: Callable[[QuerySet[Any, Any], str, Asked], QuerySet[Any, Any]] | None = None
    keep: Callable[[Any, str, Asked], bool] | None = None

    def choices_for(self, actor: Actor) -> Choices:
        """Return what may be chosen."""
        return self.choices(actor) if callable(self.choices) else self.choices


def choice(
    key: str,
    label: str,
    lookup: str,
    choices: Sequence[tuple[str, str]] | Callable[[Actor], Choices],
) -> Filter:
    """Declare a filter over a closed list."""
    offered = choices if callable(choices) else tuple((str(k), str(v)) for k, v in choices)
    return Filter(key, label, lookup, offered, "select")


def contains(key: str, label: str, path: str) -> Filter:
    """Declare a filter over part of a text."""
    return Filter(key, label, f"{path}__icontains")


def between(key: str, label: str, path: str) -> tuple[Filter, Filter]:
    """Declare two filters, from and to, over a date."""
    return (
        Filter(f"{key}_from", f"{label}（起）", f"{path}__gte", widget="date"),
        Filter(f"{key}_to", f"{label}（止）", f"{path}__lte", widget="date"),
    )


class TableMistakeError(ValueError):
    """The declaration of a table contradicts itself."""


@dataclass(frozen=True, slots=True)
class Table(Generic[M, R]):
    """A table page. `prepare` turns one page of query rows into what the columns read, in bulk."""

    key: str
    title: str
    columns: tuple[Column[R], ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    prepare: Callable[[Sequence[M], Asked], Sequence[R]] | None = None
    per: int = 50
    unit: str = "项"
    keep: tuple[str, ...] = ()  # further parameters of the page that links must carry on
    empty_title: str = "还没有记录"
    empty_text: str = ""
    empty_action: str = ""
    empty_url: str = ""
    tie: str = "pk"  # makes the order complete, so that no row is on two pages
    search_label: str = "关键词"
    cards: bool = field(default=True)  # on a phone each row becomes a card

    def __post_init__(self) -> None:
        """Refuse a declaration that could not work."""
        keys = [column.key for column in self.columns]
        names = [each.key for each in self.filters] + list(self.keep)
        for what, found in (("column", keys), ("parameter", names)):
            if len(set(found)) != len(found):
                raise TableMistakeError(f"Table {self.key}: a {what} key occurs twice")
        if RESERVED & set(names):
            taken = ", ".join(sorted(RESERVED & set(names)))
            raise TableMistakeError(f"Table {self.key}: reserved parameters {taken}")
        if self.per not in PER_PAGE:
            raise TableMistakeError(f"Table {self.key}: {self.per} is not one of {PER_PAGE}")

    def column(self, key: str) -> Column[R] | None:
        """Return one column."""
        return next((column for column in self.columns if column.key == key), None)
