"""Readings that are bound to no actor, and why each may be."""

GIVEN = "asked with what the page of a case, found for the actor before, points to"
OWN = "asked with the body of the actor alone"
OPEN = "published for everybody"
TEXT = "the text of the notice and where it holds, the same for everybody"
CHECKED = "the view looks for it as the actor before it asks"

WAIVERS = {
    "kernel.access.accounts.check_password": "signing in: there is no actor yet",
    "kernel.access.api.account_named": "signing in; and the security administrator naming one",
    "kernel.access.register.locked_sources": "a page of the system administrator alone",
    "kernel.deadlines.api.all_of": GIVEN,
    "kernel.deadlines.api.running": GIVEN,
    "kernel.ledger.proving.proof_of": CHECKED,
    "kernel.ledger.reading.count": "the size of the book is printed in its public anchor",
    "kernel.ledger.reading.entries": "every line is asked `_may_read`; audits have a page alone",
    "kernel.ledger.reading.entry": "every line is asked `_may_read`",
    "kernel.operating.condition.condition": "counts and ages of the instance, no content of a case",
    "modules.algebra.queries.matrix.matrix_of": "filed lists of the actor's own region",
    "modules.corrections.operations.report": "a note of the public: it writes, it reads nothing",
    "modules.corrections.operations.look_up": "asked with the receipt code of the one who wrote",
    "modules.corrections.queries.published_answers": OPEN,
    "modules.directives.queries.loaded.for_place": TEXT,
    "modules.directives.queries.loaded.loaded": TEXT,
    "modules.directives.queries.places.notice_for": TEXT,
    "modules.documents.queries.going.receipts_of": "asked with the rows of a table of the actor",
    "modules.documents.queries.going.receiving_of": GIVEN,
    "modules.documents.queries.going.sending_of": GIVEN,
    "modules.documents.queries.papers.words_of": OWN,
    "modules.documents.queries.registers.year_count": OWN,
    "modules.documents.queries.templates.template_on": OWN,
    "modules.documents.queries.templates.templates_on": OWN,
    "modules.documents.queries.templates.versions_of": OWN,
    "modules.following.queries.published.published_answers": OPEN,
    "modules.following.queries.published.published_following": OPEN,
    "modules.leads.queries.dockets.answered": "asked with the rows of a table of the actor",
    "modules.matters.queries.comparing.filed_lists": "which bodies of the region have a list",
    "modules.matters.queries.history.changes_between": CHECKED,
    "modules.matters.queries.history.in_force": CHECKED,
    "modules.matters.queries.lists.list_numbered": "the record of a letter of the actor's own body",
    "modules.quality.queries.books.newest_day": "a day, the same for whoever may see the pages",
}
