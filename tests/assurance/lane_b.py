"""Group B: complainants, personal data, restricted transfers."""

from tests.assurance.register import Goal, Lane

NOT_YET = "no test yet"

LANE = Lane(
    letter="B",
    title="Complainants, personal data, restricted transfers",
    paths=("tests/assurance", "src/bihuan/kernel/vault/tests"),
    goals=(
        Goal(
            "B1",
            "Raw search for planted personal data in database file, log of writes, backup, files,"
            " logs and caches, in UTF-8, UTF-16, GB18030, base64, hexadecimal, and in packed files",
            "0 plain hits",
            "memory and swap of the process are not searched; on PostgreSQL the rows of every table"
            " are, not the files of the server",
        ),
        Goal(
            "B2",
            "What the accused body, its superiors and the administrators are sent, by crawling",
            "0 outputs with personal data of who wrote",
            "a letter cannot be forwarded to another body yet, so there is no chain of forwards",
        ),
        Goal(
            "B3",
            "Two persons, a reason, a limited view; a random story against a model",
            "0 openings by one person; 100 % of openings and refusals in the ledger; all kept",
        ),
        Goal(
            "B4",
            "Guessing query codes",
            "at most 2⁻⁶⁴ a guess, or 10 guesses an hour and source; 0 hits in 1,000,000",
            "guesses are compared with all codes in memory, not sent one by one",
        ),
        Goal(
            "B5",
            "Masked by default, for each role and every output",
            "100 % of the sealed kinds; the whole by a recorded act only",
        ),
        Goal(
            "B6",
            "Publication gate: identity numbers, mobiles, bank cards, plates, hidden content",
            "0 missed of ≥ 500 planted, ≤ 2 % false stops of ≥ 2,000 clean",
            "the texts of what is frozen for the portal; no attachment becomes public, so hidden"
            " content of files is not looked for; of a list it is said when the row is written",
        ),
        Goal(
            "B7",
            "Photographs and files: EXIF, GPS, authors",
            "100 % removed",
            "no file that somebody attached becomes public, which is what is held here: nothing"
            " is cleaned, and what those who may see a case download is the original",
        ),
        Goal(
            "B8",
            "Requests about one's own data: read, copy, correct, delete, explain",
            "closed loop for all five, 0 traces after deletion",
            NOT_YET,
        ),
        Goal(
            "B9",
            "Record of sharing: purpose, receiver, fields, time",
            "100 % of openings, equal to the ledger; nothing deletes it",
            "covers what the vault keeps; names of officials in public registers are not counted",
        ),
        Goal(
            "B10",
            "Crypto-erase",
            "0 of 1,000 sealed fields readable, ledger verifies",
            "an older backup and the key of the installation together still open them",
        ),
    ),
)
