"""Group C: the ledger shows what was done to it."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="C",
    title="The ledger",
    paths=(
        "src/bihuan/kernel/ledger/tests",
        "src/bihuan/kernel/process/tests",
        "src/bihuan/faces/administration/tests",
        "tests/assurance",
    ),
    goals=(
        Goal(
            "C1",
            "Attacks of every kind on the stored ledger, with checkpoints 256 entries apart",
            "100 % of 10,000 found, each with its first bad number, on 1,000,000 entries",
            "100,000 entries unless ASSURANCE_LEDGER says more",
        ),
        Goal(
            "C2",
            "False alarms: honest entries, 16 writers, time zones, a restored copy",
            "0 in 1,000,000 entries on both databases",
            "4,800 entries unless ASSURANCE_APPENDS says more, on the database of the run; a dump "
            "of PostgreSQL is restored by the drill of group J",
        ),
        Goal(
            "C3",
            "Forks and gaps under 16 processes",
            "0 in 1,000,000 appends on both databases",
            "4,800 appends unless ASSURANCE_APPENDS says more, on the database of the run; "
            "where the load is ten times the cores a process on SQLite gives up after its "
            "20 s: no fork, but an error",
        ),
        Goal(
            "C4",
            "Speed of verification",
            "≥ 400,000 entries/s and ≥ 40 % of raw SM3, ≤ 100 MB",
            "measured by `make bench`, not by a test: entries of 860 bytes are bound by raw SM3, "
            "of which one process reaches 42–52 % on SQLite at that size",
        ),
        Goal(
            "C5",
            "Cost of an append; every act has exactly one entry",
            "100 % by counting; ≤ 1 ms in the middle",
            "the time is measured by `make bench`; counted here are the acts of cases, exports "
            "and accounts",
        ),
        Goal("C6", "The stand-alone verifier agrees with the built-in one", "on every attack"),
        Goal("C7", "Mutated, foreign and missing proofs", "0 accepted of 1,000,000"),
        Goal("C8", "Every stored byte is covered", "100 % of changes found"),
        Goal(
            "C9",
            "Checkpoints leave the database, signed, to several places",
            "oldest uncovered entry ≤ 5 min; a missing or other copy is named",
        ),
        Goal("C10", "A bit flips between the act and the disk", "0 wrong of 10,000 kept"),
        Goal(
            "C11",
            "A proof for one department",
            "one page, verifies offline, ≤ 1 ms to make",
            "making it takes longer: it hashes the blocks of 256 entries it lies in and ends in",
        ),
    ),
)
