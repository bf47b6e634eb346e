"""这件事归谁管: who leads what somebody describes, with the reason, or that no list says so.

One engine behind the portal, the search box of the workbench, the picker in forms and the command
line. The lists decide; the dictionary only says which words mean the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bihuan.kernel.access import once_a_page
from bihuan.kernel.calendar import civil_day
from bihuan.modules.matters.queries.answering import answers
from bihuan.modules.matters.queries.candidates import NEAR_SCORE, Hit, elsewhere, hits_for, shown
from bihuan.modules.matters.rules.judging import Question, ask, is_outside
from bihuan.modules.matters.rules.places import Named, Place, names_of, place_in
from bihuan.modules.matters.rules.settings import HOME
from bihuan.modules.matters.rules.words import Dictionary, dictionary
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.queries.answering import Responsible

MOST_FOUND, MOST_NEAR = 10, 3
UNLOADED = "没有清单写明由谁牵头：本平台还没有载入区划和机构。"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lists say; where none says so, `found` is empty and `near` holds the nearest."""

    question: str
    region: str
    region_name: str
    on: date
    found: tuple[Responsible, ...]
    near: tuple[Responsible, ...]
    sentence: str


def who_is_responsible(text: str, *, region: str, at: datetime, actor: Actor) -> Answer:
    """Say who leads what the text describes, in the place it names or else in this region.

    Everybody is answered from published copies; whoever may see a filed list, from it as well.

    :raises UnknownRegion: no region has this code.
    """
    words, on = dictionary(), civil_day(at)
    home = region or HOME
    try:
        organisations.region(home)
    except LookupError:
        if region:
            raise
        return Answer(" ".join(text.split())[:100], home, "", on, (), (), UNLOADED)
    named = _place(text, home=home, words=words)
    question = replace(ask(named.rest, words), text=" ".join(text.split())[:100])
    chain = _chain(named.code or home)
    place = organisations.region(chain[0])
    hits = [] if question.empty else hits_for(question, chain, words=words, on=on, actor=actor)
    found = [hit for hit in hits if hit.judged.answers]
    near: list[Hit] = []
    if not found and not question.empty and not is_outside(question, words):
        near = [hit for hit in hits if hit.judged.score >= NEAR_SCORE]
        near = near or elsewhere(question, words=words, on=on, actor=actor)
    best = shown(found, MOST_FOUND) or shown(near, MOST_NEAR)
    told = answers(best, question, named, chain, words=words, on=on)
    return Answer(
        question=question.text,
        region=place.code,
        region_name=place.name,
        on=on,
        found=told if found else (),
        near=() if found else told,
        sentence=_sentence(question, words, has=bool(found), near=bool(near), place=place.name),
    )


def _place(text: str, *, home: str, words: Dictionary) -> Named:
    places = organisations.regions(within=f"{home[:2]}0000")
    parents = {place.code: place.parent for place in places if place.parent}
    names = once_a_page(
        f"matters.places:{home[:2]}",
        lambda: names_of(Place(p.code, p.name, p.short, p.parent) for p in places),
    )
    doubtful = words.asking.not_places
    return place_in(text, names=names, parents=parents, home=home, doubtful=doubtful)


def _chain(code: str) -> tuple[str, ...]:
    """A region and those above it, the nearest first; a zone answers with its city."""
    place = organisations.region(code)
    if place.level == "zone":
        return _chain(place.parent)
    chain = [place.code]
    while place.parent and place.level != "province":
        place = organisations.region(place.parent)
        chain.append(place.code)
    return tuple(chain)


def _sentence(question: Question, words: Dictionary, *, has: bool, near: bool, place: str) -> str:
    if has:
        return ""
    if question.empty:
        return "没有看出要问什么事。请写出事情本身，例如“烧秸秆”“半夜施工噪声”。"
    if is_outside(question, words):
        return "没有清单写明由谁牵头：这类事不在生态环境保护事项清单之内，请拨打12345咨询。"
    tail = "下面是最接近的事项，不一定就是您要找的。" if near else "可以换几个字再查。"
    return f"没有清单写明由谁牵头（{place}适用的清单都查过）。{tail}"
