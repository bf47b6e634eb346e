"""Group I: identity, sessions, administration."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="I",
    title="Identity, sessions, administration",
    paths=(
        "tests/assurance",
        "src/bihuan/kernel/access/tests",
        "src/bihuan/modules/organisations/tests",
        "src/bihuan/faces/administration/tests",
    ),
    goals=(
        Goal(
            "I1",
            "Passwords: composition, names, common words, history, change, first sign-in",
            "100 % of a table of 200 rows, both profiles",
        ),
        Goal(
            "I2",
            "Second factor: one-time codes are good once",
            "0 of 10,000 replays accepted; 0 sessions without it where it is required",
            "required of the three administrators; of everybody by a new edition of the policy",
        ),
        Goal(
            "I3",
            "Sessions: idle, absolute, new key at sign-in, ended by changes, two at once",
            "100 %; fixation 0 of 1,000; reuse after the end 0 of 1,000",
        ),
        Goal(
            "I4",
            "Three administrators: apart on every path; no account with a flag for everything",
            "0 violations in all pairs and paths",
            "business canaries under administrators are A3's",
        ),
        Goal(
            "I5",
            "Audit: each kind of event has time, actor, kind, object, result; no audit, no act",
            "100 % of at least 60 kinds, each field filled",
            "the source address stands in entries of sign-in; other entries lead to it by the"
            " session list and by the request key in the log",
        ),
        Goal(
            "I6",
            "Retention: each kind of row for its time, the ledger for ever",
            "0 gone early, 100 % gone after their own limit",
        ),
        Goal(
            "I7",
            "Accounts nobody has used for 90 days",
            "100 % of 50 reported and frozen, at most 2 % false",
            "shared use is shown in the list of sessions, not flagged by itself",
        ),
    ),
)
