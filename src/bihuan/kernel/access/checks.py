"""System checks of access."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks

from bihuan.kernel.access.identity import IdentityPolicyError, editions
from bihuan.kernel.access.permissions import UnknownPermission, permission_named

_MIDDLEWARE = "bihuan.kernel.access.middleware.AccessMiddleware"
START = "bihuan"  # the web server asks these again and does not start (config.wsgi)
_BACKEND = "bihuan.kernel.access.backends.AccountBackend"
_ASKED = re.compile(r"""(?:\|\s*may:|\{%\s*(?:if_)?may\s+)["']([^"']+)["']""")


@checks.register(checks.Tags.security, START)
def check_closed_door(**_: Any) -> list[checks.CheckMessage]:
    """E001: the middleware that closes every page is in place."""
    if _MIDDLEWARE in settings.MIDDLEWARE:
        return []
    return [
        checks.Error(
            "Pages are open to anybody: the access middleware is missing.",
            hint=f"Add {_MIDDLEWARE!r} to MIDDLEWARE, after AuthenticationMiddleware.",
            id="access.E001",
        )
    ]


@checks.register(checks.Tags.security, START)
def check_hasher(**_: Any) -> list[checks.CheckMessage]:
    """E002: in production, new passwords are hashed with Argon2."""
    first = settings.PASSWORD_HASHERS[0]
    production = getattr(settings, "MODE", "") == "production"
    if not production or first.endswith("Argon2PasswordHasher"):
        return []
    return [
        checks.Error(
            f"New passwords would be hashed by {first}.",
            hint="Put Argon2PasswordHasher first in PASSWORD_HASHERS.",
            id="access.E002",
        )
    ]


@checks.register(checks.Tags.security, START)
def check_no_superuser(**_: Any) -> list[checks.CheckMessage]:
    """E004: nobody can be given everything by one bit of the framework.

    The account has no superuser or staff flag, no backend grants rights by such a flag, and the
    framework's own back office is not installed.
    """
    fields = {field.name for field in get_user_model()._meta.get_fields()}  # noqa: SLF001 - Django's own name
    flags = sorted(fields & {"is_superuser", "is_staff", "user_permissions", "groups"})
    found = [f"the account has {', '.join(flags)}"] if flags else []
    if settings.AUTHENTICATION_BACKENDS != [_BACKEND]:
        found.append(f"AUTHENTICATION_BACKENDS is not {_BACKEND} alone")
    if apps.is_installed("django.contrib.admin"):
        found.append("django.contrib.admin is installed")
    return [
        checks.Error(
            f"Somebody could be given everything at once: {fault}.",
            hint="Rights come from posts; the three administrators stay apart.",
            id="access.E004",
        )
        for fault in found
    ]


@checks.register(checks.Tags.security, START)
def check_identity_policy(**_: Any) -> list[checks.CheckMessage]:
    """E005: the figures of passwords, locks and sessions are there; E006: so is the leaked list."""
    found: list[checks.CheckMessage] = []
    try:
        editions()
    except IdentityPolicyError as error:
        found.append(checks.Error(str(error), id="access.E005"))
    if settings.BREACHED_PASSWORDS and not Path(settings.BREACHED_PASSWORDS).is_file():
        found.append(
            checks.Error(
                "BIHUAN_BREACHED_PASSWORDS names a file that is not there.",
                hint="Lines SHA1:count, sorted; remove the setting to do without.",
                id="access.E006",
            )
        )
    return found


@checks.register(checks.Tags.security, START)
def check_single_sign_on(**_: Any) -> list[checks.CheckMessage]:
    """E007: the provider of single sign-on is named in full, and called over TLS."""
    issuer, client = settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID
    loopback = issuer.startswith("http://127.0.0.1:") and not settings.PRODUCTION
    well = issuer.startswith("https://") or loopback
    if (not issuer and not client) or (well and client):
        return []
    return [
        checks.Error(
            "The provider of single sign-on is not one to trust.",
            hint="Set BIHUAN_OIDC_ISSUER (https) and BIHUAN_OIDC_CLIENT_ID, or neither.",
            id="access.E007",
        )
    ]


@checks.register(checks.Tags.templates)
def check_template_permissions(**_: Any) -> list[checks.CheckMessage]:
    """E003: every permission a template asks for is declared.

    Django swallows exceptions inside ``{% if a and b %}``, so a mistyped name is looked for here as
    well.
    """
    found: list[checks.CheckMessage] = []
    for config in apps.get_app_configs():
        if not config.name.startswith("bihuan."):
            continue
        for template in sorted(Path(config.path).glob("templates/**/*.html")):
            found += _unknown_in(template)
    return found


def _unknown_in(template: Path) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for line, text in enumerate(template.read_text(encoding="utf-8").splitlines(), start=1):
        for key in _ASKED.findall(text):
            try:
                permission_named(key)
            except UnknownPermission as error:
                where = f"{template.name}:{line}"
                found.append(checks.Error(f"{where}: {error.args[0]}", id="access.E003"))
    return found
