"""An empty database becomes an installation its first administrators can sign in to."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from bihuan.faces.cli import BAD_INPUT, run
from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import api as ledger

PEOPLE = ("--system", "chen:陈一", "--security", "bai:白二")


@pytest.mark.django_db(transaction=True)
def test_the_first_administrators_sign_in_and_choose_a_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["setup", "--system", "chen", "--security", "bai:白二"]) == BAD_INPUT
    assert access.account_named("chen") is None
    assert run(["setup", *PEOPLE]) == 0
    said = capsys.readouterr().out
    passwords = dict(re.findall(r"  (\w+)  (\S+)$", said, re.MULTILINE))
    assert set(passwords) == {"chen", "bai"}
    for login, password in passwords.items():
        client = Client()
        assert client.post("/login/", {"login": login, "password": password}).status_code == 302
        assert client.get("/administration/accounts/")["Location"] == "/password/"
    assert ledger.verify().ok
    told = "".join(str(line.facts) for line in ledger.entries(newest_first=True, limit=50))
    assert not [password for password in passwords.values() if password in told]

    before = access.account_named("chen")
    assert run(["setup", "--system", "du:杜三", "--security", "er:尔四"]) == BAD_INPUT
    assert "已经有管理员" in capsys.readouterr().err
    assert access.account_named("du") is None, "whoever reaches the shell makes no second ones"
    assert access.account_named("chen") == before
    assert run(["setup", "--no-administrators"]) == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_administrators_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["setup", "--system", "chen:陈一", "--security", "CHEN:白二"]) == BAD_INPUT
    assert "已被使用" in capsys.readouterr().err
    assert access.account_named("chen") is None
    assert run(["setup", "--body", "510000-nobody", *PEOPLE]) == BAD_INPUT
    assert access.account_named("chen") is None
