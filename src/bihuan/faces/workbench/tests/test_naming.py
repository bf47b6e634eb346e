"""The pages bear the name the policy pack gives the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db
def test_the_sign_in_page_names_the_province(client: Client) -> None:
    assert "四川省生态环境保护责任落实平台" in client.get("/login/").content.decode()


@pytest.mark.django_db
def test_the_portal_bears_its_own_name(client: Client) -> None:
    assert "四川生态环境保护责任公开" in client.get("/").content.decode()
