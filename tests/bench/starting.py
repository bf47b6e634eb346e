"""How long the demonstration takes to build, and a started server to answer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
PATIENCE = 300


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
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        "## Starting\n\n"
        f"- load average {load}\n\n"
        "| what | seconds | goal |\n|---|---:|---|\n"
        f"| `bihuan demo`, from an empty folder | {built:.1f} | — |\n"
        f"| start until the first answer | {first:.1f} | — |\n"
        f"| second start until the first answer | {second:.1f} | < 10 |\n"
    )


def _start(environment: dict[str, str]) -> float:
    port = _free_port()
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
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
