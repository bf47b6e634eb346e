"""The demonstration province for tests: built once by `bihuan demo`, copied for every test.

`demo` sets this process to work on a copy, on SQLite and PostgreSQL alike; `serving` shows a copy
in a process of its own, as a browser meets it. The build is kept under var/ and named by what it
was built from, so that the passes of one run share it.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.map_site import maintain, pointed_at

ROOT = Path(__file__).resolve().parents[1]
BUILDS = ROOT / "var" / "test-demo"
BIHUAN = Path(sys.executable).with_name("bihuan")
DATABASE = "bihuan.sqlite3"
PATIENCE = 60
KEPT = 2


def environment(var: Path, database: str = "") -> dict[str, str]:
    """Return the environment in which the product keeps its data in this folder."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith("BIHUAN_")}
    mine.pop("DJANGO_SETTINGS_MODULE", None)
    return mine | {"BIHUAN_VAR": str(var), "DATABASE_URL": database, "BIHUAN_LOG": "ERROR"}


def bihuan(
    *words: str, var: Path, database: str = "", timeout: int = 600
) -> subprocess.CompletedProcess[str]:
    """Run one command of the product on a folder of data."""
    return subprocess.run(  # noqa: S603  the product itself, with words of ours
        [str(BIHUAN), *words],
        env=environment(var, database),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


def _fingerprint() -> str:
    """Name what the demonstration is made of: code, packs, and the day its people live on."""
    digest = hashlib.sha256(date.today().isoformat().encode())  # noqa: DTZ011  only a new name a day
    for folder in (ROOT / "src", ROOT / "policies"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".toml", ".csv"} and "tests" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(var: Path) -> None:
    var.mkdir(parents=True, exist_ok=True)
    done = bihuan("demo", var=var)
    if done.returncode:
        pytest.fail(f"bihuan demo: {done.stderr or done.stdout}")


@pytest.fixture(scope="session")
def demo_build() -> Path:
    """Return the folder of a demonstration built from what is checked out; never write into it.

    Whoever edits code all day names a build of the morning: DEMO_BUILD=var/test-demo/….
    """
    if named := os.environ.get("DEMO_BUILD"):
        return Path(named).resolve()
    ready = BUILDS / _fingerprint()
    with _alone(BUILDS / "lock"):
        if not (ready / DATABASE).exists():
            making = BUILDS / "making"
            shutil.rmtree(making, ignore_errors=True)
            _build(making)
            making.rename(ready)
        os.utime(ready)
        builds = sorted((path for path in BUILDS.iterdir() if path.is_dir()), key=_age)
        for old in builds[:-KEPT]:
            shutil.rmtree(old)
    return ready


def _age(path: Path) -> float:
    return path.stat().st_mtime


@pytest.fixture
def demo_copy(demo_build: Path, tmp_path: Path) -> Path:
    """Return a folder of the demonstration that this test may change."""
    return Path(shutil.copytree(demo_build, tmp_path / "var"))


# --- In this process ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _build_here(
    django_db_setup: None,  # noqa: ARG001  the server and its names
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, str]:
    """Return folder and database of a demonstration on the database in use; write into neither.

    On PostgreSQL the rows are taken over from the SQLite build, once for all workers of a run.
    """
    from tests import demo_rows  # noqa: PLC0415  Django is set up after the plugins are read

    built: Path = request.getfixturevalue("demo_build")
    if connection.vendor != "postgresql":
        return built, ""
    run = tmp_path_factory.getbasetemp()
    shared = run.parent if os.environ.get("PYTEST_XDIST_WORKER") else run
    name = "bihuan_demo_" + hashlib.sha256(str(shared).encode()).hexdigest()[:12]
    with _alone(shared / "demo.lock"):
        if not (shared / "demo.ready").exists():
            with django_db_blocker.unblock():
                empty = connection.settings_dict["NAME"]  # every table of the product, no row
                connection.close()
                maintain(f'CREATE DATABASE "{name}" TEMPLATE "{empty}"')
                with pointed_at(name):
                    demo_rows.take_over(built / DATABASE)
            (shared / "demo.ready").touch()
    return built, name


@pytest.fixture
def demo(
    _build_here: tuple[Path, str],
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[Path]:
    """Work on a copy of the demonstration in this process; what is written is really written."""
    built, template = _build_here
    var = Path(shutil.copytree(built, tmp_path / "demo"))
    here = override_settings(
        MEDIA_ROOT=var / "files",
        ANCHOR_FILE=var / "anchors.txt",
        CHECKPOINT_FILES=[str(var / "checkpoints.txt")],
        LEDGER_KEY=var / "keys" / "ledger.pem",
        VAULT_KEY=var / "keys" / "vault.key",
    )
    name = f"{template}_{os.getpid()}" if template else str(var / DATABASE)
    with django_db_blocker.unblock():
        if template:
            maintain(f'DROP DATABASE IF EXISTS "{name}"')
            maintain(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        with pointed_at(name), here:
            yield var
        if template:
            maintain(f'DROP DATABASE "{name}"')


# --- In a process of its own ----------------------------------------------------------------------


@contextmanager
def serving(var: Path) -> Iterator[str]:
    """Serve a folder of data on a free port, as `bihuan serve` does, and stop it again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (var / "serve.log").open("w")
    server = subprocess.Popen(  # noqa: S603  the product itself
        [str(BIHUAN), "serve", "--port", str(port)],
        env=environment(var),
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    try:
        _wait(server, f"127.0.0.1:{port}", var)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE)
        log.close()


def _wait(server: subprocess.Popen[bytes], address: str, var: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        asked = HTTPConnection(address, timeout=5)
        try:
            asked.request("GET", "/healthz")
            asked.getresponse().read()
        except OSError:
            time.sleep(0.1)  # another process is starting; there is nothing to wait on but it
        else:
            return
        finally:
            asked.close()
    pytest.fail(f"the site did not start: {(var / 'serve.log').read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def demo_address(demo_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve one demonstration for all tests that only look."""
    var = Path(shutil.copytree(demo_build, tmp_path_factory.mktemp("site") / "var"))
    with serving(var) as address:
        yield address


@pytest.fixture
def own_address(demo_copy: Path) -> Iterator[str]:
    """Serve a demonstration that this test may change."""
    with serving(demo_copy) as address:
        yield address
