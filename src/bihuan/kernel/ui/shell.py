"""What every page shows around its content: names of the site, the reader, the bar, preferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import Error
from django.urls import NoReverseMatch

from bihuan.kernel.ui import nav
from bihuan.kernel.ui.addresses import fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from bihuan.kernel.access import Actor

SIZE_COOKIE = "bh-size"
CONTRAST_COOKIE = "bh-contrast"
KEYS_COOKIE = "bh-keys"


@dataclass(frozen=True, slots=True)
class Site:
    """Names a deployment gives itself. The policy pack of a province may replace them."""

    brand: str = "闭环"
    desk: str = "生态环境保护责任落实平台"
    portal: str = "生态环境保护责任公开"
    sponsor: str = ""
    contact: str = ""
    site_code: str = ""
    icp: str = ""
    police: str = ""


def _no_demo() -> bool:
    return False


_site: list[Callable[[], Site]] = [Site]
_demo: list[Callable[[], bool]] = [_no_demo]


def describe_site(source: Callable[[], Site]) -> None:
    """Name the site; the last caller wins (the composition root or the policy pack)."""
    _site[0] = source


def tell_demo(probe: Callable[[], bool]) -> None:
    """Say how to learn whether this database holds demonstration data."""
    _demo[0] = probe


def site() -> Site:
    """Return the names of this site."""
    return _site[0]()


def is_demo() -> bool:
    """Return whether the banner 演示数据 must stand on every page."""
    try:
        return _demo[0]()
    except Error:  # the page that says so must not fail as well
        return False


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of one page."""

    site: Site
    actor: Actor | None
    links: tuple[nav.NavLink, ...]
    demo: bool
    large: bool
    contrast: bool
    keys: bool
    path: str
    logout_url: str
    login_url: str
    switch_url: str
    home_url: str

    @property
    def html_class(self) -> str:
        """Classes of the root element."""
        names = (("bh-large", self.large), ("bh-contrast", self.contrast))
        return " ".join(name for name, on in names if on)


def _address(*names: str) -> str:
    for name in names:
        try:
            return fixed(name)
        except NoReverseMatch:
            continue
    return ""


def home_address() -> str:
    """Return where the workbench is."""
    return _address("workbench:home") or "/"


def frame(request: HttpRequest | None, *, area: str = nav.DESK) -> Shell:
    """Build the frame for a request; an error page may have none."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.is_public:
        actor = None
    cookies = request.COOKIES if request is not None else {}
    path = request.get_full_path() if request is not None else "/"
    shown = area == nav.PORTAL or actor is not None
    return Shell(
        site=site(),
        actor=actor,
        links=nav.links(actor, request.path if request else "/", area=area) if shown else (),
        demo=is_demo(),
        large=cookies.get(SIZE_COOKIE) == "large",
        contrast=cookies.get(CONTRAST_COOKIE) == "high",
        keys=cookies.get(KEYS_COOKIE) != "off",
        path=path,
        logout_url=_address("access:logout", "logout"),
        login_url=_address("access:login", "login"),
        switch_url=_address("access:post", "access:switch", "access:posts"),
        home_url=home_address(),
    )
