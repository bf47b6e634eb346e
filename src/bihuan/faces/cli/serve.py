"""`bihuan serve` answers browsers; `bihuan tick` does what time has made due."""

from __future__ import annotations

import os
import socket
import sys

import click

from bihuan.faces.cli import Refused, start


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
def serve(*, port: int, host: str, workers: int, threads: int) -> None:
    """启动网站。"""
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
    click.echo(f"闭环已启动：http://{host}:{port}  （按 Ctrl+C 停止）")
    # The settings judge the number of processes, so they must learn it.
    environment = {
        **os.environ,
        "BIHUAN_BIND": f"{host}:{port}",
        "BIHUAN_PROCESSES": str(workers),
        "BIHUAN_THREADS": str(threads),
    }
    server = ("gunicorn", "-c", "python:bihuan.config.gunicorn", "bihuan.config.wsgi")
    os.execve(  # noqa: S606  our own interpreter, fixed arguments, no shell
        sys.executable, (sys.executable, "-m", *server), environment
    )


@click.command()
def tick() -> None:
    """执行到期的定时工作：期限提醒、每日账本锚。由系统定时器每分钟调用一次即可。"""
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.jobs import api as jobs  # noqa: PLC0415  after start()

    click.echo(f"已执行 {jobs.tick(timezone.now())} 项。")
