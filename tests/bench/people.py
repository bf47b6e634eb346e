"""People of the demonstration with a browser: they sign in, read, write, and think in between."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

PATIENCE = 30
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DUTY = re.compile(r'href="/duties/(\d+)/')
CASE = re.compile(r'href="(/cases/[A-Z][^"/]+/)"')
WHO = ("shui-handler", "shui-head", "hwb-handler", "leshan-handler", "hwb-principal", "auditor")
GUESSER = "10.9.9.9"
VICTIM = "sthjt-handler"
"""Whom the guesser wants: none of the people, since guessing locks an account by design (H10)."""
PAGES = (
    *(("/desk/",) * 6),
    *(("/matrix/", "/matrix/?tab=cities", "/matrix/?tab=counties") * 2),
    *("/clauses/", "/clauses/2.1.3/", "/duties/", "/duties/", "/cases/", "/cases/?q=年度"),
    *("/organisations/bodies/510000-water/", "/lists/", "/", "/?q=秸秆焚烧归谁管"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float


@dataclass(slots=True)
class Browser:
    """One connection, kept as long as the server keeps it, and its cookies."""

    port: int
    source: str = ""
    """The address a proxy would say they come from: what tries of sign-in are counted by."""
    cookies: dict[str, str] = field(default_factory=dict)
    _wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Ask for a page."""
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return await self._ask("POST", path, urlencode(fields).encode())

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        began = time.perf_counter()
        try:
            kept = self._wire is not None
            try:
                found = await asyncio.wait_for(self._exchange(method, path, body), PATIENCE)
            except (OSError, EOFError, ValueError):
                if not kept:
                    raise
                self._drop()  # the server had closed the kept connection: any browser tries again
                found = await asyncio.wait_for(self._exchange(method, path, body), PATIENCE)
        except (OSError, EOFError, ValueError) as error:
            self._drop()
            return Answer(0, {}, repr(error), time.perf_counter() - began)
        return Answer(*found, time.perf_counter() - began)

    async def _exchange(
        self, method: str, path: str, body: bytes
    ) -> tuple[int, dict[str, str], str]:
        if self._wire is None:
            self._wire = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._wire
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        safe = "".join(f"%{byte:02X}" if byte > 126 else chr(byte) for byte in path.encode())
        head = (
            f"{method} {safe} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"{f'X-Forwarded-For: {self.source}' if self.source else 'X-Nobody: 1'}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        status, headers = await self._head(reader)
        data = await self._body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self._drop()
        return status, headers, data.decode("utf-8", "replace")

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:-2]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
            headers[name.lower()] = value
        return int(lines[0].split()[1]), headers

    @staticmethod
    async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") != "chunked":
            return b""
        parts = []
        while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return b"".join(parts)

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire[1].close()
            self._wire = None


@dataclass(slots=True)
class Visitor:
    """One person at work."""

    browser: Browser
    dice: random.Random
    think: float
    writes: int
    tell: Callable[..., None]
    password: str = ""
    """How they sign in; without one, by the one click of the demonstration."""
    token: str = ""
    duties: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)

    async def visit(self, until: float, *, arrive: float) -> None:
        """Come within some seconds, sign in, work until it is time."""
        await asyncio.sleep(self.dice.uniform(0, arrive))
        while time.monotonic() < until and not await self._enter():
            await self._pause(until)
        while time.monotonic() < until:
            await self._pause(until)
            if time.monotonic() >= until:
                return
            if self.duties and self.dice.uniform(0, 100) < self.writes:
                await self._write()
            else:
                await self._read()

    async def _pause(self, until: float) -> None:
        wanted = self.dice.uniform(0.5, 1.5) * self.think
        await asyncio.sleep(max(0, min(wanted, until - time.monotonic())))

    async def _enter(self) -> bool:
        page = self._note("sign-in page", await self.browser.get("/login/"))
        found = TOKEN.search(page.text)
        if page.status != 200 or found is None:
            return False
        who = self.dice.choice(WHO)
        fields, path = {"csrfmiddlewaretoken": found[1]}, f"/login/as/{who}/"
        if self.password:
            fields |= {"login": who, "password": self.password}
            path = "/login/"
        answer = await self.browser.post(path, fields)
        self._note("sign-in", answer)
        if answer.status != 302:
            return False
        mine = self._note("/duties/", await self.browser.get("/duties/"))
        return mine.status == 200

    async def _read(self) -> None:
        path = self.dice.choice((*PAGES, *self.cases))
        self._note(path, await self.browser.get(path))

    async def _write(self) -> None:
        """Open a record for one of the duties of one's own body; some may not, and are told so."""
        path = f"/duties/{self.dice.choice(self.duties)}/record/"
        fields = {"csrfmiddlewaretoken": self.token}
        self._note("write", await self.browser.post(path, fields))

    def _note(self, kind: str, answer: Answer) -> Answer:
        polite = "retry-after" in answer.headers
        self.tell(kind, answer.status, answer.seconds, polite=polite)
        if answer.status == 200:
            found = TOKEN.search(answer.text)
            self.token = found[1] if found else self.token
            if kind == "/duties/":
                self.duties = DUTY.findall(answer.text)[:50]
            elif kind in {"/cases/", "/desk/"}:
                self.cases = CASE.findall(answer.text)[:5]
        return answer

    @staticmethod
    async def guess(port: int, rate: int, until: float) -> Counter[int]:
        """Send wrong passwords from one source, so many a second; return how they were answered.

        Nobody waits for an answer before the next try.
        """
        browser = Browser(port, GUESSER)
        page = await browser.get("/login/")
        found = TOKEN.search(page.text)
        token = found[1] if found else ""
        tries, answered = set(), Counter[int]()

        async def one(number: int) -> None:
            name = VICTIM if number % 2 else f"nobody{number}"
            fields = {"csrfmiddlewaretoken": token, "login": name, "password": "wrong-wrong-1"}
            other = Browser(port, GUESSER, dict(browser.cookies))
            answered[(await other.post("/login/", fields)).status] += 1

        number = 0
        while time.monotonic() < until:
            tries.add(asyncio.create_task(one(number)))
            number += 1
            await asyncio.sleep(1 / rate)
        await asyncio.gather(*tries)
        return answered
