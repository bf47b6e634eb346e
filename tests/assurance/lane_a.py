"""Group A: who may see and do what."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="A",
    title="Who may see and do what",
    paths=("tests/assurance", "tests/journeys/test_access.py"),
    goals=(
        Goal(
            "A1",
            "Census: addresses, commands, jobs, exports, templates, receivers are registered",
            "0 unregistered; 0 registered but never exercised",
            "whether each receiver and each command ran is left to the tests of its module",
        ),
        Goal(
            "A2",
            "Matrix: roles × addresses × relation of the object, an explicit answer in each cell",
            "0 leaks, 0 wrong refusals",
            "writing is asked with an empty body (acts with complete bodies: conformance tests of "
            "processes); a second province is not among the viewers",
        ),
        Goal(
            "A3",
            "Canary tokens in sensitive fields, in everything that anybody is sent",
            "0 tokens too many, 0 missing",
            "5 readers and some 20 tokens, not 16 roles and 5,000; the text of PDF, mails and logs"
            " are not read",
        ),
        Goal(
            "A4",
            "Non-interference: a sealed case is added, moved and closed between two crawls",
            "answers byte-identical",
            "5 strangers, a letter that comes in, is answered, asked about and sealed; the size of"
            " the ledger is shown to whoever signed in, as its public anchors are",
        ),
        Goal(
            "A5",
            "Existence: something hidden and something that is not there",
            "same status and body; median time within 5 % or 1 ms",
        ),
        Goal(
            "A6",
            "Foreign keys in write bodies, outside the scope of the writer",
            "0 accepted",
            "steps that lie on no desk of the demonstration offer no form to try",
        ),
        Goal(
            "A7",
            "Mass assignment: every field of every model, posted by the weakest role",
            "0 changed outside the allowed list",
        ),
        Goal(
            "A8",
            "Rule mutants: each rule deleted, negated, widened",
            "100 % killed",
            "killed by the tables of A9; the steps of processes are left to the tests of their"
            " conformance; nine changes that are none are named, and must live",
        ),
        Goal(
            "A9",
            "An independent oracle of the policy, as plain tables",
            "0 disagreements in 1,000,000 tuples (50,000 on every push)",
            "the steps of processes are left to the tests of their conformance",
        ),
        Goal("A10", "Revocation reaches every channel", "at most 1 request, 0 stale"),
        Goal("A11", "Granting changes nobody else's rights", "0 other rights changed"),
        Goal(
            "A12",
            "Row-level security on PostgreSQL as a backstop",
            "100 % of the tables that carry scope",
            "policies hold sealed cases and sessions where nobody said who acts; regions and bodies"
            " are left to visible_to; the index of search and the ledger are waived (ADR 0019)",
        ),
        Goal(
            "A13",
            "Queries outside the scope of the actor in views, forms and exports",
            "0 without a written waiver",
        ),
    ),
)
