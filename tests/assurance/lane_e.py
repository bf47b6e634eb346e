"""Group E: many at once."""

from tests.assurance.register import Goal, Lane

NOT_YET = "no test yet"

LANE = Lane(
    letter="E",
    title="Many at once",
    paths=(
        "tests/assurance",
        "src/bihuan/kernel/ui/tests",
        "src/bihuan/kernel/process/tests",
        "src/bihuan/modules/documents/tests",
        "src/bihuan/modules/following/tests",
        "src/bihuan/modules/matters/tests",
    ),
    goals=(
        Goal(
            "E1",
            "Lost updates, two and eight editors",
            "0 lost of 10,000; every conflict told, both versions shown",
            "400 changes of cases unless ASSURANCE_CHANGES says more; papers, lists and "
            "answers one by one; SQLite as at E6",
        ),
        Goal(
            "E2",
            "A form sent twice, at once and later, with the same and another body",
            "1 effect each, the same answer; another body refused",
            "50 at once on five step forms; that every other form carries its name is judged in "
            "its template",
        ),
        Goal(
            "E3",
            "Two people press different buttons",
            "1 wins, 0 impossible states in 100,000 pairs",
            "120 pairs unless ASSURANCE_PAIRS says more",
        ),
        Goal(
            "E4",
            "Random steps by random people against an independent model",
            "0 differences in 1,000,000 steps (20,000 on every push)",
            "400 steps on every push, 20,000 at night unless ASSURANCE_STEPS says more; without "
            "delegation and merging",
        ),
        Goal(
            "E5",
            "Histories of eight clients, some of them killed, in the manner of Jepsen",
            "0 anomalies in 100,000 operations",
            "1,500 operations unless ASSURANCE_E5 says more, on the database of the run; the "
            "clients are processes that take steps of cases, not the web server; who is killed is "
            "replaced in the next round",
        ),
        Goal(
            "E6",
            "Sixteen writers for ten minutes",
            "0 errors shown; longest wait ≤ 10 s, p99 ≤ 500 ms",
            "30 s unless ASSURANCE_SECONDS says more; where the load is ten times the cores, "
            "SQLite starves a writer beyond its 20 s: its waiting is no queue, "
            "and there is none of ours",
        ),
        Goal(
            "E7",
            "Reading takes no write lock",
            "0 transactions opened by GET",
            "a sensitive read is an act and is recorded; it is the one exception",
        ),
        Goal(
            "E8",
            "Longest write transaction",
            "≤ 250 ms on SQLite, ≤ 2 s on PostgreSQL",
            "acts of cases; imports are measured by `make bench`",
        ),
        Goal("E9", "Forced switches between pairs of acts", "0 broken", NOT_YET),
    ),
)
