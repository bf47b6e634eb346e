"""What a monitor is told, and who may ask."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bihuan.kernel.jobs.models import Job, Periodic
from bihuan.kernel.operating import figures

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


def figure(text: str, line: str) -> float:
    """Return one figure by its name and labels."""
    found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
    assert found is not None, line
    return float(found[1])


def asked(client: Client, **headers: str) -> int:
    return client.get("/metrics", **headers).status_code  # type: ignore[arg-type]  # headers are texts


@pytest.mark.django_db
def test_this_machine_alone_may_ask_without_a_token(settings: Settings) -> None:
    assert asked(Client()) == 200
    assert asked(Client(REMOTE_ADDR="::1")) == 200
    assert asked(Client(REMOTE_ADDR="192.0.2.1")) == 404
    assert asked(Client(REMOTE_ADDR="")) == 404
    for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA"):
        assert asked(Client(), **{name: "192.0.2.1"}) == 404, "it came through a proxy"
    settings.BEHIND_PROXY = True
    assert asked(Client()) == 404, "behind a proxy everybody comes from loopback"


@pytest.mark.django_db
def test_a_token_lets_in_whoever_knows_it_and_nobody_else(settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    settings.BEHIND_PROXY = True
    assert asked(Client(REMOTE_ADDR="192.0.2.1"), HTTP_AUTHORIZATION="Bearer a-long-token") == 200
    for wrong in ("Bearer a-long-toke", "Bearer ", "", "Basic a-long-token", "Bearer 长"):
        assert asked(Client(), HTTP_AUTHORIZATION=wrong) == 404


@pytest.mark.django_db
def test_answers_are_counted_under_the_name_of_their_address() -> None:
    client = Client()
    before = client.get("/metrics").content.decode()
    client.get("/healthz")
    client.get("/no/such/page/of/Zhang-San/")
    after = client.get("/metrics").content.decode()
    healthy = 'bihuan_requests_total{method="GET",route="healthz",status="200"}'
    assert figure(after, healthy) >= 1
    assert figure(after, 'bihuan_requests_total{method="GET",route="none",status="404"}') >= 1
    assert figure(after, 'bihuan_request_seconds_count{route="healthz"}') >= 1
    assert figure(after, 'bihuan_database_queries_total{route="healthz"}') >= 1
    assert "Zhang-San" not in after, "what stands in an address is nobody's business"
    assert "bihuan_ledger_entries" in before


@pytest.mark.django_db
def test_the_instance_tells_how_it_is() -> None:
    at = timezone.now()
    Job.objects.create(work="w", asked_at=at, next_at=at - timedelta(minutes=10))
    Job.objects.create(work="w", asked_at=at, next_at=at, state="failed")
    Periodic.objects.create(key="jobs.sweep", next_at=at - timedelta(hours=1), failures=2)
    text = Client().get("/metrics").content.decode()
    assert figure(text, 'bihuan_jobs{state="waiting"}') == 1
    assert figure(text, 'bihuan_jobs{state="failed"}') == 1
    assert figure(text, "bihuan_job_oldest_due_seconds") >= 600
    assert figure(text, "bihuan_periodic_late_seconds") >= 3600
    assert figure(text, "bihuan_periodic_failing") == 1
    assert "bihuan_backup_age_seconds" not in text, "there is none, which is no age"


COUNT = """
import sys
from bihuan.kernel.operating import figures
figures.show_alive("web")
figures.REQUESTS.labels("desk", "GET", "200").inc(int(sys.argv[1]))
figures.SECONDS.labels("desk").observe(0.02)
sys.stdout.write("counted\\n")
sys.stdout.flush()
sys.stdin.read()
"""
TELL = """
import sys
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from bihuan.kernel.operating import figures
for pid in sys.argv[1:]:
    figures.retire(int(pid))
told = CollectorRegistry()
MultiProcessCollector(told)
sys.stdout.write(generate_latest(told).decode())
"""


def test_processes_that_died_are_counted_and_no_longer_alive(tmp_path: Path) -> None:
    """Two processes count, one is killed, a third takes its place: nothing is lost or doubled."""
    environment = {**os.environ, figures.FIGURES: str(tmp_path), "PYTHONPATH": "src"}

    def start(number: int) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - this Python, our own words
            [sys.executable, "-c", COUNT, str(number)],
            env=environment,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "counted\n"
        return process

    def told(*retired: int) -> str:
        words = [sys.executable, "-c", TELL, *map(str, retired)]
        done = subprocess.run(  # noqa: S603 - this Python, our own words
            words,
            env=environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    desk = 'bihuan_requests_total{method="GET",route="desk",status="200"}'
    running = [start(2), start(3)]
    try:
        assert figure(told(), desk) == 5
        running[0].kill()
        running[0].wait()
        text = told(running[0].pid)
        assert figure(text, desk) == 5
        assert figure(text, 'bihuan_request_seconds_count{route="desk"}') == 2
        assert figure(text, 'bihuan_workers{kind="web"}') == 1
        running.append(start(4))
        text = told(running[0].pid)
        assert figure(text, desk) == 9
        assert figure(text, 'bihuan_workers{kind="web"}') == 2
        assert not list(tmp_path.glob(f"*_{running[0].pid}.db")), "nor files of its own"
    finally:
        for process in running:
            process.kill()
            process.communicate()


def test_two_that_end_at_once_are_both_retired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second end is told while the first is being added up, as a signal does it."""
    monkeypatch.setenv(figures.FIGURES, str(tmp_path))
    retired: list[int] = []

    def dead(pid: int, path: str) -> None:
        del path
        if not retired:
            figures.retire(2)
        retired.append(pid)

    def stuck(*_: object) -> None:
        raise TimeoutError("waits for itself")

    monkeypatch.setattr(figures, "mark_process_dead", dead)
    kept = signal.signal(signal.SIGALRM, stuck)
    signal.alarm(20)
    try:
        figures.retire(1)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, kept)
    assert retired == [1, 2]
