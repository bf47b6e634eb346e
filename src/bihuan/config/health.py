"""Whether the service can answer: for load balancers and people on call, without signing in."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bihuan import __version__
from bihuan.kernel.access import public


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  the signature is Django's
    """Answer 200 when the database answers, else 503; nothing else is told to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"database": "unreachable", "version": __version__}, status=503)
    return JsonResponse({"database": "ok", "version": __version__})
