"""What this module writes into the ledger."""

from bihuan.kernel.ledger import Verb

PUBLISHED = Verb("corrections.published", "公开纠错答复")

VERBS = (PUBLISHED,)
