"""Changing the map: a body is founded, renamed, merged, split or closed, and its history is kept.

Nothing is overwritten: the old name gets an end, the new one a beginning, and a line of succession
says what became what, on which paper. Cases and ledger entries keep the code they were made under.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from bihuan.kernel import events as bus
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import events, policies
from bihuan.modules.organisations.models import (
    Body,
    BodyName,
    GroupMembership,
    NameKind,
    Post,
    Region,
    Succession,
    SuccessionKind,
)
from bihuan.modules.organisations.operations import appointing
from bihuan.modules.organisations.operations.stamping import touch
from bihuan.modules.organisations.rules import naming, packs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor


class MapRefused(ValueError):
    """The change of the map is not possible; the message says why."""


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body to be founded: where, for what, and how it is called."""

    region: str
    line: str
    name: str
    short: str = ""
    code: str = ""  # only where a region has a second body of a line
    superior: str = ""

    @property
    def key(self) -> str:
        """Return the code it will have."""
        return self.code or naming.code_of(self.region, self.line)


def create_body(new: NewBody, *, on: date, basis: str, actor: Actor, at: datetime) -> str:
    """Found a body; return its code.

    :raises MapRefused: the region or line is unknown, or the code is taken.
    :raises NotAllowed: the actor does not keep the map of this region.
    """
    policies.require_map(actor, new.region)
    with transaction.atomic():
        ledger.lock()
        code = write_body(new, on=on, basis=basis, actor=actor, at=at)
        touch()
    return code


def rename_body(
    code: str, *, name: str, short: str, on: date, basis: str, actor: Actor, at: datetime
) -> None:
    """Give a body another name from a day on; the old one stays what it was called before.

    :raises MapRefused: no such body, the same name, or a day before the present name began.
    :raises NotAllowed: the actor does not keep the map of this region.
    """
    policies.require_map(actor, _body(code).region_id)
    with transaction.atomic():
        ledger.lock()
        write_rename(code, name=name, short=short, on=on, basis=basis, actor=actor, at=at)
        touch()


def merge_bodies(
    codes: Sequence[str], *, into: str, on: date, basis: str, actor: Actor, at: datetime
) -> None:
    """Merge bodies into another that goes on; those merged end on that day.

    :raises MapRefused: a body is unknown, ended, or to be merged into itself.
    :raises NotAllowed: the actor does not keep the map of a region concerned.
    """
    for code in (*codes, into):
        policies.require_map(actor, _body(code).region_id)
    with transaction.atomic():
        ledger.lock()
        write_merge(codes, into=into, on=on, basis=basis, actor=actor, at=at)
        touch()


def split_body(
    code: str,
    parts: Sequence[NewBody],
    *,
    keeps: bool,
    on: date,
    basis: str,
    actor: Actor,
    at: datetime,
) -> tuple[str, ...]:
    """Split a body into new ones; with `keeps` it goes on beside them. Return the new codes.

    :raises MapRefused: the body is unknown or ended, or a new code is taken.
    :raises NotAllowed: the actor does not keep the map of a region concerned.
    """
    policies.require_map(actor, _body(code).region_id)
    with transaction.atomic():
        ledger.lock()
        body = _body(code)
        _require_alive(body, on)
        if not parts:
            raise MapRefused("请填写分设出的机构。")
        before = _current_name(body)
        codes = []
        for part in parts:
            policies.require_map(actor, part.region)
            new = write_body(part, on=on, basis=basis, actor=actor, at=at)
            codes.append(new)
            _succeed(SuccessionKind.SPLIT, body, new, before, part.name, on, basis, "", actor, at)
        if not keeps:
            _end(body, on, at=at)
        touch()
    return tuple(codes)


def close_body(code: str, *, on: date, basis: str, actor: Actor, at: datetime) -> None:
    """Close a body without a successor.

    :raises MapRefused: the body is unknown or has ended, or people still hold posts in it.
    :raises NotAllowed: the actor does not keep the map of this region.
    """
    policies.require_map(actor, _body(code).region_id)
    with transaction.atomic():
        ledger.lock()
        body = _body(code)
        _require_alive(body, on)
        held = Post.objects.filter(body=body, valid_to__isnull=True).count()
        if held:
            raise MapRefused(
                f"还有{held}个岗位没有免职，不能撤销机构。请先办理免职，或者改为合并。"
            )
        _end(body, on, at=at)
        ledger.record(
            events.CLOSED.key,
            actor=actor,
            at=at,
            subject=body.subject,
            before=_clip(_current_name(body)),
            facts={"on": on.isoformat(), "basis": basis},
        )
        touch()


