"""Changing header and rows while the list may still change. A seal set before becomes stale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.matters.models import ListState, MatterList, MatterRow
from bihuan.modules.matters.operations.keeping import touch
from bihuan.modules.matters.policies import is_editable, may_edit
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.content import HEADER_FIELDS, ROW_FIELDS, field_label
from bihuan.modules.matters.rules.faults import completion_fault, same_matter
from bihuan.modules.matters.rules.settings import policy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor

EDITABLE_HEADER = tuple(name for name in HEADER_FIELDS if name not in {"year", "list_version"})


class EditRefused(ValueError):
    """The change is refused; `errors` holds a sentence per field ("" for the whole)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("".join(self.errors.values()))


class EditConflict(EditRefused):
    """Somebody else changed the same thing meanwhile; `current` is what stands there now."""

    def __init__(self, sentence: str, current: MatterList | MatterRow) -> None:
        self.current = current
        super().__init__({"": sentence})


@transaction.atomic
def save_header(
    *,
    matter_list: MatterList,
    values: Mapping[str, Any],
    revision: int,
    actor: Actor,
    at: datetime,
) -> MatterList:
    """Change the header fields given.

    :raises EditRefused: not allowed, not now, or a value cannot be used.
    :raises EditConflict: the content moved on since `revision`.
    """
    held = hold(matter_list, actor=actor)
    if held.content_revision != revision:
        raise EditConflict("表头在您打开之后已被改动，没有保存。请核对现在的内容后再改。", held)
    unknown = set(values) - set(EDITABLE_HEADER)
    if unknown:
        raise EditRefused({"": f"表头没有这些字段：{'、'.join(sorted(unknown))}。"})
    for name, value in values.items():
        setattr(held, name, value)
    _clean(held, tuple(values))
    if held.valid_from and held.valid_to and held.valid_to < held.valid_from:
        raise EditRefused({"valid_to": "失效日期早于生效日期。请核对两个日期。"})
    held.save(update_fields=list(values))
    _record(verbs.HEADER_SAVED.key, held, actor=actor, at=at, facts={"fields": sorted(values)})
    return touch(held, at=at)


@transaction.atomic
def add_row(
    *,
    matter_list: MatterList,
    values: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    origin: str = "",
) -> MatterRow:
    """Add one matter at the end of the list; `origin` is the case that decided who leads it.

    :raises EditRefused: not allowed, not now, or a value cannot be used.
    """
    held = hold(matter_list, actor=actor)
    last = held.rows.aggregate(last=Max("position"))["last"] or 0
    row = MatterRow(matter_list=held, position=last + 1, origin=origin)
    fill(row, values)
    row.save(force_insert=True)
    _record(verbs.ROW_SAVED.key, held, actor=actor, at=at, facts={"row": row.code, "new": True})
    touch(held, at=at)
    return row


@transaction.atomic
def change_row(
    *,
    matter_list: MatterList,
    row_id: int,
    values: Mapping[str, Any],
    revision: int,
    actor: Actor,
    at: datetime,
) -> MatterRow:
    """Change one matter.

    :raises EditRefused: not allowed, not now, no such row, or a value cannot be used.
    :raises EditConflict: the row moved on since `revision`.
    """
    held = hold(matter_list, actor=actor)
    row = _row(held, row_id)
    if row.revision != revision:
        raise EditConflict("这一行在您打开之后已被改动，没有保存。请核对现在的内容后再改。", row)
    before = {name: getattr(row, name) for name in values if name in ROW_FIELDS}
    fill(row, values)
    row.revision = revision + 1
    row.save()
    changed = sorted(name for name, old in before.items() if getattr(row, name) != old)
    _record(
        verbs.ROW_SAVED.key, held, actor=actor, at=at, facts={"row": row.code, "fields": changed}
    )
    touch(held, at=at)
    return row


@transaction.atomic
def remove_row(
    *, matter_list: MatterList, row_id: int, revision: int, actor: Actor, at: datetime
) -> None:
    """Take one matter out of the list; what was certified keeps it in its snapshot.

    :raises EditRefused: not allowed, not now, or no such row.
    :raises EditConflict: the row moved on since `revision`.
    """
    held = hold(matter_list, actor=actor)
    row = _row(held, row_id)
    if row.revision != revision:
        raise EditConflict("这一行在您打开之后已被改动，没有删除。请核对现在的内容后再定。", row)
    held.rows.filter(position__gt=row.position).update(position=F("position") - 1)
    row.delete()
    _record(verbs.ROW_REMOVED.key, held, actor=actor, at=at, facts={"row": row.code})
    touch(held, at=at)


def hold(matter_list: MatterList, *, actor: Actor) -> MatterList:
    """Lock the list for a change and judge whether this actor may make it now.

    The case row is locked too, so that a step and an edit cannot pass each other.

    :raises EditRefused: not allowed, or not in this state.
    """
    ledger.lock()  # before the rows: docs/develop/locking.md
    held = (
        MatterList.objects.select_related("case")
        .select_for_update(of=("self", "case"))
        .get(pk=matter_list.pk)
    )
    if not may_edit(actor, held):
        raise EditRefused({"": "只有编制单位的经办人或者牵头处室负责人可以改动清单。"})
    if not is_editable(held):
        label = ListState(held.case.state).label
        raise EditRefused({"": f"清单现在的状态是“{label}”，不能改动内容。"})
    return held


def _row(held: MatterList, row_id: int) -> MatterRow:
    row = held.rows.filter(pk=row_id).first()
    if row is None:
        raise EditRefused({"": "这一行已被删除。请刷新页面。"})
    return row


def fill(row: MatterRow, values: Mapping[str, Any]) -> None:
    """Put values on a row that is not yet stored.

    :raises EditRefused: a value cannot be used.
    """
    unknown = set(values) - set(ROW_FIELDS)
    if unknown:
        raise EditRefused({"": f"事项没有这些字段：{'、'.join(sorted(unknown))}。"})
    for name, value in values.items():
        setattr(row, name, value)
    row.name_key = same_matter(row.name)
    errors: dict[str, str] = {}
    if row.category not in policy().categories:
        errors["category"] = "类别不在类别字典里。请从列表中选择。"
    fault = completion_fault(row.completion)
    if fault:
        errors["completion"] = fault
    taken = MatterRow.objects.filter(matter_list=row.matter_list, code=row.code)
    if taken.exclude(pk=row.pk).exists():
        errors["code"] = f"事项编码“{row.code}”在这份清单里已经有了。请换一个编码。"
    if errors:
        raise EditRefused(errors)
    _clean(row, ROW_FIELDS)


def _clean(record: MatterList | MatterRow, names: tuple[str, ...]) -> None:
    every = {field.name for field in record._meta.concrete_fields}  # noqa: SLF001 - documented API
    try:
        record.clean_fields(exclude=every - set(names))
    except ValidationError as error:
        raise EditRefused(
            {
                name: f"{field_label(name)}：{''.join(messages)}"
                for name, messages in error.message_dict.items()
            }
        ) from error


def _record(
    verb: str, held: MatterList, *, actor: Actor, at: datetime, facts: Mapping[str, Any]
) -> None:
    ledger.record(verb, actor=actor, at=at, subject=held.case.subject, facts=facts)
