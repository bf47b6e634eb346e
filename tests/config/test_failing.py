"""A full disk and a database that is away are told from a fault, however deep they lie."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING, NoReturn

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import RequestFactory

from bihuan.config import failing
from bihuan.kernel.ui import shell

if TYPE_CHECKING:
    from django.http import HttpResponse


def caused(fault: Exception, cause: BaseException) -> Exception:
    fault.__cause__ = cause
    return fault


def of_sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    return caused(OperationalError("x"), cause)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (OSError(errno.ENOSPC, "x"), 507),
        (OSError(errno.EDQUOT, "x"), 507),
        (OSError(errno.EIO, "x"), 503),
        (PermissionError(errno.EACCES, "x"), 503),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (of_sqlite(sqlite3.SQLITE_FULL), 507),
        (of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), 503),
        (of_sqlite(sqlite3.SQLITE_BUSY), 503),
        (of_sqlite(sqlite3.SQLITE_ERROR), None),
        (caused(OperationalError("x"), psycopg.errors.DiskFull("x")), 507),
        (caused(OperationalError("x"), psycopg.OperationalError("server closed")), 503),
        (InterfaceError("connection already closed"), 503),
        (ProgrammingError("no such table"), None),
        (caused(RuntimeError("x"), OSError(errno.ENOSPC, "x")), 507),
        (LookupError("x"), None),
        (None, None),
    ],
    ids=repr,
)
def test_what_stood_in_the_way(fault: BaseException | None, status: int | None) -> None:
    assert failing.status_of(fault) == status


def answered(fault: Exception) -> HttpResponse:
    """Ask for the page as Django does: while the fault is being handled."""

    def broken() -> NoReturn:
        raise fault

    try:
        broken()
    except Exception:  # noqa: BLE001  whatever it is
        return failing.failed(RequestFactory().get("/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        (OSError(errno.ENOSPC, "/srv/secret"), 507, "存储空间已满"),
        (OSError(errno.EIO, "/srv/secret"), 503, "暂时不可用"),
        (LookupError("/srv/secret"), 500, "系统出错了"),
    ],
)
def test_the_page_says_which_it_was_and_nothing_of_the_machine(
    fault: Exception, status: int, sentence: str
) -> None:
    answer = answered(fault)
    told = answer.content.decode()
    assert (answer.status_code, sentence in told, "secret" in told) == (status, True, False)
    assert answer.headers.get("Retry-After") == ("30" if status == 503 else None)


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_the_page_needs_no_database(kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> NoReturn:
        raise kind("gone")

    monkeypatch.setattr(shell, "_demo", [away])
    assert answered(kind("gone")).status_code == 503
