"""What follows from lists and relations: gaps, overlaps and the other findings."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from bihuan.modules.algebra.rules.measuring import (
    Text,
    text_of,
    words_shared,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bihuan.modules.matters.api import comparing

LEAD, JOINT, SUPPORT = "lead", "joint_lead", "support"
CLAIMED = 480
"""A duty is claimed by a matter that holds so much of its weight, to 1000."""
BOTH_LEAD = 540
"""Two leading matters overlap from this score on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding before it is stored."""

    kind: str
    region: str
    subject: str
    sentence: str
    body: str = ""
    other_body: str = ""
    first: comparing.ComparedMatter | None = None
    second: comparing.ComparedMatter | None = None
    duty: str = ""
    words: tuple[str, ...] = ()
    score: int = 0
    wording: str = ""

    @property
    def key(self) -> str:
        """What makes it the same finding tomorrow."""
        if self.duty:
            return f"{self.kind}:{self.region}:{self.duty}"[:160]
        first = self.first.identity if self.first else ""
        if self.kind in {"one_sided", "repealed"}:
            return f"{self.kind}:{self.region}:{self.body}:{self.other_body}"
        second = self.second.identity if self.second else ""
        return f"{self.kind}:{self.region}:{first}:{second}"


def pair_wording(first: comparing.ComparedMatter, second: comparing.ComparedMatter) -> str:
    """The fingerprint of two texts together."""
    return f"{first.wording}:{second.wording}"


def digest_of(matters: Iterable[comparing.ComparedMatter]) -> str:
    """The fingerprint of several texts."""
    return sha256("".join(matter.wording for matter in matters).encode()).hexdigest()


def overlap(
    first: comparing.ComparedMatter,
    second: comparing.ComparedMatter,
    *,
    score: int,
    names: Mapping[str, str],
) -> Found | None:
    """Two bodies of one region that both say they lead; None where they do not."""
    if first.role != LEAD or second.role != LEAD or first.body == second.body:
        return None
    if first.region != second.region or score < BOTH_LEAD:
        return None
    one, two = names.get(first.body, first.body), names.get(second.body, second.body)
    return Found(
        kind="overlap",
        region=first.region,
        subject=first.name,
        sentence=(f"{one}的“{first.name}”和{two}的“{second.name}”说的像是同一件事，两家都写牵头。"),
        body=first.body,
        other_body=second.body,
        first=first,
        second=second,
        words=words_shared(text_of(first), text_of(second)),
        score=score,
        wording=pair_wording(first, second),
    )


def one_sided(
    matters: Iterable[comparing.ComparedMatter],
    *,
    filed: Collection[str],
    mirrored: Collection[tuple[str, str]],
    confirmed: Collection[tuple[str, str]],
    names: Mapping[str, str],
) -> Iterable[Found]:
    """Partners who filed a list that holds nothing of the kind, and who never confirmed.

    What one body expects of another is one finding, whatever the number of matters.
    """
    expected: dict[tuple[str, str], list[comparing.ComparedMatter]] = {}
    for matter in matters:
        for partner in matter.partners:
            pair = (matter.identity, partner)
            known = partner == matter.body or pair in mirrored or pair in confirmed
            if partner in filed and not known:
                expected.setdefault((matter.body, partner), []).append(matter)
    for (body, partner), found in sorted(expected.items()):
        one, two = names.get(body, body), names.get(partner, partner)
        told = "、".join(f"“{matter.name}”" for matter in found)
        yield Found(
            kind="one_sided",
            region=found[0].region,
            subject=f"{found[0].name}等{len(found)}项" if len(found) > 1 else found[0].name,
            sentence=f"{one}在{told}中把{two}列为配合单位，{two}的清单里没有对应事项，也没有确认过。",
            body=body,
            other_body=partner,
            first=found[0],
            wording=digest_of(found),
        )


def gap(
    duty: comparing.ComparedDuty,
    *,
    region: str,
    covered: int,
    nearest: comparing.ComparedMatter | None,
) -> Found | None:
    """A duty no matter points to, if no matter's text holds enough of it either."""
    if covered >= CLAIMED:
        return None
    hint = nearest if covered * 2 >= CLAIMED else None
    told = f"最接近的是“{hint.name}”。" if hint else ""
    return Found(
        kind="gap",
        region=region,
        subject=duty.text[:200],
        sentence=f"责任清单{duty.citation}“{duty.text}”，没有一份已报备的清单写明由谁承担。{told}",
        body=duty.body,
        first=hint,
        duty=duty.citation,
        words=words_shared(Text(duty.text), text_of(hint)) if hint else (),
        score=covered,
        wording=duty.text[:120],
    )


def repealed(
    matters: Iterable[comparing.ComparedMatter],
    *,
    why: Mapping[str, tuple[str, ...]],
    names: Mapping[str, str],
) -> Iterable[Found]:
    """What rests on texts that are law no longer: one finding for each list, with every text."""
    resting: dict[str, list[comparing.ComparedMatter]] = {}
    for matter in matters:
        if matter.identity in why:
            resting.setdefault(matter.body, []).append(matter)
    for body, found in sorted(resting.items()):
        told = "、".join(f"“{matter.name}”" for matter in found)
        texts = dict.fromkeys(sentence for matter in found for sentence in why[matter.identity])
        yield Found(
            kind="repealed",
            region=found[0].region,
            subject=f"{found[0].name}等{len(found)}项" if len(found) > 1 else found[0].name,
            sentence=f"{names.get(body, body)}的{told}依据已经废止。{''.join(texts)}",
            body=body,
            first=found[0],
            wording=digest_of(found),
        )


def alone(matter: comparing.ComparedMatter, *, has_parent: bool) -> Iterable[Found]:
    """What can be said of one matter by itself."""
    told: list[tuple[str, str]] = []
    if matter.level == "city" and matter.role == LEAD and not has_parent:
        sentence = "在省级清单里没有找到对应事项，请核对是本地特有，还是省级清单漏列。"
        told.append(("no_parent", f"“{matter.name}”{sentence}"))
    if not matter.office.strip():
        told.append(("no_office", f"“{matter.name}”没有写明由哪个处室牵头。"))
    for kind, sentence in told:
        yield Found(
            kind=kind,
            region=matter.region,
            subject=matter.name,
            sentence=sentence,
            body=matter.body,
            first=matter,
            wording=matter.wording,
        )
