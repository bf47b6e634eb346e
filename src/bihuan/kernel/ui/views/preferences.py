"""Large type, high contrast, shortcuts: kept in cookies of this browser, never in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.views.decorators.http import require_safe

from bihuan.kernel.access import public
from bihuan.kernel.access.api import way_back
from bihuan.kernel.ui.shell import CONTRAST_COOKIE, KEYS_COOKIE, SIZE_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest

A_YEAR = 365 * 24 * 3600
CHOICES = {
    "size": (SIZE_COOKIE, ("normal", "large")),
    "contrast": (CONTRAST_COOKIE, ("normal", "high")),
    "keys": (KEYS_COOKIE, ("on", "off")),
}


@public
@require_safe
def preferences(request: HttpRequest) -> HttpResponseRedirect:
    """Keep what was chosen and go back."""
    answer = HttpResponseRedirect(way_back(request, "/"))
    for name, (cookie, values) in CHOICES.items():
        chosen = request.GET.get(name)
        if chosen == values[0]:
            answer.delete_cookie(cookie)
        elif chosen in values:
            answer.set_cookie(cookie, chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer
