from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from bihuan.kernel.access import VISITOR, Actor, system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.ui import search
from bihuan.modules.matters.models import SearchEntry
from bihuan.modules.matters.operations import indexing
from bihuan.modules.matters.queries.index import matching
from bihuan.modules.matters.queries.publications import (
    check_fingerprint,
    portal_figures,
    published_list,
    publishing_bodies,
)
from bihuan.modules.matters.queries.responsible import Answer, who_is_responsible
from bihuan.modules.matters.rules.judging import ask
from bihuan.modules.matters.rules.places import Place, names_of, place_in
from bihuan.modules.matters.rules.searching import gram_token, grams_of, marked, region_token
from bihuan.modules.matters.rules.words import Asking, Dictionary, Topic, dictionary
from bihuan.modules.matters.web.responsible import find_matters
from bihuan.modules.matters.web.views.picking import pick

from .conftest import BODY, Drive, Take, person, when

if TYPE_CHECKING:
    from bihuan.modules.matters.models import MatterList

AT = datetime(2023, 7, 3, 9, tzinfo=SHANGHAI)


def who(question: str, *, region: str = "", at: datetime = AT, actor: Actor = VISITOR) -> Answer:
    return who_is_responsible(question, region=region, at=at, actor=actor)


@pytest.fixture
def public(drive: Drive) -> None:
    for body in (BODY, "510000-water", "510000-housing"):
        drive(
            body,
            certified=date(2023, 6, 5),
            filed=date(2023, 6, 8),
            accepted=date(2023, 6, 15),
            published=date(2023, 6, 19),
        )


def test_a_past_day_is_answered_from_the_lists_of_that_day(drive: Drive) -> None:
    days = {"certified": date(2023, 6, 5), "filed": date(2023, 6, 8)}
    drive(BODY, **days, accepted=date(2023, 6, 15), published=date(2023, 6, 19))
    assert not who("畜禽粪污", at=when(6, 18)).found
    assert who("畜禽粪污", at=when(6, 19)).found[0].since == date(2023, 6, 19)
    drive(
        BODY,
        opened=date(2024, 4, 8),
        year=2024,
        certified=date(2024, 4, 22),
        filed=date(2024, 4, 26),
        accepted=date(2024, 5, 10),
        published=date(2024, 5, 14),
    )
    later = datetime(2024, 5, 14, 9, tzinfo=SHANGHAI)
    assert who("畜禽粪污", at=later).found[0].edition == "2024年第1版"
    assert who("畜禽粪污", at=when(12, 31)).found[0].edition == "2023年第1版"


def test_a_filed_list_is_found_by_those_who_may_see_it_and_nobody_else(
    filed: MatterList, take: Take
) -> None:
    office, clerk = person("510000-office", "handler"), person(BODY, "handler")
    stranger = person("510000-water", "handler")
    for actor in (office, clerk, system_actor("tests")):
        assert who("畜禽粪污", actor=actor).found[0].number == filed.number
    for actor in (stranger, VISITOR):
        assert who("畜禽粪污", actor=actor).found == ()
    row = filed.rows.get(position=1)
    from bihuan.modules.matters.operations import write_note  # noqa: PLC0415 - one test

    write_note(matter_list=filed, row_id=row.pk, text="请补充", actor=office, at=when(6, 12))
    take(filed, "return", office, when(6, 13), return_reason="请按行内意见补正。")
    assert who("畜禽粪污", actor=clerk).found == ()


@pytest.mark.usefixtures("public")
def test_the_index_made_anew_is_the_index_that_grew() -> None:
    def all_entries() -> list[tuple[object, ...]]:
        fields = ("scope", "body", "code", "name", "name_topics", "text_topics", "since", "until")
        return sorted(SearchEntry.objects.values_list(*fields), key=str)

    grown = all_entries()
    assert indexing.rebuild_if_stale(at=AT)
    assert all_entries() == grown
    assert not indexing.rebuild_if_stale(at=AT)
    assert who("畜禽粪污").found
    found = matching([gram_token("畜禽")], regions=["510000"]).filter(scope="public")
    assert {entry.body for entry in found} == {BODY}
    assert not matching([gram_token("畜禽")], regions=["510100"]).exists()


@pytest.mark.usefixtures("public")
def test_the_picker_answers_a_form_with_matters_to_choose_from() -> None:
    def picked(query: str) -> tuple[int, dict[str, Any]]:
        request = RequestFactory().get(f"/matters/pick/?{query}")
        request.actor = person("510000-ecology", "handler")  # type: ignore[attr-defined]
        answer = pick(request)
        return answer.status_code, json.loads(answer.content)

    assert picked("q=畜禽粪污")[1]["found"][0]["lead"] == BODY
    status, nobody = picked("q=学区")
    assert (status, nobody["found"]) == (200, [])
    assert nobody["sentence"].startswith("没有清单写明由谁牵头")
    assert picked("q=粪污&region=990000")[0] == 400


@pytest.mark.usefixtures("public")
def test_every_door_gives_the_answer_of_the_one_engine(client: Client) -> None:
    clerk = person("510000-finance", "handler")
    question = "畜禽粪污"
    answer = who(question, at=timezone.now(), actor=clerk)
    wanted = [item.matter for item in answer.found]
    assert wanted
    request = RequestFactory().get("/matters/pick/", {"q": question})
    request.actor = clerk  # type: ignore[attr-defined]
    picked = json.loads(pick(request).content)["found"]
    assert [item["matter"] for item in picked] == wanted
    (group,) = [each for each in search.search(clerk, question) if each.key == "matters"]
    assert [hit.title for hit in group.hits] == wanted
    page = client.get("/", {"q": question}).content.decode()
    places = [page.index(f'#m{item.position}"') for item in answer.found]
    assert places == sorted(places)


