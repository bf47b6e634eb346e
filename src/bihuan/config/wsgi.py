"""WSGI entry point. In production it refuses to start with weak settings."""

import os
import sys

import django
from django.core import checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")


def refuse_weak_settings() -> None:
    """End the process with one sentence and one hint per fault."""
    faults = [fault for fault in checks.run_checks(tags=["bihuan"]) if fault.is_serious()]
    for fault in faults:
        sys.stderr.write(f"{fault.id}: {fault.msg}\n    {fault.hint}\n")
    if faults:
        sys.stderr.write("bihuan does not start until this is put right.\n")
        # gunicorn takes 3 for "the worker cannot boot" and stops instead of trying again.
        sys.exit(3)


django.setup(set_prefix=False)
refuse_weak_settings()
application = get_wsgi_application()
