"""Group J: backup, restore, upgrade, installation."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="J",
    title="Backup, restore, upgrade",
    paths=(
        "src/bihuan/kernel/operating",
        "src/bihuan/faces/cli/tests/test_backup.py",
        "tests/assurance/test_installing.py",
        "tests/assurance/test_migrations.py",
    ),
    goals=(
        Goal(
            "J1",
            "Restore drill of the demonstration province, automatic: backup, scratch database, "
            "every table, ledger, files",
            "100 % success, at most 120 s",
            "not measured at 5 GB; what can be lost is the time since the last backup, because "
            "shipping the log of the server is the operator's",
        ),
        Goal(
            "J2",
            "Backups taken while acts are written",
            "each consistent: rows, ledger, keys, files; p99 of the acts at most doubled",
            "the writers are one process beside the backup on the same machine",
        ),
        Goal(
            "J3",
            "Damaged, truncated, old and foreign backups offered for restore",
            "100 % of 200 refused, each with its reason; nothing changed",
        ),
        Goal(
            "J4",
            "Sealed backups: key apart, old ones by two people, canaries searched in every byte",
            "0 plain hits",
        ),
        Goal(
            "J5",
            "Upgrade from every released version with populated data",
            "0 data lost by content; at most 60 s per 100,000 rows; killed at every step: 0 half",
            "no test: no version has been released yet, and migrations of 0.1.0 were changed in "
            "place before 0.2.0; from the first tag on its populated database is to be kept",
        ),
        Goal(
            "J6",
            "Migrations: reversible or marked, with a lock timeout on PostgreSQL",
            "0 violations",
            "rewrites of tables of 1,000,000 rows and old code on the new schema are not run",
        ),
        Goal(
            "J7",
            "Empty machine to a running server from the bundle, no network",
            "at most 10 min, 0 network calls",
        ),
    ),
)
