"""What a production installation must not be started with.

Each check has an id that docs/develop/settings.md explains, and a hint that says what to do. They
run in `manage.py check`, and again whenever the web server starts (see wsgi.py), because a server
that is merely warned keeps running for years.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from bihuan.kernel.operating import has_reset_fault

TAG = "bihuan"
LEAST_SECRET_LENGTH = 50
LEAST_SECRET_VARIETY = 12
WEAK_BEGINNINGS = ("development", "django-insecure", "change", "secret", "test")


def register() -> None:
    """Register all checks of this file."""
    for check in (
        secret_is_strong,
        no_debugging,
        hosts_are_named,
        transport_is_safe,
        storage_fits,
        assets_are_collected,
    ):
        checks.register(check, TAG)


def _secret() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


def secret_is_strong(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  the signature is Django's
    **_: Any,
) -> list[checks.CheckMessage]:
    """Refuse a missing, short, repetitive or well-known secret."""
    secret = _secret()
    if not settings.PRODUCTION or (
        len(secret) >= LEAST_SECRET_LENGTH
        and len(set(secret)) >= LEAST_SECRET_VARIETY
        and not secret.casefold().startswith(WEAK_BEGINNINGS)
    ):
        return []
    return [
        checks.Error(
            "BIHUAN_SECRET_KEY is missing or too weak for production.",
            hint=(
                "Put a secret of your own into a file only the service can read and name it in"
                " BIHUAN_SECRET_KEY_FILE. A fresh one, made now and kept nowhere: "
                f"{secrets.token_urlsafe(64)}"
            ),
            id="bihuan.S001",
        ),
    ]


def no_debugging(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  the signature is Django's
    **_: Any,
) -> list[checks.CheckMessage]:
    """Refuse debugging pages, which show settings and data to whoever causes an error."""
    if not (settings.PRODUCTION and settings.DEBUG):
        return []
    return [
        checks.Error(
            "BIHUAN_DEBUG is on in production.",
            hint="Remove BIHUAN_DEBUG, or set it to 0.",
            id="bihuan.S002",
        ),
    ]


def hosts_are_named(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  the signature is Django's
    **_: Any,
) -> list[checks.CheckMessage]:
    """Refuse to answer under any name, which invites forged links."""
    hosts = settings.ALLOWED_HOSTS
    if not settings.PRODUCTION or (hosts and "*" not in hosts):
        return []
    return [
        checks.Error(
            "BIHUAN_HOSTS does not name the addresses of this site.",
            hint="List the host names people type, separated by commas; * is refused.",
            id="bihuan.S003",
        ),
    ]


def transport_is_safe(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  the signature is Django's
    **_: Any,
) -> list[checks.CheckMessage]:
    """Refuse to send passwords and sessions in clear."""
    safe = (
        settings.SECURE_SSL_REDIRECT
        and settings.SESSION_COOKIE_SECURE
        and settings.CSRF_COOKIE_SECURE
        and settings.SECURE_HSTS_SECONDS > 0
    )
    if not settings.PRODUCTION or safe:
        return []
    return [
        checks.Error(
            "BIHUAN_HTTPS is off in production: passwords would travel in clear.",
            hint=(
                "Leave BIHUAN_HTTPS at its default and let the reverse proxy hold the certificate;"
                " set BIHUAN_BEHIND_PROXY=1 when it does."
            ),
            id="bihuan.S004",
        ),
    ]


def storage_fits(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  the signature is Django's
    **_: Any,
) -> list[checks.CheckMessage]:
    """Refuse several processes on an SQLite library that may lose committed writes."""
    several = settings.PROCESSES > 1
    if not (settings.PRODUCTION and settings.SQLITE and several):
        return []
    advice = "Set DATABASE_URL to a PostgreSQL database, or BIHUAN_PROCESSES to 1."
    if has_reset_fault(sqlite3.sqlite_version_info):
        return [
            checks.Error(
                f"SQLite {sqlite3.sqlite_version} can lose committed writes when"
                f" {settings.PROCESSES} processes share one file.",
                hint=advice,
                id="bihuan.S005",
            ),
        ]
    return [
        checks.Warning(
            f"{settings.PROCESSES} processes share one SQLite file; they will wait for each other.",
            hint=advice,
            id="bihuan.S006",
        ),
    ]


def assets_are_collected(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  the signature is Django's
    **_: Any,
) -> list[checks.CheckMessage]:
    """Refuse to serve pages whose style sheets would be missing."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not settings.PRODUCTION or manifest.exists():
        return []
    return [
        checks.Warning(
            "The files for the browser have not been collected.",
            hint="Run `python manage.py collectstatic --noinput` before the server starts.",
            id="bihuan.S007",
        ),
    ]
