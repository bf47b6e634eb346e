"""Group L: the tests themselves."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="L",
    title="The tests themselves",
    paths=("tests/assurance", "tests/architecture"),
    goals=(
        Goal(
            "L1",
            "Mutants of the pure cores: calendar, deadlines, rules of access, form of the ledger",
            "≥ 90 % killed",
            "a sample of 24 mutants of each core at night, not yet run to its end;"
            " ASSURANCE_L1 asks for more",
        ),
        Goal(
            "L2",
            "Branches of the cores, and of everything",
            "100 %; ≥ 90 %",
            "of the cores: the calendar, the course of a deadline, rules of access, the form and"
            " the chain of the ledger, judging a step; of everything it is not measured",
        ),
        Goal(
            "L3",
            "Tests that fail now and then",
            "0 in 20 repeats of the lane",
            "found by python -m tests.assurance.repeating 20; not run to its end yet",
        ),
        Goal(
            "L4",
            "Each goal has a test or says why not; the page tells figure, seed, commit, load",
            "100 %; without a figure it counts as red",
        ),
        Goal(
            "L5",
            "Planted faults",
            "30 of 30 caught",
            "faults against rules of the house; patches of whole incidents are not planted",
        ),
    ),
)
