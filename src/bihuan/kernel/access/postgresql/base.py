"""Django's PostgreSQL backend, whose sessions know who acts (:mod:`bihuan.kernel.access.backstop`).

A subclass and not a receiver of `connection_created`: nobody listens to signals (ADR 0006).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from bihuan.kernel.access import backstop


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that passes on who acts when it opens and whenever that changes."""

    def init_connection_state(self) -> None:
        """Say who acts before the first question is asked."""
        super().init_connection_state()
        self.tell_who_acts()

    def tell_who_acts(self) -> None:
        """Write it into the session, past Django's cursors: it is not a query of the page.

        A rollback takes the setting back to what it was when the transaction began. So a broken
        transaction need not be told: what was said before it comes back with the rollback.
        """
        session: Any = self.connection
        if session is None or session.closed:
            return
        if session.info.transaction_status.name == "INERROR":
            return
        session.execute(f"SELECT set_config('{backstop.NAME}', %s, false)", [backstop.said()])
