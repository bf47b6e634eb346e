"""How the web server runs; `bihuan serve` starts it with this."""

import gc
import os
import shutil
import tempfile
from typing import Any

from bihuan.config import env

bind = env.text("BIHUAN_BIND", "127.0.0.1:8000")
workers = env.number("BIHUAN_PROCESSES", 1, least=1)
threads = env.number("BIHUAN_THREADS", 4, least=1)
timeout = 60
max_requests = 20_000
max_requests_jitter = 2_000
worker_class = "bihuan.config.shedding.Worker"
# One copy of the program and its policy data, shared by all workers; no connection is open yet.
preload_app = workers > 1
backlog = 512
keepalive = 5
accesslog = None
loglevel = "warning"

# Before the program is loaded: the figures of all processes meet in this folder.
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
if not os.environ.get(FIGURES):
    os.environ[FIGURES] = tempfile.mkdtemp(prefix="bihuan-figures-")


def when_ready(_server: object) -> None:
    """Put what is loaded out of the collector's reach before workers are made of this process.

    Looking at an object writes to it: without this each worker gets a copy of its own of nearly
    everything that they could share.
    """
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Say that a web process lives."""
    from bihuan.kernel.operating import figures  # noqa: PLC0415 - after the folder is named

    del server, worker
    figures.show_alive("web")


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a web process counted that ended, however it ended."""
    from bihuan.kernel.operating import figures  # noqa: PLC0415 - after the folder is named

    del server
    figures.retire(worker.pid)


def on_exit(server: Any) -> None:
    """Take the folder away."""
    del server
    shutil.rmtree(os.environ[FIGURES], ignore_errors=True)
