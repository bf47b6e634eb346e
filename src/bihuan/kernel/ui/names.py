"""Names of bodies on shared pages: the kernel knows codes, who keeps the names registers here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from bihuan.kernel.access import Actor

    Choices = tuple[tuple[str, str], ...]
    NameSource = Callable[[Collection[str], date], Mapping[str, str]]


def _codes(codes: Collection[str], on: date) -> Mapping[str, str]:  # noqa: ARG001 - shape of a source
    return {code: code for code in codes}


def _no_address(code: str) -> str:  # noqa: ARG001 - shape of a source
    return ""


def _no_bodies(actor: Actor) -> Choices:  # noqa: ARG001 - shape of a source
    return ()


def _nobody(body: str) -> Choices:  # noqa: ARG001 - shape of a source
    return ()


_names: list[NameSource] = [_codes]
_bodies: list[Callable[[Actor], Choices]] = [_no_bodies]
_people: list[Callable[[str], Choices]] = [_nobody]
_addresses: list[Callable[[str], str]] = [_no_address]


def register_body_names(source: NameSource) -> None:
    """Say who knows the names of bodies on a day: `source(codes, on) -> {code: name}`."""
    _names[0] = source


def register_body_address(source: Callable[[str], str]) -> None:
    """Say where the page of a body is."""
    _addresses[0] = source


def body_names(codes: Collection[str], on: date) -> Mapping[str, str]:
    """Return the names of these bodies, in one query; an unknown code answers with itself."""
    wanted = {code for code in codes if code}
    known = _names[0](wanted, on) if wanted else {}
    return {code: known.get(code) or code for code in wanted}


def body_address(code: str) -> str:
    """Return the address of a body's page, "" when there is none."""
    return _addresses[0](code) if code else ""


def register_people(source: Callable[[str], Choices]) -> None:
    """Say who may be chosen where a form asks for a person: `source(body) -> ((key, label), …)`."""
    _people[0] = source


def people_of(body: str) -> Choices:
    """Return the people of a body that a form may offer."""
    return _people[0](body) if body else ()


def register_bodies(source: Callable[[Actor], Choices]) -> None:
    """Say which bodies a form proposes: `source(actor) -> ((code, name), …)`."""
    _bodies[0] = source


def bodies_for(actor: Actor) -> Choices:
    """Return the bodies a form proposes to this actor."""
    return _bodies[0](actor)
