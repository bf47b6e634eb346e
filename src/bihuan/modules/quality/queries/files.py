"""Tables of readings on disk, and the policy data that judges them."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import tables, trigger_policy, vectors, water_tables

if TYPE_CHECKING:
    from bihuan.modules.quality.rules.published import Agreement

POLICIES = Path(__file__).resolve().parents[5] / "policies"
LARGEST = 200_000_000
"""Bytes of one file that are read into memory; larger ones belong into the import."""
ENDINGS = (".csv", ".csv.gz")


@cache
def air_tables() -> tables.Tables:
    """Return the tables of air."""
    return tables.load(POLICIES / "china" / "environment.toml")


@cache
def water_tables_in_force() -> water_tables.WaterTables:
    """Return the tables of water."""
    return water_tables.load(POLICIES / "china" / "water.toml")


@cache
def interview_rule() -> trigger_policy.Policy:
    """Return the interview rule of the province."""
    return trigger_policy.load(POLICIES / "sichuan" / "interview-2022.toml")


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file, packed or not.

    :raises ValueError: with a sentence when it cannot be used.
    """
    if not path.is_file():
        raise ValueError(f"文件 {path} 不存在。")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"文件 {path.name} 超过 {LARGEST // 1_000_000} MB，请分批。")
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as packed:
                return list(csv.DictReader(packed, restval=""))
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, restval=""))
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as error:
        raise ValueError(f"文件 {path.name} 不是完整的 UTF-8 编码 CSV：{error}。") from None


def verify(folder: Path) -> list[tuple[str, Agreement | None]]:
    """Recompute every set of published values in a folder; None for a file nobody recognises.

    :raises ValueError: when the folder is not there or holds no table.
    """
    if not folder.is_dir():
        raise ValueError(f"文件夹 {folder} 不存在。")
    paths = sorted(path for path in folder.iterdir() if path.name.endswith(ENDINGS))
    if not paths:
        raise ValueError(f"文件夹 {folder} 中没有 CSV 文件。")
    return [
        (path.name, vectors.check(rows(path), air_tables(), water_tables_in_force()))
        for path in paths
    ]
