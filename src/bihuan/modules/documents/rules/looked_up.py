"""What the checks are given beside the paper: bodies by their codes, old names, linked records."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules.checks_relation import RULERS, party_named
from bihuan.modules.documents.rules.checkup import Checked, Party
from bihuan.modules.documents.rules.seen import whole
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bihuan.modules.documents.rules.values import Kind, Paper

MOST_NAMES = 20
BODY_ENDS = "(?:厅|局|委员会|办公室)"


def checked_paper(
    kind: Kind | None,
    paper: Paper | None,
    *,
    title: str,
    body: str,
    recipients: Sequence[str],
    cc: Sequence[str],
    data: Mapping[str, Any],
    on: date,
    **more: Any,
) -> Checked:
    """A paper of a body of the register, with everything the checks look at."""
    sender = party_of(body, on)
    to = tuple(party_of(code, on, seen_from=sender) for code in recipients)
    copied = tuple(party_of(code, on) for code in cc)
    made = Checked(
        kind=kind.key if kind else "",
        title=title,
        issuer=body,
        recipients=tuple(recipients),
        cc=tuple(cc),
        data=data,
        on=on,
        paper=paper,
        sender=sender,
        to=to,
        copied=copied,
        **_of_kind(kind),
        **more,
    )
    places = {place for place in (_place(party, on) for party in (sender, *to)) if place}
    return replace(made, outdated=outdated_in(whole(made), places, on=on))


def checked_file(
    kind: Kind, paper: Paper, raw: Mapping[str, Any], *, on: date, printing: tuple[str, ...] = ()
) -> Checked:
    """A paper of a file of data: bodies are known by their names only."""
    named = {key: raw.get(key, ()) for key in ("recipients", "copies")}
    to, cc = (tuple(str(name) for name in named[key]) for key in ("recipients", "copies"))
    issuer = str(raw.get("issuer", ""))
    return Checked(
        kind=paper.kind,
        title=paper.title,
        issuer=issuer,
        recipients=to,
        cc=cc,
        data=raw.get("data", {}),
        on=on,
        paper=paper,
        sender=party_named(issuer),
        to=tuple(map(party_named, to)),
        copied=tuple(map(party_named, cc)),
        printing=printing,
        **_of_kind(kind),
    )


def party_of(code: str, on: date, *, seen_from: Party | None = None) -> Party:
    """A body of the register, with the ways around it where it may not be addressed directly."""
    try:
        found = organisations.body(code, on=on)
    except LookupError:
        return Party(code="", name=code)
    through: tuple[str, ...] = ()
    if seen_from is not None and found.line in RULERS:
        through = tuple(_ways(found.region, seen_from, on))
    return Party(code, found.name, found.line, found.level, found.region, through)


def outdated_in(text: str, places: Iterable[str], *, on: date) -> tuple[tuple[str, str], ...]:
    """Names in a text by which bodies are no longer called, with what they are called now."""
    fronts = "|".join(re.escape(place) for place in sorted(places))
    if not fronts or not text:
        return ()
    pattern = re.compile(f"(?:{fronts})[\u3400-\u9fff]{{2,16}}?{BODY_ENDS}")
    found: dict[str, str] = {}
    for name in list(dict.fromkeys(pattern.findall(text)))[:MOST_NAMES]:
        hits = organisations.find(name, on=on)
        if len(hits) == 1 and name not in (hits[0].name, hits[0].short):
            longer = name + text.partition(name)[2][:3]
            if not longer.startswith(hits[0].name):
                found[name] = hits[0].name
    return tuple(found.items())


def _ways(region: str, sender: Party, on: date) -> Iterable[str]:
    own = f"{sender.region}-gov"
    codes = [f"{region}-{sender.line}", f"{region}-office", own]
    names = organisations.names(codes, on)
    for code in dict.fromkeys(codes):
        if names[code] != code:
            yield f"提请{names[code]}行文" if code == own else f"主送{names[code]}"


def _place(party: Party, on: date) -> str:
    if not party.code:
        return ""
    return organisations.body(party.code, on=on).region_name


def _of_kind(kind: Kind | None) -> dict[str, Any]:
    if kind is None:
        return {}
    return {"doctype": kind.doctype, "direction": kind.direction.value, "form": kind.form.value}
