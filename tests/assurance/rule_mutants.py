"""A small mutator of rules: each condition deleted, negated or widened, one at a time.

It knows what rules are made of: conditions joined by and, or, `&` and `|`, comparisons, sets of
roles, lines and states, and early answers. Each change makes one mutant, which is run as a module
of its own beside the real one.
"""

from __future__ import annotations

import ast
import copy
import importlib
import types
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.kernel.access import permissions

if TYPE_CHECKING:
    from collections.abc import Iterator

NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
}
WORDS = ("viewer", "audit_admin", "finance", "signed")
"""What a set of roles, lines or states is widened by."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where it is, what it does, and the module as it would be."""

    module: str
    place: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.module} {self.place}"


def _variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:  # noqa: C901  one way for each kind
    """Return what could stand in the place of a node, with a word for the change."""
    if isinstance(node, ast.BoolOp):
        other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", ast.BoolOp(other, node.values)
        for index in range(len(node.values)):
            kept = [value for at, value in enumerate(node.values) if at != index]
            word = f"part {index + 1} deleted"
            yield word, kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "not deleted", node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield "negated", ast.Compare(node.left, [NEGATED[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        swapped: ast.operator = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        yield "&/|", ast.BinOp(node.left, swapped, node.right)
        yield "left only", node.left
        yield "right only", node.right
    elif isinstance(node, ast.If | ast.IfExp):
        changed = copy.copy(node)
        changed.test = ast.UnaryOp(ast.Not(), node.test)
        yield "condition negated", changed
        if isinstance(node, ast.If) and not node.orelse:
            yield "deleted", ast.Pass()
    elif isinstance(node, ast.Set) and all(isinstance(e, ast.Constant) for e in node.elts):
        for index, element in enumerate(node.elts):
            kept = [value for at, value in enumerate(node.elts) if at != index]
            assert isinstance(element, ast.Constant)
            yield f"without {element.value!r}", _set(kept)
        held = {e.value for e in node.elts if isinstance(e, ast.Constant)}
        for word in WORDS:
            if word not in held:
                yield f"with {word}", ast.Set([*node.elts, ast.Constant(word)])
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} negated", ast.Constant(not node.value)


def _set(elements: list[ast.expr]) -> ast.expr:
    return ast.Set(elements) if elements else ast.Call(ast.Name("set", ast.Load()), [], [])


def mutants(module: str) -> Iterator[Mutant]:
    """Return every mutant of a module, in the order of its text."""
    found = importlib.import_module(module)
    tree = ast.parse(Path(str(found.__file__)).read_text(encoding="utf-8"))
    for parent in ast.walk(tree):
        if isinstance(parent, ast.If) and ast.unparse(parent.test) == "TYPE_CHECKING":
            continue
        for field, value in ast.iter_fields(parent):
            nodes = value if isinstance(value, list) else [value]
            for index, node in enumerate(nodes):
                if not isinstance(node, ast.AST) or _is_type_checking(node):
                    continue
                for word, other in _variants(node):
                    line = getattr(node, "lineno", 0)
                    place = f"line {line}: {_short(node)} – {word}"
                    yield Mutant(module, place, _replaced(tree, parent, field, index, value, other))


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _short(node: ast.AST) -> str:
    return ast.unparse(node.test if isinstance(node, ast.If) else node).replace("\n", " ")[:70]


def _replaced(
    tree: ast.Module, parent: ast.AST, field: str, index: int, value: object, other: ast.AST
) -> ast.Module:
    """Return a copy of the tree with one node replaced; the tree itself is left as it was."""
    if isinstance(value, list):
        kept = value[index]
        value[index] = other
        changed = copy.deepcopy(tree)
        value[index] = kept
    else:
        setattr(parent, field, other)
        changed = copy.deepcopy(tree)
        setattr(parent, field, value)
    return ast.fix_missing_locations(changed)


@contextmanager
def alive(mutant: Mutant) -> Iterator[types.ModuleType]:
    """Run a mutant; the permissions it declares stand in the register while it lives."""
    real = importlib.import_module(mutant.module)
    made = types.ModuleType(mutant.module)
    made.__file__ = real.__file__
    declared = {
        found.key for found in vars(real).values() if isinstance(found, permissions.Permission)
    }
    kept = dict(permissions._register)  # noqa: SLF001  there is no other way to declare anew
    for key in declared:
        del permissions._register[key]  # noqa: SLF001  as above
    try:
        exec(compile(mutant.tree, mutant.module, "exec"), vars(made))  # noqa: S102  our own text
        yield made
    finally:
        permissions._register.clear()  # noqa: SLF001  as above
        permissions._register.update(kept)  # noqa: SLF001  as above
