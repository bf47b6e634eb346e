"""A fault for every judge, and beside it the honest line that must pass."""

from tests.architecture import judges
from tests.architecture.judges import DOOR_LIMIT, FILE_LIMIT, FUNCTION_LIMIT, READY_LIMIT, Judge

PLANTS: tuple[tuple[Judge, str, str, str], ...] = (
    (
        judges.clock_is_read_at_the_edge,
        "modules/matters/rules.py",
        "today = timezone.localdate()",
        "today = timezone.localdate(at)",
    ),
    (
        judges.clock_is_read_at_the_edge,
        "modules/matters/operations.py",
        "today = date.today()",
        "today = at.date()",
    ),
    (
        judges.clock_is_read_at_the_edge,
        "modules/matters/models.py",
        "x = models.DateTimeField(default=timezone.now)",
        "x = models.DateTimeField()",
    ),
    (
        judges.clock_is_read_at_the_edge,
        "kernel/ledger/models.py",
        "x = models.DateTimeField(auto_now=True)",
        "x = models.DateTimeField()",
    ),
    (
        judges.state_moves_through_the_engine,
        "modules/matters/effects.py",
        "case.state = 'filed'",
        "case.title = 'filed'",
    ),
    (
        judges.state_moves_through_the_engine,
        "modules/matters/operations.py",
        "Case.objects.filter(pk=1).update(state='filed')",
        "Case.objects.filter(state='filed').update(title='x')",
    ),
    (
        judges.state_moves_through_the_engine,
        "faces/portal/views.py",
        "setattr(case, 'state', 'filed')",
        "setattr(case, 'title', 'filed')",
    ),
    (
        judges.own_code_is_imported_openly,
        "modules/matters/handlers.py",
        "try:\n    from bihuan.modules import directives\nexcept ImportError:\n    pass",
        "try:\n    import uvloop\nexcept ImportError:\n    pass",
    ),
    (
        judges.own_code_is_imported_openly,
        "modules/matters/queries.py",
        "def f():\n    from bihuan.modules.directives import api",
        "from bihuan.modules.directives import api",
    ),
    (
        judges.own_code_is_imported_openly,
        "config/urls.py",
        "find_spec('bihuan.modules.matters')",
        "path('', include('bihuan.modules.matters.web.urls'))",
    ),
    (
        judges.kernel_is_entered_by_its_doors,
        "modules/matters/operations.py",
        "from bihuan.kernel.process.engine import move",
        "from bihuan.kernel.process import api, Step",
    ),
    (
        judges.kernel_is_entered_by_its_doors,
        "modules/matters/queries.py",
        "from bihuan.kernel.process.models import Case",
        "if TYPE_CHECKING:\n    from bihuan.kernel.process.models import Case",
    ),
    (
        judges.files_and_functions_stay_small,
        "kernel/ui/page.py",
        "def f():\n" + "    x = 1\n" * FUNCTION_LIMIT,
        "def f():\n" + "    x = 1\n" * (FUNCTION_LIMIT - 1),
    ),
    (
        judges.files_and_functions_stay_small,
        "modules/matters/apps.py",
        "def ready():\n" + "    x = 1\n" * READY_LIMIT,
        "def ready():\n" + "    x = 1\n" * (READY_LIMIT - 1),
    ),
    (
        judges.files_and_functions_stay_small,
        "kernel/ui/page.py",
        "x = 1\n" * FILE_LIMIT,
        "x = 1\n" * (FILE_LIMIT - 1),
    ),
    (judges.files_say_what_they_are, "kernel/ui/page.py", "x = 1", '"""A page."""'),
    (
        judges.nobody_listens_to_signals,
        "modules/matters/handlers.py",
        "from django.db.models.signals import post_save",
        "from django.db.models import Model",
    ),
    (
        judges.nobody_listens_to_signals,
        "kernel/access/apps.py",
        "from django.dispatch import receiver",
        "from django.apps import AppConfig",
    ),
    (
        judges.writes_name_who_and_when,
        "modules/matters/operations/filing.py",
        "def file(case, *, actor): ledger.record('x', actor=actor)",
        "def file(case, *, actor, at): ledger.record('x', actor=actor, at=at)",
    ),
    (
        judges.writes_name_who_and_when,
        "modules/matters/operations.py",
        "def file(case, actor, at): ...",
        "def rows(case): ...",
    ),
    (
        judges.figures_are_exact,
        "modules/assessment/rules.py",
        "def score(points: float) -> int: ...",
        "def score(points: Fraction) -> int: ...",
    ),
    (
        judges.tables_keep_to_data,
        "modules/matters/models.py",
        "class A:\n    def save(self): ...",
        "class A:\n    def title(self): ...",
    ),
    (
        judges.tables_keep_to_data,
        "modules/matters/models/lists.py",
        "class A:\n    class Meta:\n        ordering = ['id']",
        "class A:\n    class Meta:\n        verbose_name = '清单'",
    ),
    (
        judges.front_doors_are_narrow,
        "modules/matters/api/__init__.py",
        f"__all__ = {[f'name{number}' for number in range(DOOR_LIMIT + 1)]}",
        f"__all__ = {[f'name{number}' for number in range(DOOR_LIMIT)]}",
    ),
    (
        judges.pages_ask_queries,
        "modules/matters/web/views.py",
        "rows = MatterList.objects.all()",
        "rows = queries.lists(actor=actor)",
    ),
    (
        judges.only_one_door_leads_out,
        "kernel/access/single_sign_on.py",
        "import urllib.request",
        "from urllib.parse import urlsplit",
    ),
    (
        judges.only_one_door_leads_out,
        "modules/matters/operations.py",
        "from http import client",
        "from http import HTTPStatus",
    ),
    (
        judges.only_one_door_leads_out,
        "modules/matters/jobs.py",
        "from authlib.integrations.requests_client import OAuth2Session",
        "from authlib.oauth2.client import OAuth2Client",
    ),
    (
        judges.only_one_door_leads_out,
        "faces/portal/feeds.py",
        "import socket",
        "from bihuan.kernel.outbound import Line",
    ),
    (
        judges.only_one_door_leads_out,
        "modules/quality/jobs.py",
        "asyncio.open_connection('example.cn', 80)",
        "line.get('https://example.cn/')",
    ),
)
ALL: tuple[Judge, ...] = tuple(dict.fromkeys(judge for judge, *_ in PLANTS))
