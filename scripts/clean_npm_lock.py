"""Removes every address from package-lock.json: packages come by name and hash from any index."""

import json
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "package-lock.json"


def main() -> None:
    """Drop where a package was fetched from and who asks for donations."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
