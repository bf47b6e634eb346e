"""A web worker that says no in time.

Under more load than it can carry a server that takes everything answers nobody: the queue grows,
every page is late, and people press again. This one looks at how long a request has waited for a
thread. Whoever waited too long is told at once to come back (503 with Retry-After), which costs
next to nothing, so that the others are answered while they still look at the page.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from bihuan.config import env
from bihuan.kernel.operating import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PATIENCE = env.number("BIHUAN_PATIENCE", 2, least=1)
"""Seconds a request may wait for a thread."""
COME_BACK = 5
ALWAYS = frozenset({"/healthz", "/metrics"})
SENTENCE = """\
<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>稍后再试 - 闭环</title>
<main><h1>现在访问的人太多</h1><p>系统没有执行您刚才的操作。请等几秒钟再试；填写的内容还在原来的页面上，返回即可。</p></main>
</html>
""".encode()

_here = threading.local()


def waited() -> float:
    """Return how many seconds the request of this thread has waited for it."""
    return float(getattr(_here, "waited", 0))


def polite(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Wrap a WSGI application: who waited too long is refused without being looked at."""

    def answer(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        if waited() <= PATIENCE or environ.get("PATH_INFO") in ALWAYS:
            return application(environ, start)
        figures.SHED.inc()
        start(
            "503 Service Unavailable",
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(SENTENCE))),
                ("Retry-After", str(COME_BACK)),
                ("Cache-Control", "no-store"),
                ("Content-Security-Policy", "default-src 'none'"),
            ],
        )
        return [SENTENCE]

    return answer


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's threaded worker with a clock on every request."""

    def load_wsgi(self) -> None:
        """Load the application and put the guard before it."""
        super().load_wsgi()
        self.wsgi: Any = polite(self.wsgi)

    def enqueue_req(self, conn: Any) -> None:
        """Note when a request began to wait."""
        conn.asked = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Answer what stands on a connection, knowing how long it has waited."""
        _here.waited = time.monotonic() - getattr(conn, "asked", time.monotonic())
        return super().handle(conn)
