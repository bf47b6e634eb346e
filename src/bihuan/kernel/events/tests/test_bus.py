"""Events: in order, in the transaction, to a register closed at start."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from bihuan.kernel import events


@dataclass(frozen=True, slots=True)
class Filed:
    number: str


@dataclass(frozen=True, slots=True)
class FiledLate(Filed):
    pass


def test_subscription_after_start_is_refused() -> None:
    with pytest.raises(events.RegistryClosed, match="ready"):
        events.subscribe(Filed, print)


def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(events.OutsideTransaction, match="Filed"):
        events.publish(Filed("1"))


@pytest.mark.django_db
def test_handlers_run_in_the_order_of_registration_and_only_while_subscribed() -> None:
    seen: list[str] = []

    def first(event: Filed) -> None:
        seen.append(f"first {event.number}")

    def second(event: Filed) -> None:
        seen.append(f"second {event.number}")

    with events.temporarily(Filed, second), events.temporarily(Filed, first):
        assert events.subscribers(Filed) == (second, first)
        events.publish(Filed("1"))
    events.publish(Filed("2"))
    assert seen == ["second 1", "first 1"]


@pytest.mark.django_db
def test_a_subtype_is_another_event() -> None:
    seen: list[Filed] = []
    with events.temporarily(Filed, seen.append):
        events.publish(FiledLate("1"))
    assert seen == []


@pytest.mark.django_db
def test_the_same_handler_twice_is_refused() -> None:
    def handler(event: Filed) -> None:
        raise AssertionError(event)

    with (
        events.temporarily(Filed, handler),
        pytest.raises(ValueError, match="already subscribed"),
        events.temporarily(Filed, handler),
    ):
        pytest.fail("subscribed twice")


@pytest.mark.django_db(transaction=True)
def test_an_exception_in_a_handler_undoes_the_act_and_stops_the_others() -> None:
    seen: list[str] = []

    def fail(event: Filed) -> None:
        raise LookupError(event.number)

    def later(event: Filed) -> None:
        seen.append(event.number)

    def act() -> None:
        with transaction.atomic():
            Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())
            events.publish(Filed("1"))

    with (
        events.temporarily(Filed, fail),
        events.temporarily(Filed, later),
        pytest.raises(LookupError),
    ):
        act()
    assert seen == []
    assert not Session.objects.exists()
