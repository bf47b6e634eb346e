"""How the web server runs; `bihuan serve` starts it with this."""

import gc
import shutil
from typing import Any

from django.apps import apps
from django.urls import get_resolver

from bihuan.config import env
from bihuan.config.counting import FOLDER
from bihuan.kernel.operating import figures

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


def when_ready(_server: object) -> None:
    """Put what is loaded out of the collector's reach before workers are made of this process.

    Looking at an object writes to it: without this each worker gets a copy of its own of nearly
    everything that they could share. Views are loaded by the first question for an address, and
    that would be asked in each worker; an app that has a `warm` says what else they can share.
    """
    if preload_app:
        _ = get_resolver().url_patterns
        for app in apps.get_app_configs():
            getattr(app, "warm", lambda: None)()
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Say that a web process lives."""
    del server, worker
    figures.show_alive("web")


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a web process counted that ended, however it ended."""
    del server
    figures.retire(worker.pid)


def on_exit(server: Any) -> None:
    """Take the folder away."""
    del server
    shutil.rmtree(FOLDER, ignore_errors=True)
