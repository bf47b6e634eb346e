"""The product's settings, and what only tests may have.

The sample process exists for testing the engine. Argon2 is slow on purpose, and thousands of
invented people sign in here.
"""

from bihuan.config.settings import *  # noqa: F403  mypy reads the names of settings from here
from bihuan.config.settings import INSTALLED_APPS
from bihuan.config.settings import POLICY_DIR as POLICY_DIR  # noqa: PLC0414  a warm mypy forgets it

INSTALLED_APPS = [*INSTALLED_APPS, "bihuan.kernel.process.tests.sample"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
