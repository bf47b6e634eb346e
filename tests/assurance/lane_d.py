"""Group D: faults of machine, disk and line."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="D",
    title="Faults",
    paths=(
        "tests/assurance",
        "src/bihuan/kernel/jobs/tests",
        "src/bihuan/kernel/ui/tests",
        "src/bihuan/kernel/process/tests",
    ),
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
            "D3",
            "Every write, sync, opening and renaming fails once: full disk, broken disk, no right",
            "0 corrupt, 0 false success, a sentence each time, the next request works",
            "within the process every point of a step with a file, a sample of an import and of a "
            "backup; by strace one call of eight of a step, a checkpoint and a backup unless "
            "ASSURANCE_DISK_EVERY says 1, on SQLite; a fault after the commit is an error page "
            "that says that the act is written",
        ),
        Goal(
            "D4",
            "The server of the database is killed under load; a line breaks in mid-transaction",
            "0 acknowledged acts lost, 0 stuck workers, all at work ≤ 10 s after the server is "
            "back, error pages and no traces; 50 rounds",
            "5 rounds unless ASSURANCE_SERVER_KILLS says more; the writers are processes with the "
            "client of the tests, not the web server; how long the server itself needs is told, "
            "not judged; every third statement of a broken line",
        ),
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
        Goal(
            "D8",
            "Notices after a crash and a retry",
            "each at least once, effect exactly once, 0 of work that was rolled back",
            "the outbox of jobs with work of the test that may be done again, as the product's "
            "own is; the product sends no mail and calls no address of its own accord",
        ),
        Goal(
            "D9",
            "A worker of 512 MB meets every hostile file of H3",
            "it refuses or dies alone; p99 of others at most doubled",
            "on SQLite; how much slower the others are is told, not judged",
        ),
    ),
)
