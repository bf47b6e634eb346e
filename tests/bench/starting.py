"""How long the demonstration takes to build, a started server to answer, and what it holds.

`python -m tests.bench.starting` prints the section alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from tests.bench import serving

ROOT = Path(__file__).parents[2]
PATIENCE = 300
SOON = 3
"""Seconds until several web processes answer."""
ROOM = 300
"""Megabytes two web workers may hold together; pages they share are counted once."""
PAGES = 400
OPEN = ("/", "/lists/", "/corrections/", "/data/", "/environment/", "/login/")
"""Pages for everybody, each with a query or more."""


def section() -> str:
    """Build the demonstration, then start twice: the second start is the one of every day."""
    with tempfile.TemporaryDirectory(prefix="bihuan-start-") as folder:
        return _section(Path(folder))


def _section(folder: Path) -> str:
    environment = {**os.environ, "BIHUAN_VAR": str(folder), "DATABASE_URL": ""}
    began = time.perf_counter()
    command = [str(Path(sys.executable).with_name("bihuan")), "demo"]
    subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    built = time.perf_counter() - began
    (folder / "demo-done").touch()
    first, second = _start(environment), _start(environment)
    several, spent, held = _several(environment)
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        "## Starting\n\n"
        f"- load average {load}\n\n"
        "| what | seconds | goal |\n|---|---:|---|\n"
        f"| `bihuan demo`, from an empty folder | {built:.1f} | — |\n"
        f"| start until the first answer | {first:.1f} | — |\n"
        f"| second start until the first answer | {second:.1f} | < 10 |\n"
        f"| `bihuan serve --workers 2` until the first answer | {several:.1f} | ≤ {SOON} |\n"
        f"| processor time of that start, all processes | {spent:.1f} | — |\n"
        f"| memory of the web server and its two workers, MB, after {PAGES} pages | {held:.0f} |"
        f" ≤ {ROOM} |\n"
    )


def _start(environment: dict[str, str]) -> float:
    port = serving.free_port()
    began = time.perf_counter()
    server = subprocess.Popen(  # noqa: S603 - our own script
        [str(ROOT / "scripts" / "run.sh"), str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - began < PATIENCE:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    return time.perf_counter() - began
            except (URLError, OSError):
                time.sleep(0.05)
        raise TimeoutError("The server does not answer.")
    finally:
        server.terminate()
        server.wait(timeout=90)


def _several(environment: dict[str, str]) -> tuple[float, float, float]:
    """Return seconds to the first answer, seconds of processors, megabytes after some pages."""
    port = serving.free_port()
    command = [str(Path(sys.executable).with_name("bihuan")), "serve", "--workers", "2"]
    began = time.perf_counter()
    server = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--port", str(port)],
        cwd=ROOT,
        env={**environment, "BIHUAN_LOG": "ERROR"},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not serving.answers(port):
            if time.perf_counter() - began > PATIENCE or server.poll() is not None:
                raise TimeoutError("The server does not answer.")
            time.sleep(0.02)
        seconds, spent = time.perf_counter() - began, serving.computed(server.pid)
        for number in range(PAGES):
            address = f"http://127.0.0.1:{port}{OPEN[number % len(OPEN)]}"
            with urllib.request.urlopen(address, timeout=30) as page:
                page.read()
        held = serving.holding(server.pid, Path(environment["BIHUAN_VAR"]))
        return seconds, spent, held.megabytes
    finally:
        server.terminate()
        server.wait(timeout=90)


if __name__ == "__main__":
    sys.stdout.write(section())
