"""The two databases, as a backup sees them: a copy of one moment, a scratch, an exchange.

A scratch stands beside the live database until everything in it has been verified; then one step
puts it in its place, and what was there before keeps its data under another name.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.db import OperationalError, connection

from bihuan.kernel.access import backstop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.backends.utils import CursorWrapper

Ask: TypeAlias = "Callable[[str], Iterable[tuple[Any, ...]]]"
_PATIENCE = 60
_VERSION = re.compile(r"(\d+)")


class NotPossible(RuntimeError):
    """This machine cannot do what was asked; the sentence says why and what helps."""


class Database(ABC):
    """What a backup needs of a database."""

    vendor: str
    part: str
    tables_sql: str

    @abstractmethod
    @contextmanager
    def snapshot(self, target: Path) -> Iterator[Ask]:
        """Copy the database into a file; what is asked within the block sees the same moment."""

    @abstractmethod
    def scratch(self, source: Path, mark: str) -> str:
        """Make a database beside the live one out of a copy; return its name."""

    @abstractmethod
    def drop(self, scratch: str) -> None:
        """Take a scratch away."""

    @abstractmethod
    def exchange(self, scratch: str, mark: str, *, keep: bool) -> str:
        """Put a scratch in the place of the live database; return where that one is kept, if so."""

    @abstractmethod
    @contextmanager
    def asking(self, scratch: str) -> Iterator[Ask]:
        """Let a scratch be asked, with the same answers as within a snapshot."""

    @abstractmethod
    def rows(self, ask: Ask, table: str) -> str:
        """Return number and digest of the rows of a table, whatever order they come in."""

    def content(self, ask: Ask) -> dict[str, str]:
        """Return number and digest of the rows of every table."""
        return {str(name): self.rows(ask, name) for (name,) in list(ask(self.tables_sql))}

    @property
    def name(self) -> str:
        """The name of the live database."""
        return str(connection.settings_dict["NAME"])


def current() -> Database:
    """Return the database this process works on."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Let this process work on another database of the same server or folder, then come back.

    For commands only: they have one thread, and its one connection is closed at both ends.
    """
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


class Sqlite(Database):
    """One file. The library's own online copy takes what the write-ahead log holds as well."""

    vendor = "sqlite"
    part = "database/bihuan.sqlite3"
    tables_sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
    )

    @contextmanager
    def snapshot(self, target: Path) -> Iterator[Ask]:
        """Copy in one read transaction: writers go on, and are not in the copy."""
        if not Path(self.name).is_file():
            message = f"数据库文件 {Path(self.name).name} 不存在，没有可以备份的数据。"
            raise NotPossible(message)
        with (
            closing(sqlite3.connect(self.name, timeout=_PATIENCE)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                message = f"数据库自检不通过（{found}），没有形成备份。"
                raise NotPossible(message)
            yield copy.execute

    def scratch(self, source: Path, mark: str) -> str:
        """Copy the file beside the live one, so that the exchange is a renaming."""
        place = Path(self.name).with_name(f"{Path(self.name).name}.{mark}")
        shutil.copyfile(source, place)
        return str(place)

    def drop(self, scratch: str) -> None:
        """Remove the file and its log."""
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(scratch + ending).unlink(missing_ok=True)

    def exchange(self, scratch: str, mark: str, *, keep: bool) -> str:
        """Empty the logs of both files, keep the old one by a second name, rename the new one."""
        connection.close()
        live, kept = Path(self.name), ""
        self._settle(scratch)
        if live.exists() and live.stat().st_size:
            self._settle(str(live))
        if keep:
            kept = f"{live}.before-{mark}"
            os.link(live, kept)
        Path(scratch).replace(live)
        _sync(live.parent)
        return kept

    @contextmanager
    def asking(self, scratch: str) -> Iterator[Ask]:
        """Read the file."""
        with closing(sqlite3.connect(scratch)) as file:
            yield file.execute

    def rows(self, ask: Ask, table: str) -> str:
        """Add up the digests of the rows, each as Python writes it."""
        number, total = 0, 0
        for row in ask(f'SELECT * FROM "{table}"'):  # noqa: S608 - a name the database gave
            number += 1
            total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=8).digest())
        return f"{number} {total % 2**64:016x}"

    @staticmethod
    def _settle(name: str) -> None:
        with closing(sqlite3.connect(name, timeout=1)) as file:
            try:
                mode = file.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            except sqlite3.OperationalError:
                mode = "locked"
        if mode != "delete":
            message = "数据库正在使用。请先停止网站和后台工作进程，再恢复备份。"
            raise NotPossible(message)
        descriptor = os.open(name, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


class Postgres(Database):
    """A server. pg_dump reads the very snapshot in which the figures of the manifest are asked."""

    vendor = "postgresql"
    part = "database/bihuan.pgdump"
    tables_sql = (
        "SELECT table_name::text FROM information_schema.tables"
        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
    )

    @contextmanager
    def snapshot(self, target: Path) -> Iterator[Ask]:
        """Export a snapshot and dump it; nobody is held up."""
        program = self._program("pg_dump")
        mine = connection.copy()
        with closing(mine), mine.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            self._run(
                program,
                *("--format=custom", "--compress=1", "--no-owner", "--no-privileges"),
                "--enable-row-security",
                *(f"--snapshot={moment}", f"--file={target}"),
                *(self.name,),
            )

            yield _asker(cursor)
            cursor.execute("ROLLBACK")

    def scratch(self, source: Path, mark: str) -> str:
        """Make a database on the same server and restore into it."""
        program, name = self._program("pg_restore"), f"{self.name}_{mark}"
        self._maintain(
            f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'",
            refused="数据库账号无权新建数据库。请让数据库管理员授予 CREATEDB，或由其执行恢复。",
        )
        try:
            self._run(
                program,
                *("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}"),
                str(source),
            )
        except NotPossible:
            self.drop(name)
            raise
        return name

    def drop(self, scratch: str) -> None:
        """Drop the database."""
        self._maintain(f'DROP DATABASE IF EXISTS "{scratch}"', refused="临时数据库未能删除。")

    def exchange(self, scratch: str, mark: str, *, keep: bool) -> str:
        """Rename both in one transaction of the server."""
        connection.close()
        live, kept = self.name, f"{self.name}_before_{mark}"
        self._maintain(
            f'ALTER DATABASE "{live}" RENAME TO "{kept}";'
            f' ALTER DATABASE "{scratch}" RENAME TO "{live}"',
            refused="数据库正在使用。请先停止网站和后台工作进程，再恢复备份。",
        )
        if keep:
            return kept
        self.drop(kept)
        return ""

    @contextmanager
    def asking(self, scratch: str) -> Iterator[Ask]:
        """Open the scratch beside the live database, with the same settings."""
        with pointed_at(scratch), connection.cursor() as cursor:
            yield _asker(cursor)

    def rows(self, ask: Ask, table: str) -> str:
        """Let the server add up the digests of the rows, each in its own text form."""
        digest = "('x' || substr(md5(row_of::text), 1, 15))::bit(60)::bigint"
        ((number, total),) = ask(
            f'SELECT count(*), coalesce(sum({digest}), 0) FROM "{table}" AS row_of'  # noqa: S608 - a name the database gave
        )
        return f"{number} {int(total) % 2**64:016x}"

    @staticmethod
    def _environment() -> dict[str, str]:
        """Say where the server is, as its own programs read it, and that they copy every row."""
        given = connection.get_connection_params()
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        found = {name: str(given[key]) for key, name in names.items() if given.get(key)}
        return found | {"PGOPTIONS": f"-c {backstop.NAME}={backstop.EVERYTHING}"}

    def _run(self, *command: str) -> None:
        done = subprocess.run(  # noqa: S603 - the server's own programs with words of ours
            command,
            env={**os.environ, **self._environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["没有说明原因"])[-1]
            message = f"{Path(command[0]).name} 没有成功：{said}"
            raise NotPossible(message)

    def _program(self, name: str) -> str:
        """Find a program that is not older than the server."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            server = int(cursor.fetchone()[0]) // 10_000
        for candidate in self._candidates(name):
            said = subprocess.run(  # noqa: S603 - asks a program of the server for its version
                [candidate, "--version"], capture_output=True, text=True, check=False
            ).stdout
            found = _VERSION.search(said)
            if found is not None and int(found[1]) >= server:
                return candidate
        message = (
            f"找不到 {server} 版以上的 {name}。请安装与数据库服务器同版本的 PostgreSQL 客户端，"
            "或用 BIHUAN_PG_PROGRAMS 指明它所在的文件夹。"
        )
        raise NotPossible(message)

    @staticmethod
    def _candidates(name: str) -> Sequence[str]:
        folders = [str(settings.PG_PROGRAMS)] if settings.PG_PROGRAMS else []
        debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        named = [str(Path(folder, name)) for folder in (*folders, *map(str, debian))]
        candidates = (*named, shutil.which(name) or "")
        return [path for path in candidates if path and Path(path).exists()]

    @staticmethod
    def _maintain(statement: str, *, refused: str) -> None:
        try:
            with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django's test runner does
                cursor.execute(statement)
        except OperationalError as error:
            message = f"{refused}（{str(error).strip().splitlines()[0]}）"
            raise NotPossible(message) from None


def _asker(cursor: CursorWrapper) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    return ask


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
