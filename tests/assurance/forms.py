"""Every form of the product as data: what pages offer to send, and what steps declare."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from bihuan.kernel.process.filling import choices_of
from bihuan.kernel.process.models import Case, Desk
from bihuan.kernel.process.registry import get
from bihuan.kernel.ui.step_form import PREFIX
from tests.assurance import matrix
from tests.assurance.answers import IN, ROWS, TABLES, expected
from tests.assurance.matrix import HERE, thing_of
from tests.assurance.people import VIEWERS, Viewer, account_of, signed_in
from tests.journeys.census import CENSUS
from tests.journeys.test_access import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.assurance.matrix import World

LEFT_OUT = frozenset({"access:logout", "access:look", "access:look-end", "entrance:enter"})
"""They change who asks; tests of access hold them."""
FORMLESS = TABLES - {"ui:cases"}
"""Pages whose one form exports the table: one stands for all."""
FILLED = "演示内容，普查用。"


@dataclass(frozen=True, slots=True)
class Field:
    """One input: its name, kind, present value, and what may be picked."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()

    @property
    def filled(self) -> str:
        """Return a value that is likely to be taken."""
        if self.value or self.kind in {"hidden", "checkbox", "file"}:
            return self.value
        if self.options:
            return next((each for each in self.options if each), "")
        if self.kind in {"date", "datetime-local"}:
            return timezone.localdate().isoformat()
        return "https://water.510000.example/" if self.kind == "url" else FILLED


@dataclass(frozen=True, slots=True)
class Form:
    """One form: where it is sent, as whom, and its inputs."""

    name: str
    url: str
    viewer: str
    fields: tuple[Field, ...]

    @property
    def filled(self) -> dict[str, str]:
        """Return what a willing clerk would send."""
        return {each.name: each.filled for each in self.fields if each.kind != "file"}


class _Reader(HTMLParser):
    """Reads the forms of one page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[Field]]] = []
        self._open = False
        self._select: tuple[str, list[str], str] | None = None
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a form, note an input."""
        has = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._open = has.get("method", "get").lower() == "post"
            if self._open:
                self.found.append((has.get("action", ""), []))
        elif not self._open:
            return
        elif tag in {"input", "button"} and has.get("name"):
            self._note(has["name"], has.get("type", "text"), has)
        elif tag == "select" and has.get("name"):
            self._select = (has["name"], [], "")
        elif tag == "option" and self._select is not None:
            name, options, chosen = self._select
            value = has.get("value", "")
            self._select = (name, [*options, value], value if "selected" in has else chosen)
        elif tag == "textarea" and has.get("name"):
            self._area, self._text = has["name"], ""

    def _note(self, name: str, kind: str, has: dict[str, str]) -> None:
        fields = self.found[-1][1]
        value = has.get("value", "on" if kind == "checkbox" else "")
        same = next((each for each in fields if each.name == name), None)
        if same is not None and kind in {"radio", "checkbox", "submit"}:
            fields.remove(same)
            fields.append(Field(name, kind, same.value, (*same.options, value)))
        elif kind in {"radio", "checkbox"}:
            fields.append(Field(name, kind, value if "checked" in has else "", (value,)))
        elif name != "csrfmiddlewaretoken":
            fields.append(Field(name, kind, value))

    def handle_data(self, data: str) -> None:
        """Collect what stands in a text area."""
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._open = False
        elif tag == "select" and self._select is not None:
            name, options, chosen = self._select
            self.found[-1][1].append(Field(name, "select", chosen, tuple(options)))
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self.found[-1][1].append(Field(self._area, "textarea", self._text.strip()))
            self._area = None


def read(page: str, url: str) -> Iterator[tuple[str, str, tuple[Field, ...]]]:
    """Return the name of the address, the address and the inputs of each form of a page."""
    reader = _Reader()
    reader.feed(page)
    for action, fields in reader.found:
        path = action.split("?")[0]
        target = path if path.startswith("/") else url.split("?", maxsplit=1)[0]
        try:
            name = resolve(target).view_name
        except Resolver404:
            continue
        yield name, target, tuple(fields)


def _is_portal(name: str) -> bool:
    """Whether this is a page of the portal that takes nothing: two of them take something."""
    return name.startswith("portal:") and name not in ROWS


def harvest(world: World) -> tuple[Form, ...]:
    """Return every form once: those on pages, and one for each step of each kind of case."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    things = world.things[HERE]
    for name, line in CENSUS.items():
        thing = thing_of(name, HERE, things)
        readers = [
            viewer
            for viewer in VIEWERS
            if viewer.key in world.clients and expected(name, viewer, thing, method="get") == IN
        ]
        if not readers or line.calls == "file" or name in FORMLESS or _is_portal(name):
            continue
        url = url_of(name, dict(things))
        viewer = readers[0]
        said = world.clients[viewer.key].get(url).content.decode("utf-8", "replace")
        for target, address, fields in read(said, url):
            names = tuple(sorted(each.name for each in fields))
            if target not in LEFT_OUT:
                form = Form(target, address, viewer.key, fields)
                found.setdefault((target, names), form)
    return (*found.values(), *_steps(world))


def _steps(world: World) -> Iterator[Form]:
    """One form for each step that lies on somebody's desk, sent by whoever may take it."""
    seen: set[tuple[str, str]] = set()
    desks = Desk.objects.select_related("case").order_by("case__process", "step", "-case_id")
    for desk in desks:
        case: Case = desk.case
        if (case.process, desk.step) in seen:
            continue
        process = get(case.process, case.version)
        step = process.step(desk.step)
        viewer = Viewer(f"{desk.body} {desk.role}", desk.body, desk.role)
        if step is None or not _signed(world, viewer):
            continue
        seen.add((case.process, desk.step))
        fields = tuple(_declared(process.detail, each) for each in step.fields)
        hidden = (Field("seen", "hidden", str(case.revision)), Field("confirmed", "hidden", "yes"))
        yield Form(
            "ui:step", reverse("ui:step", args=(case.number, step.key)), viewer.key, fields + hidden
        )


def _declared(detail: Any, field: Any) -> Field:
    options = tuple(value for value, _ in choices_of(detail, field))
    return Field(PREFIX + field.name, "select" if options else field.widget, "", options)


def _signed(world: World, viewer: Viewer) -> bool:
    if viewer.key in world.clients:
        return True
    try:
        account, post = account_of(viewer)
    except LookupError:
        return False
    clients: Any = world.clients
    clients[viewer.key] = signed_in(account, post)
    return True


_known: list[tuple[tuple[Form, ...], tuple[Viewer, ...]]] = []
"""Read once in a process: every copy of the demonstration offers the same forms."""


def planted() -> tuple[World, tuple[Form, ...]]:
    """Return a world and its forms."""
    made = matrix.world()
    if not _known:
        before = set(made.clients)
        found = harvest(made)
        more = tuple(Viewer(key, *key.split(" ")) for key in made.clients if key not in before)
        _known.append((found, more))
    found, more = _known[0]
    for viewer in more:
        _signed(made, viewer)
    return made, found
