"""Group H: hostile input."""

from tests.assurance.register import Goal, Lane

LANE = Lane(
    letter="H",
    title="Hostile input",
    paths=(
        "tests/assurance",
        "src/bihuan/kernel/access/tests",
        "src/bihuan/kernel/outbound/tests",
        "src/bihuan/kernel/process/tests",
        "src/bihuan/kernel/ui/tests",
        "src/bihuan/modules/documents/tests",
        "tests/architecture",
    ),
    goals=(
        Goal(
            "H1",
            "Requests nobody meant: every address, keys, questions, methods, four roles",
            "0 × 5xx, 0 undeclared statuses in 100,000",
            "schemathesis is not among the dependencies: own cases in one process, 5,000 at night",
        ),
        Goal(
            "H2",
            "The same for forms, made from their classes",
            "100,000 cases, 0 × 5xx, 0 stored control characters",
            "20,000 of the 100,000 cases a night; uploads are left to H3",
        ),
        Goal(
            "H3",
            "Hostile files and their honest twins",
            "100 % of at least 300 refused or harmless, twins taken; ≤ 5 s and ≤ 300 MB each",
            "the corpus has more than 250 files",
        ),
        Goal(
            "H4",
            "Cells that a spreadsheet would run; numbers, telephones and codes survive",
            "0 formula cells, 0 corrupted of 10,000 round trips",
        ),
        Goal(
            "H5",
            "Documents: hostile text in every field of papers",
            "0 new relations, fields, scripts, links; 0 files or addresses touched",
            "hostile text through the pages and back; not under a trace of files and network",
        ),
        Goal(
            "H6",
            "Calls to other servers",
            "0 of at least 150 reach a forbidden address; no redirects; ≤ 5 s, ≤ 1 MB",
        ),
        Goal(
            "H7",
            "Scripts in every text",
            "0 executed in a browser, 0 unescaped in source",
            "looked for in the source of answers; not executed in a browser",
        ),
        Goal(
            "H8",
            "Keys of queries from outside; sort and filter by a list",
            "0 dynamic keywords without a waiver; 0 hits of 500 payloads",
        ),
        Goal(
            "H9",
            "Error answers",
            "0 of all 4xx and 5xx bodies tell classes, SQL, paths, settings",
        ),
        Goal(
            "H10",
            "Guessing: per account, per source; forged addresses, /64, spellings",
            "≤ 5 in 15 min an account, ≤ 100 in an hour a source; 0 ways around",
        ),
        Goal("H11", "Lines of the log", "0 forged lines of 1,000"),
    ),
)
