"""The folder in which the figures of all processes meet: named before their library is loaded."""

import os
import tempfile

NAME = "PROMETHEUS_MULTIPROC_DIR"
"""Where `prometheus_client` looks, once, when it is imported."""

FOLDER = os.environ.get(NAME) or tempfile.mkdtemp(prefix="bihuan-figures-")
os.environ[NAME] = FOLDER
