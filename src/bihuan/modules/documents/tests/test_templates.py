"""文种模板: an office adapts wording and red head; versions are kept; papers remember theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.ledger.models import Entry
from bihuan.modules.documents.models import OfficeTemplate, Sending
from bihuan.modules.documents.operations.adapting import Adapted, TemplateRefused, adapt
from bihuan.modules.documents.operations.drafting import save_paper
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.queries.templates import template_on, templates_on, versions_of
from bihuan.modules.documents.rules import adapting
from bihuan.modules.documents.rules.making import draft_of
from bihuan.modules.documents.rules.values import Paper

from .conftest import OFFICE, WATER, day, letter, person, take, when

if TYPE_CHECKING:
    from datetime import date

    from .conftest import Going

REVIEWER, CLERK = person(OFFICE, "reviewer"), person(OFFICE, "handler")
OWN = "四川省生态环境保护委员会办公室"
WORDS = {"note": "请与{contact}联系"}


def wanted(
    *, head: str = "", pitch: str = "", why: str = "按本单位公文处理办法", kind: str = "letter",
    from_on: date | None = None, **wording: str,
) -> Adapted:  # fmt: skip
    places = {key.replace("__", "."): words for key, words in wording.items()}
    return Adapted(kind, places or WORDS, head, pitch, why, from_on)


def test_a_version_is_kept_recorded_and_used_from_its_day(province: None) -> None:
    del province
    first = adapt(wanted(), seen=0, actor=REVIEWER, at=when(3))
    later = adapt(
        wanted(note="联系：{contact}", from_on=day(10)), seen=1, actor=REVIEWER, at=when(4)
    )
    assert (first.version, later.version) == (1, 2)
    assert [template_on(OFFICE, "letter", day(on)) for on in (2, 3, 9, 10)] == [
        None, first, first, later,
    ]  # fmt: skip
    assert versions_of(OFFICE, "letter") == (later, first)
    assert templates_on(OFFICE, day(12)) == {"letter": later}
    assert template_on(WATER, "letter", day(12)) is None
    entry = Entry.objects.filter(verb="documents.template_adapted").order_by("-seq")[0]
    assert b'"note"' in bytes(entry.canonical)


def test_a_paper_remembers_the_version_it_was_made_from(province: None, going: Going) -> None:
    del province
    draft = letter(data={"subject": "某事", "content": "请办理。", "ending": "请函复。",
                         "contact": "演示联系人"})  # fmt: skip
    plain = going(data=dict(draft.data))
    adapt(wanted(head=f"{OWN}（督办）"), seen=0, actor=REVIEWER, at=when(3))
    sending = going("sign", data=dict(draft.data))
    adapt(wanted(note="另一种说法：{contact}"), seen=1, actor=REVIEWER, at=when(3, 20))
    done = take(sending, "number", REVIEWER, when(5))
    assert isinstance(done, Sending)
    assert done.template_version == f"letter@1 layout@1 {OFFICE}@1"
    kept = Paper.from_json(done.final_text)
    assert kept.content["note"] == "请与演示联系人联系"
    assert kept.content["head"]["names"] == [f"{OWN}（督办）"]
    # A draft from before keeps its words until it is changed; then it takes the version in force.
    plain = Sending.objects.select_related("case").get(pk=plain.pk)
    assert draft_of(plain, day(5)).template == "letter@1 layout@1"
    saved = save_paper(plain, draft, revision=1, actor=CLERK, at=when(6))
    assert saved.template_version.endswith(f"{OFFICE}@2")
    assert draft_of(saved, day(6)).content["note"] == "另一种说法：演示联系人"


BAD: tuple[tuple[Adapted, str, str], ...] = (
    (wanted(closing="x", title="关于事项的函"), "title", "必填栏目“{事由}”"),
    (wanted(note="{nothing}"), "note", "不是“函”的栏目"),
    (wanted(note="请与{联系人"), "note", "花括号"),
    (wanted(note="甲\x00乙"), "note", "不能印出"),
    (wanted(note="机密★1年"), "note", "非涉密系统"),
    (wanted(note="长" * 3_000), "note", "上限"),
    (wanted(title="关于{subject}\n的函"), "title", "一行"),
    (wanted(nowhere="文字"), "nowhere", "没有"),
    (wanted(head="别的单位"), "head", "全称或者规范简称"),
    (wanted(head=f"{OWN}\x07"), "head", "不能印出"),
    (
        wanted(kind="supervision-slip", head=OWN, note="注：本单一式三份"),
        "head",
        "没有发文机关标志",
    ),
    (wanted(pitch="12"), "pitch", "行距"),
    (wanted(why=""), "why", "为什么"),
    (wanted(why="长" * 201), "why", "最多"),
    (wanted(from_on=day(1)), "from_on", "早于今天"),
    (wanted(kind="nothing"), "", "没有这种公文"),
)


@pytest.mark.parametrize(("asked", "place", "says"), BAD)
def test_what_cannot_stand_is_refused_at_its_place(
    province: None, asked: Adapted, place: str, says: str
) -> None:
    del province
    with pytest.raises(TemplateRefused) as refused:
        adapt(asked, seen=0, actor=REVIEWER, at=when(3))
    assert says in refused.value.errors[place]
    assert all(said.endswith("。") for said in refused.value.errors.values())
    assert not OfficeTemplate.objects.exists()


def test_only_the_office_of_the_body_adapts(province: None) -> None:
    del province
    with pytest.raises(TemplateRefused, match="核稿人"):
        adapt(wanted(), seen=0, actor=CLERK, at=when(3))


def test_two_at_once_and_no_change_make_no_version(province: None) -> None:
    del province
    adapt(wanted(), seen=0, actor=REVIEWER, at=when(3))
    with pytest.raises(TemplateRefused, match="别人改写"):
        adapt(wanted(note="另一种"), seen=0, actor=REVIEWER, at=when(3))
    with pytest.raises(TemplateRefused, match="没有改动"):
        adapt(wanted(), seen=1, actor=REVIEWER, at=when(3))
    adapt(wanted(note="后", from_on=day(20)), seen=1, actor=REVIEWER, at=when(3))
    with pytest.raises(TemplateRefused, match="不能比它早"):
        adapt(wanted(note="前", from_on=day(10)), seen=2, actor=REVIEWER, at=when(3))


def test_going_back_to_the_kinds_own_words_is_a_version_too(province: None) -> None:
    del province
    adapt(wanted(), seen=0, actor=REVIEWER, at=when(3))
    own = {place.key: place.words for place in adapting.places(catalogue.kind("letter"))}
    back = adapt(Adapted("letter", own, why="恢复"), seen=1, actor=REVIEWER, at=when(4))
    assert (back.version, back.wording, back.head) == (2, {}, "")


@pytest.mark.parametrize("kind", catalogue.kinds(), ids=lambda kind: kind.key)
def test_every_kind_can_be_adapted_at_every_place(province: None, kind: object) -> None:
    del province
    chosen = catalogue.kind(kind.key)  # type: ignore[attr-defined]  # parametrised by kinds
    places = adapting.places(chosen)
    for place in places:
        assert adapting.typed(adapting.shown(place.words, chosen), chosen) == place.words
    said = {place.key: f"改写{place.words}" for place in places}
    made = adapt(Adapted(chosen.key, said, why="试"), seen=0, actor=REVIEWER, at=when(3))
    assert set(made.wording) == {place.key for place in places}
