"""Settings: what is read, what is refused, and what a production start demands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from bihuan.config import checks, env
from bihuan.kernel.operating import has_reset_fault

STRONG = "q7Zk-0aVb1cNm2dXs3eWl4fKp5gJo6hIu7iYt8jRr9kEe0lQw1mAs2n"
SAFE = {
    "BIHUAN_MODE": "production",
    "BIHUAN_SECRET_KEY": STRONG,
    "BIHUAN_HOSTS": "bihuan.example",
}


def start(tmp_path: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the product in a process of its own with only these settings."""
    inherited = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(  # noqa: S603  this Python, on our own code
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={
            **inherited,
            "PYTHONPATH": "src",
            "DJANGO_SETTINGS_MODULE": "bihuan.config.settings",
            "BIHUAN_VAR": str(tmp_path),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


CHECK = ("manage.py", "check")
SERVE = ("-c", "import bihuan.config.wsgi")


def test_a_safe_production_installation_passes(tmp_path: Path) -> None:
    done = start(tmp_path, *CHECK, **SAFE)
    assert done.returncode == 0, done.stderr


WEAK: dict[str, tuple[dict[str, str], str]] = {
    "short": ({"BIHUAN_SECRET_KEY": "short"}, "bihuan.S001"),
    "one letter": ({"BIHUAN_SECRET_KEY": "a" * 80}, "bihuan.S001"),
    "development": ({"BIHUAN_SECRET_KEY": "development-" + STRONG}, "bihuan.S001"),
    "debugging": ({"BIHUAN_DEBUG": "1"}, "bihuan.S002"),
    "no host": ({"BIHUAN_HOSTS": ""}, "bihuan.S003"),
    "any host": ({"BIHUAN_HOSTS": "*"}, "bihuan.S003"),
    "plain": ({"BIHUAN_HTTPS": "0"}, "bihuan.S004"),
}
# Started once with safe settings; then a fork for each change reads the settings afresh from its
# environment and asks the entry point. Loading the product anew for each would find nothing more.
JUDGE = """
import json, os, sys
from pathlib import Path
from bihuan.config import wsgi
from django.conf import settings
from django.utils.functional import empty
answers = {}
for name, change in json.loads(sys.argv[1]).items():
    said = Path(os.environ["BIHUAN_VAR"]) / "said"
    child = os.fork()
    if not child:
        sys.stderr = said.open("w", encoding="utf-8", buffering=1)
        code = 1
        try:
            os.environ.update(change)
            del sys.modules["bihuan.config.settings"]
            settings._wrapped = empty
            wsgi.refuse_weak_settings()
            code = 0
        except SystemExit as end:
            code = end.code
        finally:
            sys.stderr.flush()
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    answers[name] = [code, said.read_text(encoding="utf-8")]
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Return how a start ends and what it says, for each weak setting and for none."""
    changes = {"safe": {}, **{name: change for name, (change, _) in WEAK.items()}}
    done = start(tmp_path_factory.mktemp("var"), "-c", JUDGE, json.dumps(changes), **SAFE)
    assert done.returncode == 0, done.stderr
    return {name: (code, said) for name, (code, said) in json.loads(done.stdout).items()}


@pytest.mark.parametrize("name", WEAK)
def test_weak_production_settings_do_not_start(
    judged: dict[str, tuple[int, str]], name: str
) -> None:
    assert judged["safe"] == (0, "")
    code, said = judged[name]
    assert code == 3
    assert WEAK[name][1] in said


def test_a_missing_secret_comes_with_a_fresh_suggestion(tmp_path: Path) -> None:
    ends = [start(tmp_path, *SERVE, **{**SAFE, "BIHUAN_SECRET_KEY": ""}) for _ in range(2)]
    assert all(end.returncode == 3 and "bihuan.S001" in end.stderr for end in ends)
    said = [end.stderr for end in ends]
    suggested = [line.split()[-1] for text in said for line in text.splitlines() if "fresh" in line]
    assert len(set(suggested)) == 2
    assert all(len(secret) >= checks.LEAST_SECRET_LENGTH for secret in suggested)
    assert start(tmp_path, *CHECK, **{**SAFE, "BIHUAN_SECRET_KEY": suggested[0]}).returncode == 0


def test_development_starts_with_nothing_set(tmp_path: Path) -> None:
    done = start(tmp_path, *CHECK, "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_a_misspelt_variable_is_an_error(tmp_path: Path) -> None:
    done = start(tmp_path, *CHECK, BIHUAN_SECRET="x")
    assert done.returncode != 0
    assert "BIHUAN_SECRET" in done.stderr


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(STRONG + "\n", encoding="utf-8")
    named = {key: value for key, value in SAFE.items() if key != "BIHUAN_SECRET_KEY"}
    done = start(tmp_path, *CHECK, **named, BIHUAN_SECRET_KEY_FILE=str(file))
    assert done.returncode == 0, done.stderr
    both = start(tmp_path, *CHECK, **SAFE, BIHUAN_SECRET_KEY_FILE=str(file))
    assert "not both" in both.stderr


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_the_faulty_sqlite_libraries_are_known(
    version: tuple[int, int, int], *, faulty: bool
) -> None:
    assert has_reset_fault(version) is faulty


@pytest.mark.parametrize(
    ("version", "processes", "found"),
    [
        ((3, 40, 1), 1, []),
        ((3, 40, 1), 2, ["bihuan.S005"]),
        ((3, 51, 3), 2, ["bihuan.S006"]),
    ],
)
def test_several_processes_need_a_sound_library(
    monkeypatch: pytest.MonkeyPatch,
    version: tuple[int, int, int],
    processes: int,
    found: list[str],
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    monkeypatch.setattr(settings, "PRODUCTION", True)
    monkeypatch.setattr(settings, "SQLITE", True)
    monkeypatch.setattr(settings, "PROCESSES", processes)
    assert [fault.id for fault in checks.storage_fits(None)] == found


@pytest.mark.django_db
def test_sqlite_is_safe_for_records() -> None:
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return
    with connection.cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2
    assert pragmas["journal_mode"] == "wal"
    assert pragmas["synchronous"] == full
    assert pragmas["foreign_keys"] == 1
    assert pragmas["busy_timeout"] >= 15_000
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client: Client) -> None:
    answer = client.get("/static/nothing.css")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_fast_hashing_is_for_tests_only(tmp_path: Path) -> None:
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.MD5PasswordHasher"]
    asked = "from django.conf import settings; print(settings.PASSWORD_HASHERS[0])"
    assert "Argon2" in start(tmp_path, "-c", asked).stdout


def test_the_kinds_of_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_X", "7")
    assert env.number("BIHUAN_X", 1) == 7
    with pytest.raises(env.BadSetting, match="at least 9"):
        env.number("BIHUAN_X", 1, least=9)
    with pytest.raises(env.BadSetting, match="1 or 0"):
        env.flag("BIHUAN_X", default=True)
    with pytest.raises(env.BadSetting, match="one of a, b"):
        env.choice("BIHUAN_X", "a", {"a", "b"})
    monkeypatch.setenv("BIHUAN_X", "many")
    with pytest.raises(env.BadSetting, match="whole number"):
        env.number("BIHUAN_X", 1)
    monkeypatch.setenv("BIHUAN_X", " a, ,b ")
    assert env.words("BIHUAN_X") == ["a", "b"]
    monkeypatch.setenv("BIHUAN_X_FILE", "nowhere")
    monkeypatch.delenv("BIHUAN_X")
    with pytest.raises(env.BadSetting, match="cannot be read"):
        env.text("BIHUAN_X")
