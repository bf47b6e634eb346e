"""A prepared question answers as the queryset it was made of, whoever asks it and how often."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import CharField, DateTimeField, F
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.access.prepared import Prepared

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def sessions(db: None) -> None:  # noqa: ARG001 - the database
    """Keep five sessions that end an hour apart."""
    Session.objects.bulk_create(
        Session(session_key=f"k{n}", session_data=str(n), expire_date=NOON + timedelta(hours=n))
        for n in range(5)
    )


def ending_after() -> Prepared[Session]:
    return Prepared(
        lambda moment: Session.objects.filter(expire_date__gt=moment).order_by("session_key"),
        moment=DateTimeField,
    )


@pytest.mark.usefixtures("sessions")
def test_it_answers_each_time_with_the_values_of_that_time() -> None:
    asked = ending_after()
    for hours in (-1, 0, 2, 4):
        moment = NOON + timedelta(hours=hours)
        plain = list(Session.objects.filter(expire_date__gt=moment).order_by("session_key"))
        assert asked(moment=moment) == plain
    assert asked(moment=NOON)[0].expire_date == NOON + timedelta(hours=1)


@pytest.mark.usefixtures("sessions")
def test_values_slices_and_sums_come_as_the_queryset_gives_them() -> None:
    pairs = Prepared(
        lambda key: (
            Session.objects.filter(session_key__gte=key)
            .annotate(said=F("session_data"))
            .order_by("-session_key")
            .values_list("session_key", "said")[:2]
        ),
        key=CharField,
    )
    assert pairs(key="k1") == [("k4", "4"), ("k3", "3")]
    assert pairs(key="k4") == [("k4", "4")]
    assert pairs(key="z") == []


@pytest.mark.usefixtures("sessions")
def test_it_asks_once_and_sends_values_apart_from_the_statement() -> None:
    hostile = Prepared(lambda key: Session.objects.filter(session_key=key), key=CharField)
    with CaptureQueriesContext(connection) as asked:
        assert hostile(key="' OR 1=1 --") == []
        assert [each.session_key for each in hostile(key="k2")] == ["k2"]
    assert len(asked) == 2


@pytest.mark.usefixtures("sessions")
def test_what_changed_since_is_seen() -> None:
    asked = ending_after()
    assert len(asked(moment=NOON)) == 4
    Session.objects.filter(session_key="k3").delete()
    assert [each.session_key for each in asked(moment=NOON)] == ["k1", "k2", "k4"]


@pytest.mark.django_db
def test_a_value_that_is_missing_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError, match="moment"):
        ending_after()()


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection() -> None:
    Session.objects.create(session_key="one", session_data="", expire_date=NOON)
    asked, found = ending_after(), []

    def look() -> None:
        try:
            found.append([each.session_key for each in asked(moment=NOON - timedelta(1))])
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [["one"]] * 4