@pytest.mark.usefixtures("public")
def test_the_figures_count_published_copies() -> None:
    figures = portal_figures()
    assert (figures.bodies, figures.matters, figures.regions, figures.late) == (3, 23, 1, 0)
    assert [item.body for item in publishing_bodies()] == sorted(
        (BODY, "510000-water", "510000-housing")
    )


@pytest.mark.usefixtures("public")
def test_a_fingerprint_finds_its_file_in_both_algorithms() -> None:
    copy = published_list(f"{BODY}-2023-1")
    assert copy is not None
    assert check_fingerprint(copy.sm3.upper())[0].algorithm == "SM3"
    assert check_fingerprint(f" {copy.sha256}\n")[0].publication.address == copy.address
    assert check_fingerprint("0" * 64) == ()


def test_pairs_of_characters() -> None:
    assert grams_of("秸秆，焚烧 A1") == {"秸秆", "焚烧", "a1"}
    assert grams_of("水") == {"水"}


def test_a_term_is_plain_letters_and_digits_whatever_the_text() -> None:
    for pair in ("秸秆", "a'", '"(', "𬭼𠮷", "|&"):
        assert gram_token(pair).isalnum()
        assert gram_token(pair).isascii()
    assert region_token("5101K1") == "r5101k1"
    assert len({gram_token(pair) for pair in ("秸秆", "秆秸", "秸", "秆")}) == 4


def small(*topics: Topic) -> Dictionary:
    manners = Asking(("归谁管",), frozenset({"管理"}), frozenset({"安居"}))
    return Dictionary({topic.key: topic for topic in topics}, manners, "")


def test_a_word_inside_a_longer_word_is_not_meant() -> None:
    words = small(
        Topic("burn", "焚烧", "problem", 10, ("烧",)),
        Topic("bbq", "露天烧烤", "object", 10, ("烧烤",)),
        Topic("dark", "黑臭水体", "problem", 10, ("黑臭",), (("河", "沟"), ("黑", "臭"))),
    )
    assert words.topics_in("楼下烧烤") == {"bbq": ("烧烤",)}
    assert words.topics_in("有人烧垃圾") == {"burn": ("烧",)}
    assert words.topics_in("门口那条河又脏又臭") == {"dark": ("河", "臭")}
    assert words.topics_in("又脏又臭") == {}


def test_a_question_is_read_without_its_politeness() -> None:
    question = ask("秸秆焚烧归谁管？", small())
    assert question.words == ("秸秆焚烧",)
    assert ask("垃圾管理", small()).weak == ("管理",)


PLACES = (
    Place("51", "四川省", "四川省", ""),
    Place("5101", "成都市", "成都市", "51"),
    Place("510107", "武侯区", "武侯区", "5101"),
    Place("510181", "都江堰市", "都江堰市", "5101"),
    Place("5110", "内江市", "内江市", "51"),
    Place("511002", "市中区", "市中区", "5110"),
    Place("5111", "乐山市", "乐山市", "51"),
    Place("511102", "市中区", "市中区", "5111"),
    Place("5109", "遂宁市", "遂宁市", "51"),
    Place("510904", "安居区", "安居区", "5109"),
)


@pytest.mark.parametrize(
    ("text", "home", "code", "rest"),
    [
        ("成都市武侯区有噪声", "51", "510107", "有噪声"),
        ("武侯有噪声", "51", "510107", "有噪声"),
        ("都江堰的河臭", "5110", "510181", "的河臭"),
        ("成都的河臭", "51", "5101", "的河臭"),
        ("市中区河臭", "51", "", "市中区河臭"),
        ("乐山市中区河臭", "51", "511102", "河臭"),
        ("市中区河臭", "5110", "511002", "河臭"),
        ("安居工程扬尘", "51", "", "安居工程扬尘"),
        ("遂宁安居扬尘", "51", "510904", "扬尘"),
        ("没有地点", "51", "", "没有地点"),
    ],
)
def test_the_most_exact_place_is_read(text: str, home: str, code: str, rest: str) -> None:
    parents = {place.code: place.parent for place in PLACES if place.parent}
    named = place_in(
        text, names=names_of(PLACES), parents=parents, home=home, doubtful={"安居", "市中"}
    )
    assert (named.code, named.rest.strip()) == (code, rest)


def test_what_was_asked_for_is_marked() -> None:
    pieces = marked("管控秸秆露天焚烧", ("秸秆", "焚烧"))
    assert "".join(text for text, _hit in pieces) == "管控秸秆露天焚烧"
    assert [text for text, hit in pieces if hit] == ["秸秆", "焚烧"]


def test_the_dictionary_never_says_who_is_responsible() -> None:
    words = dictionary()
    assert len(words.topics) > 150
    assert all(len(topic.words) >= 1 for topic in words.topics.values())
    said = [word for topic in words.topics.values() for word in topic.words]
    assert [word for word in said if word.endswith(("厅", "局", "委员会"))] == ["歌舞厅"]


@pytest.mark.usefixtures("public")
def test_the_search_box_names_the_nearest_matters_where_none_answers() -> None:
    actor = person("510000-ecology", "handler")
    assert who("河道", actor=actor).found == ()
    nearest = find_matters(actor, "河道", 20)[0]
    assert nearest.title == "规范河道采砂管理"
    assert nearest.note.startswith("可能相关。牵头：四川省水利厅")
    sure = find_matters(actor, "畜禽粪污", 20)[0]
    assert sure.note.startswith("牵头：四川省农业农村厅")
