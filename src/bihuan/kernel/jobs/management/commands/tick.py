"""The clock of the platform: runs what is due, once or for ever."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from bihuan.kernel.jobs import api as jobs

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Run periodic work and due jobs."""

    help = "Run what is due now; with --every SECONDS go on until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the pause between two ticks."""
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS")

    def handle(self, *_: Any, **options: Any) -> None:
        """Tick."""
        pause = Event()
        while True:
            ran = jobs.tick(timezone.now())
            self.stdout.write(f"{ran} run")
            if not options["every"] or pause.wait(options["every"]):
                return
            # What the web server does between requests: a connection the server dropped is renewed.
            close_old_connections()
