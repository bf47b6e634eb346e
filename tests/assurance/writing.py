"""Sending a form, taking it back, and looking at what it would have written."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from tests.assurance.matrix import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.assurance.matrix import World

WRITES = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
"""The framework writes its statements in capitals."""


ON_EVERY_VISIT = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken": "[^"]*"|nonce="[^"]*"'
    r'|name="once" value="[^"]*"|[?&]next=[^"\'\s]*'
)


def bare(said: str) -> str:
    """A page without what differs on every visit."""
    return ON_EVERY_VISIT.sub("", said)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and every value that went into a table."""

    status: int
    leads: str
    said: str
    tables: frozenset[str]
    values: tuple[tuple[str, Any], ...]
    """(table, value) of every parameter of a writing statement."""

    def wrote(self, word: str, *, but: frozenset[str] = frozenset()) -> bool:
        """Whether this word went into a table."""
        return any(word in str(value) for table, value in self.values if table not in but)


def send(
    world: World,
    viewer: str,
    url: str,
    data: Mapping[str, Any] | str,
    *,
    kind: str = "",
    method: str = "post",
) -> Answer:
    """Send to an address as somebody; nothing of it stays."""
    client = world.clients[viewer]
    cookies = copy.deepcopy(client.cookies)
    values: list[tuple[str, Any]] = []
    tables: set[str] = set()

    def watch(
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001  Django's signature
        context: Any,
    ) -> Any:
        if found := WRITES.match(sql):
            tables.add(found[1])
            rows = params if many else [params or ()]
            values.extend((found[1], value) for row in rows for value in row)
        return execute(sql, params, many, context)

    words = {"content_type": kind} if kind else {}
    with transaction.atomic(), connection.execute_wrapper(watch):
        answer = getattr(client, method)(url, data, **words)
        streamed = getattr(answer, "streaming_content", None)
        said = b"".join(streamed) if streamed is not None else answer.content
        transaction.set_rollback(True)
    forget(client, cookies)
    return Answer(
        answer.status_code,
        answer.get("Location", ""),
        said.decode("utf-8", "replace"),
        frozenset(tables),
        tuple(values),
    )
