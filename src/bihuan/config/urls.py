"""Every address of the product, composed from the faces and modules."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from bihuan.config.health import health

ROOTS: tuple[tuple[str, str], ...] = (
    ("", "bihuan.kernel.access.urls"),
    ("", "bihuan.kernel.ui.urls"),
    ("organisations/", "bihuan.modules.organisations.web.urls"),
    ("", "bihuan.modules.directives.web.urls"),
    ("matters/", "bihuan.modules.matters.web.urls"),
    ("desk/", "bihuan.faces.workbench.urls"),
    ("", "bihuan.faces.entrance.urls"),
    ("", "bihuan.faces.portal.urls"),
)


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", health)]
urlpatterns += [path(prefix, include(name)) for prefix, name in ROOTS if _there(name)]
