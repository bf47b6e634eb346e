"""Group H: hostile input."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="H",
    title="Hostile input",
    paths=("tests/assurance",),
    goals=(
        Goal(
            "H2",
            "The same for forms, made from their classes",
            "100,000 cases, 0 × 5xx, 0 stored control characters",
            "20,000 of the 100,000 cases a night; uploads are left to H3",
        ),
    ),
)
