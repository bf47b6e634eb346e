"""Group G: speed and capacity, on two cores with the generator on the same machine."""

from tests.assurance.register import Goal, Lane

NOT_YET = "no test yet"
SHORT = "a minute on the demonstration; longer by LOAD_SECONDS, larger by make load --regions"

LANE = Lane(
    letter="G",
    title="Speed and capacity",
    paths=("tests/assurance", "tests/architecture", "tests/journeys"),
    goals=(
        Goal(
            "G1",
            "200 people, 5 s to think, the real mix of pages",
            "p50 ≤ 60, p95 ≤ 200, p99 ≤ 400 ms, most ≤ 3 s, 0 errors",
            SHORT,
        ),
        Goal("G2", "The same people, 1 s to think", "p99 ≤ 1,000 ms, 0 errors", SHORT),
        Goal(
            "G3",
            "Five times as many as it can carry",
            "503 with Retry-After, no crash, within G1 again after 30 s",
            "found by make load LOAD='--goal G3', not by a test",
        ),
        Goal(
            "G4",
            "Questions to the database per page",
            "≤ 15, as many for 10 as for 10,000 rows",
            "counted on ten and on 2,000 more cases; a case of every process in every state;"
            " matter lists and lead dockets have budgets of their own",
        ),
        Goal(
            "G5", "Probes of the public pages", "0 of 140 slow; slow is 1 s", "minutes, not a week"
        ),
        Goal(
            "G6",
            "200 sign-ins in a minute, 20 wrong passwords a second beside",
            "sign-ins p99 ≤ 3 s; other pages p99 ≤ 2 × G1",
            "found by make load LOAD='--goal G6', not by a test",
        ),
        Goal(
            "G7",
            "Import of 50,000 rows while G1 runs",
            "≤ 60 s; p99 of others ≤ 2 × G1",
            "found by make load LOAD='--goal G7', not by a test",
        ),
        Goal(
            "G8",
            "Soak at half load",
            "memory +5 % in 8 h, no file handle more, WAL ≤ 64 MB",
            "a minute; eight hours by make load LOAD='--goal G8 --seconds 28800'",
        ),
        Goal("G9", "Patterns on what people send", "≤ 50 ms for 100,000 characters"),
    ),
)
