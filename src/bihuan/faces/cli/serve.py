"""`bihuan serve` answers browsers; `bihuan tick` does what time has made due."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time

import click

from bihuan.faces.cli import Refused, start
from bihuan.faces.cli.crew import Crew

SHORT_REST = 2
"""Seconds between two looks at what is to be done."""


def refresh_statistics() -> None:
    """Tell the planner how large the tables are: SQLite never looks by itself, PostgreSQL does."""
    from django.db import connection  # noqa: PLC0415  after start()

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=400")  # a sample: a tenth of a second
            cursor.execute("ANALYZE")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；默认只听本机。")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    envvar="BIHUAN_PROCESSES",
    show_default=True,
    help="进程数；多于一个时应使用 PostgreSQL。",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    envvar="BIHUAN_THREADS",
    show_default=True,
    help="每个进程的线程数。",
)
@click.option(
    "--jobs",
    type=click.IntRange(0, 16),
    default=0,
    show_default=True,
    help="同时启动几个后台工作进程；0 表示由定时器调用 bihuan tick。",
)
def serve(*, port: int, host: str, workers: int, threads: int, jobs: int) -> None:
    """启动网站；带 --jobs 时同时启动后台工作进程，任何一个退出都会重新启动。"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refused(
                f"端口 {port} 已被占用，请换一个：bihuan serve --port {port + 1}。"
            ) from None
    start()
    from django.core.management import call_command  # noqa: PLC0415  after start()

    call_command("migrate", verbosity=0, interactive=False)
    refresh_statistics()
    click.echo(f"闭环已启动：http://{host}:{port}  （按 Ctrl+C 停止）")
    # The settings judge the number of processes, so they must learn it.
    environment = {
        **os.environ,
        "BIHUAN_BIND": f"{host}:{port}",
        "BIHUAN_PROCESSES": str(workers),
        "BIHUAN_THREADS": str(threads),
    }
    server = ("gunicorn", "-c", "python:bihuan.config.gunicorn", "bihuan.config.wsgi")
    if jobs:
        from bihuan.kernel.operating import api as operating  # noqa: PLC0415  after start()

        environment["BIHUAN_TASKS"] = "database"
        command = (sys.executable, "-m", "bihuan.faces.cli", "work")
        commands = [(sys.executable, "-m", *server), *[command] * jobs]
        with tempfile.TemporaryDirectory(
            prefix="bihuan-figures-", ignore_cleanup_errors=True
        ) as at:
            os.environ[operating.FIGURES] = environment[operating.FIGURES] = at
            code = Crew(environment, commands, operating.retire).run()
        sys.exit(code)
    os.execve(  # noqa: S606  our own interpreter, fixed arguments, no shell
        sys.executable, (sys.executable, "-m", *server), environment
    )


@click.command()
@click.option("--once", is_flag=True, help="做完眼前的就结束。")
def work(*, once: bool) -> None:
    """执行后台工作：到期的定时工作和等待处理的任务；由 bihuan serve --jobs 启动。"""
    start()
    from django.core.management import call_command  # noqa: PLC0415  after start()
    from django.db import (  # noqa: PLC0415  after start()
        InterfaceError,
        OperationalError,
        close_old_connections,
    )
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.jobs import api as jobs  # noqa: PLC0415  after start()
    from bihuan.kernel.operating import api as operating  # noqa: PLC0415  after start()

    operating.show_alive("jobs")
    while True:
        close_old_connections()
        try:
            jobs.tick(timezone.now())
            call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
        except (OperationalError, InterfaceError) as error:  # the database will come back
            click.echo(f"bihuan work: {error}", err=True)
        if once:
            return
        time.sleep(SHORT_REST)


@click.command()
def tick() -> None:
    """执行到期的定时工作：期限提醒、每日账本锚。由系统定时器每分钟调用一次即可。"""
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.jobs import api as jobs  # noqa: PLC0415  after start()

    click.echo(f"已执行 {jobs.tick(timezone.now())} 项。")
