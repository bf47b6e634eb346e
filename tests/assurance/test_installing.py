"""The bundle, installed where there is no network, until a browser would be answered."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.demo_site import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "zr.example.gov.cn"
LONGEST = 600
NOWHERE = {"PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://127.0.0.1:9/"}
PYTHON = Path(os.path.realpath(sys.executable)).parent


def clean(home: Path) -> dict[str, str]:
    """Return what a machine knows on which nothing of ours was ever set."""
    return {"PATH": f"{PYTHON}:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", **NOWHERE}


def cut_off() -> list[str]:
    """Return what runs a command without any network, where this machine can take one away."""
    program = shutil.which("unshare")
    if program is None:
        return []
    done = subprocess.run([program, "-n", "true"], capture_output=True, check=False)  # noqa: S603
    return [program, "-n"] if done.returncode == 0 else []


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    wire = HTTPConnection("127.0.0.1", port, timeout=20)
    wire.request("GET", path, headers=headers)
    answer = wire.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a bundle of what is committed, and unpack it."""
    place = tmp_path_factory.mktemp("bundle")
    words = [sys.executable, "-m", "scripts.bundle", "-o", str(place / "bihuan.tar")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    with tarfile.open(place / "bihuan.tar") as tar:
        tar.extractall(place, filter="data")
    (folder,) = place.glob("bihuan-*")
    return folder


def install(
    bundle: Path, to: Path, *words: str, cut: list[str]
) -> subprocess.CompletedProcess[str]:
    (to / "home").mkdir(parents=True, exist_ok=True)
    places = ["--to", str(to / "srv"), "--data", str(to / "data"), *words]
    return subprocess.run(  # noqa: S603 - our own script
        [*cut, str(bundle / "install.sh"), *places],
        env=clean(to / "home"),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )


@pytest.mark.goal("J7")
@pytest.mark.assurance
def test_from_an_empty_machine_to_a_running_server(
    bundle: Path, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    cut, began = cut_off(), time.monotonic()
    people = ("--system", "chen:陈一", "--security", "bai:白二")
    done = install(bundle, tmp_path, "--hosts", NAME, *people, cut=cut)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    installed = time.monotonic() - began
    passwords = dict(re.findall(r"  (\w+)  (\S{12,})$", done.stdout, re.MULTILINE))
    assert set(passwords) == {"chen", "bai"}
    keys = [tmp_path / "srv" / "etc" / name for name in ("secret", "metrics.token", "backup.key")]
    assert [key.stat().st_mode & 0o077 for key in keys] == [0, 0, 0]

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    server = subprocess.Popen(  # noqa: S603 - what was installed
        [str(tmp_path / "srv" / "bihuan"), "serve", "--jobs", "1", "--port", str(port)],
        env=clean(tmp_path / "home"),
        stdout=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                status, body = ask(port, "/healthz")
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() - began < LONGEST
                time.sleep(0.2)
        started = time.monotonic() - began
        assert (status, "ok" in body) == (200, True)
        proxied = {"Host": NAME, "X-Forwarded-Proto": "https"}
        status, page = ask(port, "/login/", **proxied)
        assert status == 200
        for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            assert ask(port, address, **proxied)[0] == 200, address
        assert ask(port, "/metrics", **proxied)[0] == 404
        token = keys[1].read_text("ascii").strip()
        status, told = ask(port, "/metrics", Authorization=f"Bearer {token}")
        assert status == 200
        for kind in ("web", "jobs"):
            assert f'bihuan_workers{{kind="{kind}"}} 1.0' in told
    finally:
        server.terminate()
        server.wait(timeout=60)
    figure(
        f"installed in {installed:.0f} s, answered {started:.0f} s after its start;"
        f" {'no network device' if cut else 'package index unreachable'}, 0 calls needed"
    )
    assert installed + started < LONGEST

    again = install(bundle, tmp_path, cut=cut)
    assert again.returncode == 0, again.stdout[-2000:] + again.stderr[-2000:]
    assert "一次性密码" not in again.stdout, "bringing up to date makes nobody an administrator"
    assert keys[1].read_text("ascii").strip() == token


@pytest.mark.goal("J7")
@pytest.mark.assurance
def test_a_damaged_bundle_installs_nothing(bundle: Path, tmp_path: Path) -> None:
    place = bundle / "app" / "manage.py"
    kept = place.read_bytes()
    for harm in (lambda: place.write_bytes(kept + b"#"), place.unlink):
        harm()
        done = install(bundle, tmp_path, "--hosts", NAME, cut=[])
        assert done.returncode == 1
        assert "damaged" in done.stderr
        place.write_bytes(kept)
    stranger = bundle / "wheels" / "stranger.whl"
    stranger.write_bytes(b"")
    assert install(bundle, tmp_path, "--hosts", NAME, cut=[]).returncode == 1
    stranger.unlink()
    assert not (tmp_path / "srv").exists()
