"""A Python file as the judges see it: where it stands in the house, and its syntax tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "bihuan"


@dataclass(frozen=True, slots=True)
class Source:
    """One file; `place` is its path below src/bihuan, with slashes."""

    place: str
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, place: str, text: str) -> "Source":
        """Return the source for a text that may stand nowhere but in a test."""
        return cls(place, text, ast.parse(text))

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the file name without its ending."""
        return tuple(self.place.removesuffix(".py").split("/"))

    @property
    def is_test(self) -> bool:
        """Whether this file belongs to the tests of its package."""
        return "tests" in self.parts[:-1]

    @property
    def package(self) -> str:
        """The package it belongs to: `kernel/ledger`, `modules/matters`, `config`."""
        depth = 1 if self.parts[0] == "config" else 2
        return "/".join(self.parts[:depth])

    def at(self, node: ast.AST, sentence: str) -> str:
        """Say something about a line of this file."""
        return f"{self.place}:{getattr(node, 'lineno', 1)}: {sentence}"

    def calls(self) -> Iterator[ast.Call]:
        """Return every call in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def house() -> Iterator[Source]:
    """Return every Python file of the product, without migrations, which are generated."""
    for path in sorted(HOUSE.rglob("*.py")):
        place = path.relative_to(HOUSE).as_posix()
        if "/migrations/" not in place:
            yield Source.of(place, path.read_text(encoding="utf-8"))


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for such an expression, else an empty string."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Return each imported name in full, with the statement that imports it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"
