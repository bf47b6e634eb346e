"""The one door of every form: what is sent twice is done once (`presses`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from bihuan.kernel.ui import clock, presses
from bihuan.kernel.ui.requests import actor_of
from bihuan.kernel.ui.shell import home_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from bihuan.kernel.ui.models import Press

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CONFLICT, UNPROCESSABLE = 409, 422
FAILED = 400

log = structlog.get_logger(__name__)


class PressedOnce:
    """Answer a repeated form by its first answer; let every other be the first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and keep the answer if it had an effect."""
        with presses.one_request():
            response = self.get_response(request)
        press: presses.Pressing | None = getattr(request, "press", None)
        if press is None:
            return response
        if presses.had_effect(press):
            _keep(press, response)
            return response
        # A twin may have been first though this one never came to write: its answer is right only
        # if both were the same.
        first = presses.earlier(press.name)
        return response if first is None or press.is_of(first) else _another(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., object],
        _args: list[Any],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Look whether the form was sent before; behind the closed door: it is known by whom."""
        if request.method not in WRITING:
            return None
        press = presses.read(
            request,
            owner=actor_of(request).key,
            kept=getattr(view, "keeps_presses", False),
            at=clock.now(),
        )
        if press is None:
            return None
        first = presses.earlier(press.name)
        if first is not None:
            return _again(request, press, first)
        request.press = press  # type: ignore[attr-defined]
        presses.begin(press)
        return None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer the one of two twins that came second."""
        press: presses.Pressing | None = getattr(request, "press", None)
        if press is None or not isinstance(fault, presses.PressedBefore):
            return None
        first = presses.earlier(press.name)
        return None if first is None else _again(request, press, first)


def _keep(press: presses.Pressing, response: HttpResponse) -> None:
    location = response.headers.get("Location", "")
    try:
        presses.note(press.name, status=response.status_code, location=location)
    except DatabaseError:  # the act is done: that its answer is not kept must not deny it
        log.exception("press.answer_not_kept")


def _again(request: HttpRequest, press: presses.Pressing, first: Press) -> HttpResponse:
    """Answer a form that was sent before."""
    if not press.is_of(first):
        return _another(request)
    first = presses.answered(first)
    if first.location:
        again = HttpResponseRedirect(first.location)
        again.status_code = first.status
        return again
    if not first.status:
        return _say(
            request,
            "正在确认",
            "同一张表单刚刚提交过，系统已经受理，正在办理。请稍候点“返回”查看结果，不必重新填写。",
            CONFLICT,
        )
    sentence = "这张表单先前已经提交并办理，系统没有再办一次。请点“返回”查看最新情况。"
    return _say(
        request,
        "已经办过",
        sentence,
        CONFLICT if first.status >= FAILED else first.status,
    )


def _another(request: HttpRequest) -> HttpResponse:
    sentence = (
        "这张表单先前已经提交并办成，这次提交的内容与那次不同，系统没有保存。"
        "需要再办一次的，请打开新的表单重新填写。"
    )
    return _say(request, "没有保存：这张表单已经用过", sentence, UNPROCESSABLE)


def _say(request: HttpRequest, heading: str, sentence: str, status: int) -> HttpResponse:
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    back = came_from if ours else home_address()
    context = {"heading": heading, "sentences": (sentence,), "back": back}
    return render(request, "ui/refused.html", context, status=status)
