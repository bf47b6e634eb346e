"""The order of the house, read from the contract, so that there is one list and not two."""

from configparser import ConfigParser

from tests.architecture.sources import ROOT


def ranks() -> dict[str, int]:
    """Return the height of each part (`kernel.ledger`, `faces`); a higher one sees a lower.

    Parts on one line of the contract share a height and may not see each other.
    """
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    floors: list[list[str]] = []
    for name in ("kernel", "modules"):
        layers = contract[f"importlinter:contract:{name}"]["layers"].split("\n")
        floors += [
            [f"{name}.{part.strip(' ()')}" for part in line.split("|")]
            for line in reversed(layers)
            if line.strip()
        ]
    floors += [["faces"], ["config"]]
    return {part: height for height, floor in enumerate(floors) for part in floor}


def part_of(module: str) -> str:
    """Return the part a dotted module name belongs to."""
    words = module.removeprefix("bihuan.").split(".")
    return words[0] if words[0] in {"faces", "config"} else ".".join(words[:2])


def may_see(upper: str, lower: str) -> bool:
    """Tell whether a part may point at another; what is not ours lies below everything."""
    known = ranks()
    if upper == lower or lower not in known:
        return True
    return known[upper] > known[lower]
