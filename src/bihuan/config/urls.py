"""Every address of the product, composed from the faces and modules."""

from django.urls import URLPattern, URLResolver, include, path

from bihuan.config.health import health
from bihuan.config.metrics import metrics

ROOTS: tuple[tuple[str, str], ...] = (
    ("", "bihuan.kernel.access.urls"),
    ("", "bihuan.kernel.ui.urls"),
    ("organisations/", "bihuan.modules.organisations.web.urls"),
    ("vault/", "bihuan.kernel.vault.urls"),
    ("papers/", "bihuan.modules.documents.web.urls"),
    ("", "bihuan.modules.directives.web.urls"),
    ("matters/", "bihuan.modules.matters.web.urls"),
    ("leads/", "bihuan.modules.leads.web.urls"),
    ("following/", "bihuan.modules.following.web.urls"),
    ("algebra/", "bihuan.modules.algebra.web.urls"),
    ("quality/", "bihuan.modules.quality.web.urls"),
    ("desk/", "bihuan.faces.workbench.urls"),
    ("", "bihuan.faces.entrance.urls"),
    ("administration/", "bihuan.faces.administration.urls"),
    ("", "bihuan.faces.portal.urls"),
)

handler500 = "bihuan.config.failing.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="healthz"),
    path("metrics", metrics, name="metrics"),
    *(path(prefix, include(name)) for prefix, name in ROOTS),
]
