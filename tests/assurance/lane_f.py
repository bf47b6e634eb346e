"""Group F: deadlines."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="F",
    title="Deadlines",
    paths=(
        "tests/assurance",
        "src/bihuan/kernel/calendar/tests",
        "src/bihuan/kernel/deadlines/tests",
        "src/bihuan/kernel/jobs/tests",
    ),
    goals=(
        Goal(
            "F1",
            "Periods against a walk over every day: days, working days, months, years, hours",
            "0 differences in 1,000,000 (50,000 on every push); golden cases of the laws 100 %",
            "8,000 on every push and 200,000 at night: a period costs half a millisecond with its"
            " proof; ASSURANCE_F1=1000000 asks for all",
        ),
        Goal(
            "F2",
            "The calendar against two independent packages, day by day",
            "0 of 8,401 days different (2004 to 2026)",
            "the notices of 2020 to 2026 are loaded; nothing of the platform was counted before",
        ),
        Goal(
            "F3",
            "A year nobody has announced",
            "100 % provisional; recomputed, announced once, old value kept",
        ),
        Goal(
            "F4",
            "Missed ticks: random outages of seconds to 40 days over three years",
            "0 missing, 0 double, 0 in wrong order in 10,000 patterns",
            "1,500 patterns at night; ASSURANCE_F4=10000 asks for all",
        ),
        Goal(
            "F5",
            "Clocks that step, run backwards, or differ between hosts",
            "0 deadlines changed, 0 announced again, order kept; alarm beyond 2 s",
        ),
        Goal("F6", "Four schedulers at once, killed at random", "each announcement exactly once"),
        Goal(
            "F7",
            "Thirty days without a scheduler",
            "lists, lights and counts right at every view",
        ),
        Goal(
            "F8",
            "Zones, 1900, summer time 1986 to 1991, 29 February, 23:59:59.999",
            "0 shifts in 100,000",
        ),
        Goal(
            "F9",
            "A rule changes on a day",
            "before: the old one, after: the new one; 0 silent recalculations",
        ),
        Goal(
            "F10",
            "Catching up with 20,000 clocks after 40 days",
            "≤ 60 s, pages stay within G1",
            "timed as work of the processor; pages beside it are measured by `make load`",
        ),
    ),
)
