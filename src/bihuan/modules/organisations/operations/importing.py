"""Taking over a checked workbook of bodies or people: all of it, or nothing.

`check_…` adds what only the database knows to the preview; `import_…` refuses a preview with
faults, so a file can never be half inside. One ledger entry speaks for the whole file, with its
digest.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import events, policies
from bihuan.modules.organisations.models import Body, BodyName, NameKind, Person, Post, Region
from bihuan.modules.organisations.operations.stamping import touch
from bihuan.modules.organisations.queries import atlas as map_
from bihuan.modules.organisations.rules import forms, naming, packs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.sheets import Preview, SheetError, SheetRow

BATCH = 400


class ImportRefusedError(ValueError):
    """The file has faults; the preview names each of them."""

    def __init__(self, preview: Preview) -> None:
        """Keep the preview."""
        super().__init__(
            f"文件有{len(preview.errors) + preview.more_errors}处错误，没有导入任何内容。"
        )
        self.preview = preview


def check_bodies(preview: Preview, *, actor: Actor) -> Preview:
    """Add to the preview what only the map can tell: unknown regions, codes and names in use."""
    return preview.with_errors(_body_faults(preview, actor))


def check_people(preview: Preview, *, actor: Actor, on: date) -> Preview:
    """Add to the preview what only the map can tell: unknown or ambiguous bodies, posts held."""
    return preview.with_errors(_people_faults(preview, actor, on))


def import_bodies(preview: Preview, *, data: bytes, actor: Actor, at: datetime) -> int:
    """Found every body of a checked file; return how many.

    :raises ImportRefusedError: there is any fault; nothing is stored.
    """
    with transaction.atomic():
        ledger.lock()
        checked = check_bodies(preview, actor=actor)
        if not checked.ok:
            raise ImportRefusedError(checked)
        pack = packs.load_pack()
        keys = {line.name: line for line in pack.lines.values()}
        regions = {region.code: region for region in Region.objects.all()}
        bodies, names = [], []
        for row in checked.rows:
            region, line = regions[row.text("region")], keys[row.text("line")]
            above = naming.code_of(region.parent_id or "", line.key)
            since = row.required_day("since")
            bodies.append(
                Body(
                    code=_code(row),
                    region=region,
                    line=line.key,
                    level=region.level,
                    superior=above if map_.knows(above) else "",
                    position=line.position,
                    valid_from=since,
                )
            )
            names.append(
                BodyName(
                    body_id=_code(row),
                    kind=NameKind.OFFICIAL,
                    name=row.text("name"),
                    short=row.text("short") or row.text("name"),
                    valid_from=since,
                )
            )
        Body.objects.bulk_create(bodies, batch_size=BATCH)
        BodyName.objects.bulk_create(names, batch_size=BATCH)
        _record("bodies", len(bodies), data, actor=actor, at=at)
        touch()
    return len(bodies)


def import_people(preview: Preview, *, data: bytes, on: date, actor: Actor, at: datetime) -> int:
    """Register every person and post of a checked file; return the number of posts.

    :raises ImportRefusedError: there is any fault; nothing is stored.
    """
    with transaction.atomic():
        ledger.lock()
        checked = check_people(preview, actor=actor, on=on)
        if not checked.ok:
            raise ImportRefusedError(checked)
        meant = _bodies_of(checked, on)
        codes = {row.number: meant[row.text("body")][0] for row in checked.rows}
        people = _people_in(set(codes.values()))
        fresh: dict[tuple[str, str], Person] = {}
        for row in checked.rows:
            who = (row.text("name"), codes[row.number])
            if who not in people:
                fresh.setdefault(who, Person(name=who[0]))
        Person.objects.bulk_create(fresh.values(), batch_size=BATCH)
        people |= fresh
        posts = [
            Post(
                person=people[row.text("name"), codes[row.number]],
                body_id=codes[row.number],
                title=row.text("title"),
                unit=row.text("unit"),
                rank=row.text("rank"),
                phone=row.text("phone"),
                roles=sorted(forms.role_keys(row.many("roles"))),
                public_name=row.flag("public_name"),
                valid_from=row.required_day("since"),
            )
            for row in checked.rows
        ]
        Post.objects.bulk_create(posts, batch_size=BATCH)
        _record("people", len(posts), data, actor=actor, at=at)
    return len(posts)


def _people_in(codes: set[str]) -> dict[tuple[str, str], Person]:
    """Return who holds a post in these bodies, by name and body: the same person again."""
    posts = Post.objects.filter(body_id__in=codes, valid_to__isnull=True).select_related("person")
    return {(post.person.name, post.body_id): post.person for post in posts}


def _record(what: str, count: int, data: bytes, *, actor: Actor, at: datetime) -> None:
    digest = hashlib.new("sm3", data).hexdigest()
    ledger.record(
        events.IMPORTED.key,
        actor=actor,
        at=at,
        subject=f"import:{what}",
        facts={"rows": count},
        evidence=(digest,),
    )


def _code(row: SheetRow) -> str:
    lines = {line.name: line.key for line in packs.load_pack().lines.values()}
    return row.text("code") or naming.code_of(row.text("region"), lines.get(row.text("line"), ""))


def _body_faults(preview: Preview, actor: Actor) -> Iterator[SheetError]:
    fault = preview.template.error
    seen: dict[str, int] = {}
    for row in preview.rows:
        region, code = row.text("region"), _code(row)
        if region and not map_.knows_region(region):
            yield fault(row.number, "region", f"没有代码为“{region}”的区划。")
            continue
        try:
            policies.require_map(actor, region)
        except policies.NotAllowed as refusal:
            yield fault(row.number, "region", str(refusal))
        if map_.knows(code):
            yield fault(row.number, "code", f"机构代码“{code}”已经使用过。请换一个代码。")
        elif code in seen:
            yield fault(row.number, "code", f"与第{seen[code]}行的机构代码相同。请填写另一个代码。")
        seen.setdefault(code, row.number)
        if map_.is_used(row.text("name")):
            yield fault(row.number, "name", f"名称“{row.text('name')}”已经使用过。")


def _bodies_of(preview: Preview, on: date) -> dict[str, tuple[str, ...]]:
    """Return which bodies each text of the column means; a text is looked up once, not per row."""
    texts = {row.text("body") for row in preview.rows} - {""}
    return {text: tuple(body.code for body in map_.find(text, on=on)) for text in texts}


def _people_faults(preview: Preview, actor: Actor, on: date) -> Iterator[SheetError]:
    fault = preview.template.error
    codes: dict[int, str] = {}
    allowed: dict[str, str] = {}
    meant = _bodies_of(preview, on)
    for row in preview.rows:
        text = row.text("body")
        found = meant.get(text, ())
        if text and not found:
            yield fault(row.number, "body", f"没有名为“{text[:40]}”的机构。请填机构全称或者代码。")
        elif len(found) > 1:
            listed = "、".join(found[:3])
            yield fault(row.number, "body", f"有{len(found)}个机构叫“{text}”。请填代码：{listed}。")
        elif found:
            codes[row.number] = found[0]
            if found[0] not in allowed:
                allowed[found[0]] = _refusal(actor, found[0])
            if allowed[found[0]]:
                yield fault(row.number, "body", allowed[found[0]])
    held = set(
        Post.objects.filter(body_id__in=set(codes.values()), valid_to__isnull=True).values_list(
            "person__name", "body_id", "unit", "title"
        )
    )
    for row in preview.rows:
        key = (row.text("name"), codes.get(row.number, ""), row.text("unit"), row.text("title"))
        if key in held:
            yield fault(row.number, "title", f"{key[0]}已经担任“{key[2]}{key[3]}”。")


def _refusal(actor: Actor, body: str) -> str:
    try:
        policies.require_people(actor, body)
    except policies.NotAllowed as refusal:
        return str(refusal)
    return ""
