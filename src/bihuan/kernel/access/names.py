"""Login names: one person, one name, however it is typed."""

from __future__ import annotations

import unicodedata

LONGEST_LOGIN = 64


def normalise_login(typed: str) -> str:
    """Fold a login name to its one stored form.

    Full-width letters, case, spaces and invisible characters make no difference. Otherwise each
    spelling would get five tries of its own, and two people could hold names that look alike.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold())
    # Z*: separators, C*: control, format, surrogate, unassigned. Neither belongs in a name.
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "ZC")
