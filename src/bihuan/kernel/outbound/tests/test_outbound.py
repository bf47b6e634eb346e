"""What the guarded client calls, and what it does not, against a real server on loopback."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.outbound import Line, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

FORBIDDEN = (
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "::1", "::", "169.254.169.254", "fe80::1", "fe80::1%eth0",  # noqa: S104
    "0.0.0.1", "0.8.9.10",
    "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
)  # fmt: skip
PRIVATE = ("10.0.0.8", "172.16.3.4", "192.168.1.1", "fd00::7", "::ffff:10.0.0.8", "2002:a00:8::")
NO_ADDRESSES = (
    "ftp://id.example.cn/", "file:///etc/passwd", "gopher://id.example.cn/", "//id.example.cn/",
    "https://", "https://me:secret@id.example.cn/", "https://@id.example.cn/",
    "https://id.example.cn:0/", "https://id.example.cn:99999/", "https://id.example.cn/a b",
    "https://id.example.cn/\r\nHost: other", "https://[id.example.cn/",
)  # fmt: skip
NOT_LISTED = (
    "https://id.example.com/", "https://id.example.cn.example.com/",
    "https://id.example.com/?id.example.cn", "https://id.example.cn:8443/",
    "http://id.example.cn/", "https://id.example.com#id.example.cn",
    *(f"https://{host}/" for host in ("2130706433", "0177.0.0.1", "[::ffff:7f00:1]", "127.1")),
)  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says."""

    asked: list[str]

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Send back what was sent."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(200, body)

    def do_GET(self) -> None:
        """Answer well, badly, slowly or without an end."""
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        ways = {
            "/moved": lambda: self._send(302, b"", Location="/elsewhere"),
            "/large": lambda: self._send(200, b"x" * 5000),
            "/lying": lambda: self._send(200, b"x", **{"Content-Length": "90000000000"}),
            "/slow": self._drip,
            "/headers": self._headers,
        }
        ways.get(self.path, lambda: self._send(200, b'{"well": true}'))()

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        self._until_hung_up(b"x")

    def _headers(self) -> None:
        self.send_response(200)
        self.flush_headers()
        self._until_hung_up(b"a")

    def _until_hung_up(self, sign: bytes) -> None:
        over = self.server.over  # type: ignore[attr-defined]
        try:
            while not over.wait(0.02):
                self.wfile.write(sign)
        except OSError:
            return


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    here = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.asked, here.over = [], threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=here.serve_forever)
    thread.start()
    yield here
    here.over.set()  # type: ignore[attr-defined]
    here.shutdown()
    thread.join()
    here.server_close()


def line(server: ThreadingHTTPServer, **named: Any) -> Line:
    return Line(f"http://127.0.0.1:{server.server_port}", **({"loopback": True} | named))


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return where somebody tried to connect to; nobody is let through."""
    tried: list[Any] = []

    def connect(where: Any, **_: Any) -> socket.socket:
        tried.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


def test_an_answer_comes_back(server: ThreadingHTTPServer) -> None:
    assert line(server).get(f"{line(server).origin}/a?b=1").json() == {"well": True}
    assert server.asked == ["/a?b=1"]  # type: ignore[attr-defined]
    assert line(server).post(f"{line(server).origin}/", b"body", {}).body == b"body"


@pytest.mark.goal("H6")
@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/moved", "redirects"),
        ("/large", "too large"),
        ("/lying", "broke off"),
        ("/slow", "too long|timed out"),
        ("/headers", "too long|timed out"),
    ],
)
def test_what_has_no_end_is_cut_off(server: ThreadingHTTPServer, path: str, why: str) -> None:
    here = line(server, seconds=0.4, most=4000)
    with pytest.raises(Unreachable, match=why):
        here.get(here.origin + path)


@pytest.mark.parametrize("address", FORBIDDEN)
@pytest.mark.parametrize("private", [True, False])
def test_no_name_leads_to_a_forbidden_address(
    dialled: list[Any], address: str, *, private: bool
) -> None:
    def finder(_host: str, _port: int) -> list[str]:
        return ["8.8.8.8", address]

    here = Line("https://id.example.cn", private=private, finder=finder)
    with pytest.raises(Refused):
        here.get("https://id.example.cn/")
    assert dialled == []


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_network_is_entered_only_where_it_is_meant(
    dialled: list[Any], address: str
) -> None:
    def finder(_host: str, _port: int) -> list[str]:
        return [address]

    with pytest.raises(Refused):
        Line("https://id.example.cn", finder=finder).get("https://id.example.cn/")
    assert dialled == []
    with pytest.raises(Unreachable):
        Line("https://id.example.cn", private=True, finder=finder).get("https://id.example.cn/")
    assert len(dialled) == 1


@pytest.mark.parametrize("url", [*NO_ADDRESSES, *NOT_LISTED])
def test_only_the_named_origin_is_called(dialled: list[Any], url: str) -> None:
    asked: list[str] = []

    def finder(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"]

    with pytest.raises(Refused):
        Line("https://id.example.cn", private=True, loopback=True, finder=finder).get(url)
    assert (asked, dialled) == ([], []), "not even its name is looked up"


@pytest.mark.goal("H6")
def test_the_address_judged_is_the_address_called(dialled: list[Any]) -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])

    def finder(_host: str, _port: int) -> list[str]:
        return next(answers)

    with pytest.raises(Unreachable):
        Line("https://id.example.cn", finder=finder).get("https://id.example.cn/")
    assert dialled == [("8.8.8.8", 443)]


def test_without_tls_only_this_machine_is_called(dialled: list[Any]) -> None:
    def finder(_host: str, _port: int) -> list[str]:
        return ["10.0.0.8"]

    here = Line("http://id.example.cn", private=True, loopback=True, finder=finder)
    with pytest.raises(Refused, match="TLS"):
        here.get("http://id.example.cn/")
    assert dialled == []


def test_nobody_at_home_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unreachable):
            Line(origin, loopback=True).get(origin)
    with pytest.raises(Unreachable, match="no address"):
        Line("https://id.example.cn", finder=lambda *_: []).get("https://id.example.cn/")
