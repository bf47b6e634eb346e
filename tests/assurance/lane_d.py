"""Group D: faults of machine, disk and line."""

from tests.assurance.register import Goal, Lane

NOT_YET = "no test yet"

LANE = Lane(
    letter="D",
    title="Faults",
    paths=("tests/assurance", "src/bihuan/kernel/ui/tests", "src/bihuan/kernel/process/tests"),
    goals=(
        Goal(
            "D1",
            "Processes killed at random moments of mixed traffic",
            "0 acknowledged acts lost, 0 by half, 0 broken links, start ≤ 5 s; 200 moments, both "
            "databases",
            "20 moments unless ASSURANCE_KILLS says more, on the database of the run; the traffic "
            "is cases with files and visits, not imports and publications",
        ),
        Goal(
            "D2",
            "Killed at every write, sync, rename of every compound act",
            "0 by half of all points of ≥ 12 acts",
            "one point of eight unless ASSURANCE_POINTS_EVERY says 1; acts of the kernel: "
            "imports, issuing and publishing of the modules are not swept",
        ),
        Goal(
            "D3", "Every write fails once: full disk, broken disk, no right", "0 corrupt", NOT_YET
        ),
        Goal("D4", "The server of the database is killed under load", "0 lost, 0 stuck", NOT_YET),
        Goal("D5", "An answer waits for the disk", "≥ 1 sync before each answer, 100 %"),
        Goal(
            "D6",
            "The answer is lost after the commit; the user tries again",
            "0 second effects in 10,000 retries",
            "300 retries unless ASSURANCE_RETRIES says more",
        ),
        Goal(
            "D7",
            "Files and rows",
            "0 rows without a file, 0 files without a row older than a day",
        ),
        Goal("D8", "Notices after a crash and a retry", "effect exactly once", NOT_YET),
        Goal("D9", "A worker of 512 MB meets hostile files", "others unharmed", NOT_YET),
    ),
)
