"""A test run leaves the instance of whoever runs it alone."""

from pathlib import Path

from django.conf import settings


def test_nothing_is_written_into_the_instance_s_own_folder() -> None:
    written = [
        settings.MEDIA_ROOT,
        settings.STATIC_ROOT,
        settings.ANCHOR_FILE,
        settings.LEDGER_KEY,
        *map(Path, settings.CHECKPOINT_FILES),
    ]
    assert [path for path in written if path.is_relative_to(settings.VAR_DIR)] == []
