"""Vectors lie beside the tests; published readings are never part of the project."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import pytest

from bihuan.modules.quality.rules import tables

ROOT = Path(__file__).resolve().parents[5]
READINGS = Path(os.environ.get("QUALITY_READINGS", ROOT.parent / "shared/data/quality"))
VECTORS = Path(__file__).parent / "vectors"
TABLES = tables.load(ROOT / "policies/china/environment.toml")

needs_readings = pytest.mark.skipif(
    not READINGS.exists(),
    reason="published readings are neither beside the checkout nor in QUALITY_READINGS",
)


def rows(name: str) -> list[dict[str, str]]:
    path = (VECTORS if name.startswith("vectors_") else READINGS) / name
    if not path.exists():
        pytest.skip(f"{name} is not among the published readings")
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            return list(csv.DictReader(packed))
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
