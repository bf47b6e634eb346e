"""Who may be tried on the demonstration site, and the one click that signs them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bihuan.kernel.access import api as access
from bihuan.kernel.access import public
from bihuan.kernel.ui.panels import Panel
from bihuan.modules.organisations import demo

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor


def offer(actor: Actor, at: datetime) -> Panel | None:
    """Return the people to try, None anywhere but on a demonstration site."""
    del actor, at
    if not access.is_demo():
        return None
    people = tuple(demo.PERSONAS.values())
    return Panel("演示站：点一下，以他的身份进入", "entrance/people.html", {"people": people})


@public
@never_cache
@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the invented people; 404 anywhere but on a demonstration site."""
    persona = demo.PERSONAS.get(key.replace("-", "_"))
    account = access.account_named(persona.login) if persona else None
    if account is None:
        raise Http404
    try:
        access.sign_in(request, account, None, at=timezone.now())
    except access.NotDemo:
        raise Http404 from None
    return redirect(settings.LOGIN_REDIRECT_URL)
