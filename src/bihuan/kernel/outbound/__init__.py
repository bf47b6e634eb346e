"""The one door through which the product calls somebody else's server.

Nothing is called that was not named beforehand: a :class:`Line` belongs to one origin. The name is
resolved once and the address that was judged is the address connected to, so that it cannot turn
into another one in between. No redirect is followed, no proxy of the environment is used, and what
comes back is bounded in time and size, headers included. ``tests/architecture`` refuses any other
way out.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import json
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECONDS = 5.0
MOST_BYTES = 1_000_000
_PIECE = 16_384
_PORTS = {"https": 443, "http": 80}
# Named, and not what the library calls private: that has 0.0.0.0/8 and nets for examples in it.
_PRIVATE = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)

IPAddress: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
Finder: TypeAlias = "Callable[[str, int], list[str]]"


class Refused(OSError):
    """The call was not made: this address may not be called."""


class Unreachable(OSError):
    """The call was made and nothing usable came back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; raises ``ValueError``."""
        return json.loads(self.body)


def find(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Line:
    """A line to one origin that the operator has named.

    :param origin: scheme, host and port; only addresses below it are called.
    :param private: whether it may stand in a private network, as inner servers of an agency do.
    :param loopback: whether it may be this machine, without TLS: development and tests.
    """

    origin: str
    private: bool = False
    loopback: bool = False
    seconds: float = SECONDS
    most: int = MOST_BYTES
    finder: Finder = field(default=find)

    def get(self, url: str) -> Answer:
        """Fetch an address of this origin.

        :raises Refused: the address may not be called.
        :raises Unreachable: no answer, or one that is too slow, too large or a redirect.
        """
        return self._call("GET", url, None, {})

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send something to an address of this origin; raises as :meth:`get` does."""
        return self._call("POST", url, body, headers)

    def _call(self, method: str, url: str, body: bytes | None, given: Mapping[str, str]) -> Answer:
        end = time.monotonic() + self.seconds
        parts = _parts(url)
        if _origin(parts) != _origin(_parts(self.origin)):
            raise Refused(f"{parts.hostname} is not on the list.")
        headers = {
            **given,
            "Connection": "close",
            "Accept-Encoding": "identity",
            "Accept": "application/json",
        }
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _Connection(parts, self._judged(parts), end=end, most=self.most)
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            text = _read(response)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Unreachable(f"{parts.hostname}: {error!r}") from error
        finally:
            connection.hang_up()
        if http.client.MULTIPLE_CHOICES <= response.status < http.client.BAD_REQUEST:
            raise Unreachable(f"{parts.hostname} redirects, which is not followed.")
        return Answer(response.status, text)

    def _judged(self, parts: SplitResult) -> list[str]:
        """Return the addresses of the host; one forbidden among them forbids all."""
        host, port = _origin(parts)[1:]
        try:
            found = self.finder(host, port)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{host} has no address.") from error
        addresses = [_bare(each) for each in found]
        if not addresses:
            raise Unreachable(f"{host} has no address.")
        for address in addresses:
            if not self._allows(address):
                raise Refused(f"{host} is at {address}, which may not be called.")
            if parts.scheme != "https" and not address.is_loopback:
                raise Refused(f"{host} is not called without TLS.")
        return [str(address) for address in addresses]

    def _allows(self, address: IPAddress) -> bool:
        if address.is_loopback:
            return self.loopback
        if (
            address.is_link_local
            or address.is_multicast
            or address.is_unspecified
            or address.is_reserved
        ):
            return False
        return address.is_global or (self.private and any(address in net for net in _PRIVATE))


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        well = bool(parts.hostname) and parts.scheme in _PORTS and parts.port != 0
    except ValueError as error:
        raise Refused("This is not an address.") from error
    if not well or parts.username is not None or "@" in parts.netloc:
        raise Refused("This is not an address.")
    if any(sign <= " " or sign == "\x7f" for sign in url):
        raise Refused("This is not an address.")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS[parts.scheme]


def _bare(text: str) -> IPAddress:
    """Return an address without what hides another one in it."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if hidden is None and address in ipaddress.ip_network("64:ff9b::/96"):
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return hidden or address
    return address


class _Connection(http.client.HTTPConnection):
    """A connection to an address already judged, whose whole conversation is bounded."""

    def __init__(self, parts: SplitResult, addresses: list[str], *, end: float, most: int) -> None:
        scheme, host, port = _origin(parts)
        super().__init__(host, port)
        self._tls = scheme == "https"
        self._addresses, self._end, self._most = addresses, end, most
        self._raw: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first judged address that answers, within the time there is."""
        *others, last = self._addresses
        for address in others:
            try:
                self._raw = self._dial(address)
                break
            except OSError:
                continue
        raw = self._raw = self._raw or self._dial(last)
        if self._tls:
            context = ssl.create_default_context()
            self._raw = context.wrap_socket(raw, server_hostname=self.host)
        self.sock = _Bounded(self._raw, end=self._end, most=self._most)

    def _dial(self, address: str) -> socket.socket:
        return socket.create_connection((address, self.port), timeout=_left(self._end))

    def hang_up(self) -> None:
        """Close what `close` leaves open, because the answer is still read from it."""
        self.close()
        if self._raw is not None:
            self._raw.close()


class _Bounded:
    """A socket as ``http.client`` uses it, with one clock for everything."""

    def __init__(self, raw: socket.socket, *, end: float, most: int) -> None:
        self._raw, self._end, self._most = raw, end, most

    def sendall(self, data: bytes) -> None:
        self._raw.settimeout(_left(self._end))
        self._raw.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        del mode
        return io.BufferedReader(_Reader(self._raw, end=self._end, most=self._most))

    def close(self) -> None:
        """Nothing: whoever made the connection hangs up."""


class _Reader(io.RawIOBase):
    """What comes in, counted and timed, headers included."""

    def __init__(self, raw: socket.socket, *, end: float, most: int) -> None:
        self._raw, self._end, self._room = raw, end, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._raw.settimeout(_left(self._end))
        number = self._raw.recv_into(buffer)
        self._room -= number
        if self._room < 0:
            raise OSError("the answer is too large")
        return number


def _read(response: http.client.HTTPResponse) -> bytes:
    # Piece by piece: a length that is announced is not believed, and no room is made for it.
    pieces = []
    while piece := response.read1(_PIECE):
        pieces.append(piece)
    if response.length:
        raise OSError("the answer broke off")
    return b"".join(pieces)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer took too long")
    return left
