"""Django's own command line, for migrations and checks; users call `bihuan`."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run a Django management command."""
    sys.path.insert(0, str(Path(__file__).parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  path set first

    from bihuan.kernel.access import backstop, system_actor  # noqa: PLC0415  as above

    backstop.see(system_actor("manage"))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
