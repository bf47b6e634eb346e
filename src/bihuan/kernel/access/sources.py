"""Where a request comes from: the address that cannot be chosen by whoever sends it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

_IPV6_HOME = 64  # one customer holds a whole /64: each address of it must not get a hundred tries

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def source_of(request: HttpRequest) -> str:
    """Return the source a throttle counts: an IPv4 address or an IPv6 /64.

    ``X-Forwarded-For`` is believed only as far as it was written by proxies listed in
    ``BIHUAN_TRUSTED_PROXIES`` (networks), read from the right: what stands left of the first
    stranger is his invention.
    """
    address = _address(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return "unknown"
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and _is_trusted(address):
        before = _address(hops.pop().strip())
        if before is None:
            break
        address = before
    return _counted(address)


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def _is_trusted(address: Address) -> bool:
    networks: tuple[str, ...] = tuple(getattr(settings, "TRUSTED_PROXIES", ()))
    return any(address in ipaddress.ip_network(network) for network in networks)


def _counted(address: Address) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_HOME), strict=False))
    return str(address)
