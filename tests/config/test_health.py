"""The one question a load balancer asks."""

from unittest.mock import patch

import pytest
from django.db import DatabaseError
from django.test import Client


@pytest.mark.django_db
def test_it_answers_without_signing_in(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok"
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_says_when_the_database_is_gone(client: Client) -> None:
    with patch("bihuan.config.health.connection.cursor", side_effect=DatabaseError):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"


def test_it_changes_nothing(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