def write_body(new: NewBody, *, on: date, basis: str, actor: Actor, at: datetime) -> str:
    """Write a new body with its name; inside a transaction, without asking who may."""
    region = Region.objects.filter(code=new.region).first()
    line = packs.load_pack().lines.get(new.line)
    if region is None:
        raise MapRefused(f"没有代码为“{new.region}”的区划。")
    if line is None:
        raise MapRefused(f"没有键为“{new.line}”的条线。")
    if not new.name.strip():
        raise MapRefused("请填写机构名称。")
    superior = new.superior
    if not superior and region.parent_id:
        above = naming.code_of(region.parent_id, new.line)
        superior = above if Body.objects.filter(code=above).exists() else ""
    try:
        with transaction.atomic():
            body = Body.objects.create(
                code=new.key,
                region=region,
                line=new.line,
                level=region.level,
                superior=superior,
                position=line.position,
                valid_from=on,
            )
    except IntegrityError as error:
        raise MapRefused(f"机构代码“{new.key}”已经使用过。请换一个代码。") from error
    BodyName.objects.create(
        body=body,
        kind=NameKind.OFFICIAL,
        name=new.name.strip(),
        short=new.short.strip() or new.name.strip(),
        valid_from=on,
    )
    ledger.record(
        events.CREATED.key,
        actor=actor,
        at=at,
        subject=body.subject,
        after=_clip(new.name),
        facts={"on": on.isoformat(), "basis": basis},
    )
    return body.code


def write_rename(
    code: str,
    *,
    name: str,
    short: str,
    on: date,
    basis: str,
    actor: Actor,
    at: datetime,
    mark: str = "",
) -> None:
    """Write a new name; inside a transaction, without asking who may."""
    body = _body(code)
    _require_alive(body, on)
    present = BodyName.objects.get(body=body, kind=NameKind.OFFICIAL, valid_to__isnull=True)
    if present.name == name.strip():
        raise MapRefused("新名称和现在的名称相同。")
    if on <= present.valid_from:
        raise MapRefused(f"现名称自{present.valid_from:%Y-%m-%d}起使用，更名日期应当在这之后。")
    present.valid_to = on
    present.save(update_fields=["valid_to"])
    BodyName.objects.create(
        body=body,
        kind=NameKind.OFFICIAL,
        name=name.strip(),
        short=short.strip() or name.strip(),
        valid_from=on,
    )
    _succeed(SuccessionKind.RENAME, body, body.code, present.name, name, on, basis, mark, actor, at)


def write_merge(
    codes: Sequence[str],
    *,
    into: str,
    on: date,
    basis: str,
    actor: Actor,
    at: datetime,
    mark: str = "",
) -> None:
    """Write a merger; inside a transaction, without asking who may."""
    heir = _body(into)
    _require_alive(heir, on)
    if not codes or into in codes:
        raise MapRefused("请选择被合并的机构，并且不能把机构并入它自己。")
    after = _current_name(heir)
    for code in codes:
        body = _body(code)
        _require_alive(body, on)
        before = _current_name(body)
        _end(body, on, at=at)
        _succeed(SuccessionKind.MERGE, body, into, before, after, on, basis, mark, actor, at)


def _succeed(
    kind: SuccessionKind,
    body: Body,
    successor: str,
    before: str,
    after: str,
    on: date,
    basis: str,
    mark: str,
    actor: Actor,
    at: datetime,
) -> None:
    verb = {
        SuccessionKind.RENAME: events.RENAMED,
        SuccessionKind.MERGE: events.MERGED,
        SuccessionKind.SPLIT: events.SPLIT,
    }[kind]
    entry = ledger.record(
        verb.key,
        actor=actor,
        at=at,
        subject=body.subject,
        before=_clip(before),
        after=_clip(after),
        facts={"on": on.isoformat(), "basis": basis, "successor": successor},
    )
    Succession.objects.create(
        kind=kind,
        predecessor=body,
        successor_id=successor,
        before_name=before,
        after_name=after,
        on=on,
        basis=basis,
        mark=mark,
        seq=entry.seq,
    )
    bus.publish(events.BodySucceeded(kind.value, body.code, successor, on))


def _end(body: Body, on: date, *, at: datetime) -> None:
    """End a body with everything that runs on in it: name, membership, posts, pair."""
    body.valid_to = on
    body.save(update_fields=["valid_to"])
    later = Post.objects.filter(body=body, valid_from__gte=on)
    if later.exists():
        raise MapRefused("还有岗位的任职日期在这之后，不能撤销机构。请先改正任职日期。")
    for model in (BodyName, GroupMembership, Post):
        open_ended = model._default_manager.filter(body_id=body.code, valid_to__isnull=True)  # noqa: SLF001 - Django's documented way
        open_ended.filter(valid_from__lt=on).update(valid_to=on)
    appointing.lapse_pairs(body=body.code, on=on, reason="机构不再保留", at=at)


def _body(code: str) -> Body:
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise MapRefused(f"没有代码为“{code}”的机构。")
    return body


def _require_alive(body: Body, on: date) -> None:
    if body.valid_to is not None:
        raise MapRefused(f"机构“{body.code}”已于{body.valid_to:%Y-%m-%d}撤销。")
    if on <= body.valid_from:
        raise MapRefused(f"机构“{body.code}”自{body.valid_from:%Y-%m-%d}设立，日期应当在这之后。")


def _current_name(body: Body) -> str:
    names = BodyName.objects.filter(body=body, kind=NameKind.OFFICIAL).order_by("-valid_from")
    return names.values_list("name", flat=True).first() or body.code


def _clip(text: str) -> str:
    return text.strip()[:60]
