"""The pages of the dockets, asked by the people who use them and by those who must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from bihuan.kernel.process import api as process
from bihuan.modules.leads.models import LeadDocket
from bihuan.modules.leads.queries.precedents import precedents_for
from bihuan.modules.leads.tests.conftest import (
    CANDIDATES,
    FARMS,
    FINANCE,
    HOUSING,
    LEAD,
    OFFICE,
    WATER,
    Carrier,
    person,
)

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

Visit = Callable[..., HttpResponse]
SECRET = "内部研判-不外传-7319"


@pytest.fixture
def visit() -> Visit:
    """Open a page as somebody: what the closed door has let through."""

    def run(path: str, who: Actor, **posted: object) -> HttpResponse:
        factory = RequestFactory()
        request = factory.post(path, posted) if posted else factory.get(path)
        request.actor = who  # type: ignore[attr-defined]
        request.session = {}  # type: ignore[assignment]
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # noqa: SLF001 - what the middleware does
        found = resolve(path.split("?", maxsplit=1)[0])
        answer = found.func(request, *found.args, **found.kwargs)
        return answer if isinstance(answer, HttpResponse) else HttpResponse(status=500)

    return run


def asked(**changed: object) -> dict[str, object]:
    return {
        "title": "低空飞行噪声",
        "matter": "无人机航线噪声没有人管。",
        "impact": "投诉增多。",
        "source": "proposal",
        "why_unowned": "new",
        "candidates": list(CANDIDATES),
        "once": "press-1",
    } | changed


def test_every_page_answers_those_it_is_for(carrier: Carrier, visit: Visit) -> None:
    number = carrier.open().number
    for path in (
        "/leads/",
        "/leads/new/",
        "/leads/studies/",
        "/leads/studies/new/",
        f"/leads/{number}/compare/",
        f"/leads/{number}/candidates/",
        f"/cases/{number}/",
    ):
        assert visit(path, person(OFFICE)).status_code == 200, path


def test_a_stranger_meets_nothing(carrier: Carrier, visit: Visit) -> None:
    number = carrier.open().number
    for path in (f"/leads/{number}/compare/", f"/leads/{number}/candidates/"):
        with pytest.raises(Http404):
            visit(path, person(FINANCE))
    with pytest.raises(Http404):
        visit("/leads/new/", person(OFFICE, "viewer"))
    assert number not in visit("/leads/", person(FINANCE)).content.decode()


def test_a_docket_is_registered_once_however_often_it_is_sent(
    carrier: Carrier, visit: Visit
) -> None:
    del carrier
    for _press in range(2):
        answer = visit("/leads/new/", person(FINANCE), **asked())
        assert answer.status_code == 302
    docket = LeadDocket.objects.get()
    assert (docket.proposer_body, docket.candidates) == (FINANCE, list(CANDIDATES))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "请填写“事项”"),
        ({"source": "from_above"}, "请从列出的选项中选择"),
        ({"candidates": ["511100-water"]}, "请从列出的选项中选择"),
    ],
)
def test_what_is_wrong_is_said(
    carrier: Carrier, visit: Visit, changed: dict[str, object], said: str
) -> None:
    del carrier
    answer = visit("/leads/new/", person(OFFICE), **asked(**changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not LeadDocket.objects.exists()


def test_candidates_are_chosen_on_a_page(carrier: Carrier, visit: Visit) -> None:
    number = carrier.open(candidates=()).number
    path = f"/leads/{number}/candidates/"
    answer = visit(path, person(OFFICE), candidates=[WATER, FARMS])
    assert answer.status_code == 302
    assert carrier.held.candidates == [WATER, FARMS]


def test_a_draft_answer_is_the_departments_own(carrier: Carrier, visit: Visit) -> None:
    carrier.open()
    carrier.ask()
    carrier.act(WATER, "fill", person(WATER), **{**LEAD, "reason": SECRET})
    number, own = carrier.held.number, carrier.position(WATER).number
    for who in (person(OFFICE), person(FARMS)):
        for path in (f"/cases/{number}/", f"/leads/{number}/compare/"):
            assert SECRET not in visit(path, who).content.decode(), (path, who.body)
    assert SECRET not in visit(f"/cases/{own}/", person(OFFICE)).content.decode()
    assert SECRET in visit(f"/cases/{own}/", person(WATER)).content.decode()
    carrier.act(WATER, "sign", person(WATER, "deputy"))
    assert SECRET in visit(f"/leads/{number}/compare/", person(HOUSING)).content.decode()


def test_the_opinion_is_the_offices_own_until_it_is_formed(carrier: Carrier, visit: Visit) -> None:
    carrier.open(candidates=(WATER, FARMS))
    carrier.ask()
    carrier.answer(WATER, LEAD)
    carrier.answer(FARMS, {"stance": "partner", "reason": "配合。", "share": "提供资料。"})
    number = carrier.meet().number
    words = "关于“农村黑臭水体排查治理”牵头部门的意见"
    assert words in visit(f"/cases/{number}/", person(OFFICE)).content.decode()
    assert words not in visit(f"/cases/{number}/", person(WATER)).content.decode()


def test_papers_are_drafted_from_the_record(carrier: Carrier, visit: Visit) -> None:
    carrier.open(candidates=(WATER, FARMS))
    carrier.ask()
    path = f"/leads/{carrier.held.number}/paper/"
    with pytest.raises(Http404):
        visit(path, person(WATER), once="a")
    titles = [_drafted(visit(path, person(OFFICE), once="a"))]
    carrier.answer(WATER, LEAD)
    carrier.answer(FARMS, {"stance": "partner", "reason": "配合。", "share": "提供资料。"})
    carrier.meet()
    with pytest.raises(Http404):
        visit(path, person(OFFICE), once="b")  # nothing to send between meeting and opinion
    carrier.conclude()
    titles.append(_drafted(visit(path, person(OFFICE), once="c")))
    assert titles == [
        "关于征求农村黑臭水体排查治理意见的函",
        "关于明确农村黑臭水体排查治理牵头部门的通知",
    ]
    page = visit(f"/cases/{carrier.held.number}/", person(OFFICE)).content.decode()
    assert all(title in page for title in titles)


def _drafted(answer: HttpResponse) -> str:
    number = answer["Location"].rstrip("/").rsplit("/", 1)[-1]
    return process.case_by_number(number, person(OFFICE)).title


def test_precedents_stay_within_what_one_may_see(carrier: Carrier) -> None:
    carrier.whole()
    number = carrier.held.number
    text, on = "农村黑臭水体治理由谁牵头", carrier.now.date()
    (found,) = precedents_for(text, actor=person(OFFICE), on=on)
    assert (found.number, found.outcome) == (number, "由四川省水利厅牵头，四川省农业农村厅配合")
    assert precedents_for(text, actor=person(FINANCE), on=on) == ()
    assert precedents_for(text, actor=person(OFFICE), on=on, besides=number) == ()
    assert precedents_for("", actor=person(OFFICE), on=on) == ()


def test_the_portal_shows_decisions_and_no_inner_word(carrier: Carrier) -> None:
    carrier.open()
    carrier.take("judge", judgement=SECRET)
    carrier.take("ask", question=SECRET)
    carrier.answer(WATER, {**LEAD, "reason": SECRET, "basis": f"《条例》{SECRET}"})
    for body in (FARMS, HOUSING):
        carrier.answer(body, {"stance": "partner", "reason": SECRET, "share": "提供资料。"})
    carrier.take("meet", met_on=carrier.now.date(), attended=SECRET, minutes=SECRET)
    number = carrier.conclude().number
    visitor = Client()
    for path in ("/decisions/", f"/decisions/{number}/", "/decisions/all.json"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert "农村黑臭水体排查治理" in page
        assert SECRET not in page, path
    assert visitor.get("/decisions/HS-2099-0001/").status_code == 404
    assert visitor.get("/decisions/?region=511100").status_code == 200
