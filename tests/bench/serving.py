"""Real processes to be visited: a filled database, `bihuan serve` on it, and what it holds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

START = 120
LOOPBACK = "127.0.0.1/32"


@dataclass(frozen=True, slots=True)
class Serving:
    """How the server runs, and on what."""

    workers: int
    threads: int
    jobs: int
    regions: str
    postgresql: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """What the web processes hold: memory together, files and sockets open, the log of SQLite."""

    megabytes: float
    handles: int
    wal: float

    def __str__(self) -> str:
        return f"{self.megabytes:.0f} MB together, {self.handles} handles, WAL {self.wal:.0f} MB"


@contextmanager
def database(asked: Serving) -> Iterator[dict[str, str]]:
    """Lend a filled database: one that is named, or a fresh one."""
    environment = {**os.environ, "BIHUAN_LOG": "ERROR"}
    with ExitStack() as stack:
        if asked.postgresql and not os.environ.get("DATABASE_URL"):
            from tests.bench.__main__ import empty_database  # noqa: PLC0415  needs a server

            environment["DATABASE_URL"] = stack.enter_context(empty_database())
        if not os.environ.get("BIHUAN_VAR"):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bihuan-load-"))
            environment["BIHUAN_VAR"] = folder
        there = (Path(environment["BIHUAN_VAR"]) / "bihuan.sqlite3").exists()
        if not os.environ.get("DATABASE_URL") and (asked.postgresql or not there):
            words = ["scale", "--regions", asked.regions] if asked.regions else ["demo"]
            subprocess.run([program(), *words], env=environment, check=True)  # noqa: S603 - ours
        yield environment


def program() -> str:
    """Return the command line of the product."""
    return str(Path(sys.executable).with_name("bihuan"))


@contextmanager
def server(
    asked: Serving, environment: dict[str, str], port: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the server, wait for its first answer, end it."""
    words = {"--port": port, "--workers": asked.workers, "--threads": asked.threads}
    words["--jobs"] = asked.jobs
    command = [program(), "serve", *(str(part) for pair in words.items() for part in pair)]
    # Everybody comes from one machine, so who they are told apart by stands in a header.
    environment = {**environment, "BIHUAN_TRUSTED_PROXIES": LOOPBACK}
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        until = time.monotonic() + START
        while not answers(port):
            if time.monotonic() > until or running.poll() is not None:
                raise TimeoutError("The server does not answer.")
            time.sleep(0.05)
        yield running
    finally:
        running.terminate()
        running.wait(timeout=60)


def answers(port: int) -> bool:
    """Say whether somebody answers there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
            wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b" 200 " in wire.recv(64)
    except OSError:
        return False


def web_processes(parent: int) -> list[int]:
    """Return the web processes below a process, the arbiter first."""
    return sorted(pid for pid in _family(parent) if "gunicorn" in _command(pid))


def holding(parent: int, folder: Path) -> Holding:
    """Say what the web processes hold; pages they share are counted once."""
    total, handles = 0, 0
    for pid in web_processes(parent):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            handles += sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if "Pss:" in line)
    wal = folder / "bihuan.sqlite3-wal"
    size = wal.stat().st_size if wal.exists() else 0
    return Holding(total / 1024, handles, size / 1024 / 1024)


def computed(parent: int) -> float:
    """Return how many seconds the web processes have computed so far."""
    ticks = 0
    for pid in web_processes(parent):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _family(parent: int) -> list[int]:
    """Return a process and all below it."""
    found, parents = [parent], {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                folder.joinpath("stat").read_text().split(") ")[1].split()[1]
            )
        except (OSError, IndexError, ValueError):
            continue
    for pid in found:
        found += [child for child, above in parents.items() if above == pid]
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
