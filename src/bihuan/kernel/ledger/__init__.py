"""Ledger: one append-only sequence of everything that was done, each entry bound to the one before.

The ledger is tamper-evident, not tamper-proof: a change to any stored byte breaks the chain, and
anchors that have left the database contradict a cut or rewritten tail. ``docs/develop/ledger.md``
gives the stored form byte by byte. What needs the database (``record``, ``verify``, ``entries``,
``anchor``) is in ``bihuan.kernel.ledger.api``.
"""

from bihuan.kernel.ledger.correlation import correlated, correlation
from bihuan.kernel.ledger.verbs import (
    JSON,
    Line,
    UnknownVerb,
    Verb,
    all_verbs,
    plain_sentence,
    register,
    temporary_verb,
    verb_named,
)

__all__ = [
    "JSON",
    "Line",
    "UnknownVerb",
    "Verb",
    "all_verbs",
    "correlated",
    "correlation",
    "plain_sentence",
    "register",
    "temporary_verb",
    "verb_named",
]
