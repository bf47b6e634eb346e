"""A small mutator of pure modules: one change at a time, in a child that runs the module's tests.

The mutated code is put into the functions that are there already, so that a name imported
elsewhere means the mutant as well.
"""

from __future__ import annotations

import ast
import copy
import importlib
import os
import resource
import sys
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
PATIENCE = 30
"""Seconds of the processor for the tests of one mutant; a loop without an end is noticed by it."""


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield every mutant with what was changed; texts, types and docstrings are left alone."""
    tree = ast.parse(source)
    spots = list(_bodies(tree))
    for number, node in enumerate(spots):
        for say, change in _changes(node):
            mutant = copy.deepcopy(tree)
            change(list(_bodies(mutant))[number])
            yield f"line {getattr(node, 'lineno', 0)}: {say}", ast.fix_missing_locations(mutant)


def _bodies(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what functions do: statements and expressions, not annotations."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                yield from _within(statement)


def _within(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.Raise | ast.JoinedStr):
        return  # a function within is met by itself; sentences are not judged
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _within(child)


def _changes(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        new = SWAPS[type(node.ops[0])]
        yield (
            f"{type(node.ops[0]).__name__} → {new.__name__}",
            lambda n: n.ops.__setitem__(0, new()),
        )
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPS:
        new = SWAPS[type(node.op)]
        yield f"{type(node.op).__name__} → {new.__name__}", lambda n: setattr(n, "op", new())
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} → {node.value + 1}", lambda n: setattr(n, "value", n.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} → {not node.value}", lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not → bool", lambda n: setattr(n, "operand", ast.UnaryOp(ast.Not(), n.operand))
    elif isinstance(node, ast.If | ast.While):
        yield "never", lambda n: setattr(n, "test", ast.Constant(value=False))
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "return None", lambda n: setattr(n, "value", ast.Constant(value=None))


def codes(code: CodeType, prefix: str = "") -> dict[str, CodeType]:
    """Return the code of every function by its qualified name."""
    found = {}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found[constant.co_qualname] = constant
            found |= codes(constant, prefix)
    return found


def functions(module: ModuleType) -> Iterator[FunctionType]:
    """Yield every function a module defines, those of its classes included."""
    for value in vars(module).values():
        for each in (value, *(vars(value).values() if isinstance(value, type) else ())):
            inner = each.fget if isinstance(each, property) else getattr(each, "__func__", each)
            inner = getattr(inner, "__wrapped__", inner)
            if isinstance(inner, FunctionType) and inner.__module__ == module.__name__:
                yield inner


def put(module: ModuleType, mutant: ast.Module) -> int:
    """Put the mutant's code into the functions of a module; return how many changed."""
    made = codes(compile(mutant, module.__file__ or "", "exec"))
    changed = 0
    for function in functions(module):
        new = made.get(function.__qualname__)
        old = function.__code__
        if new is None or new.co_freevars != old.co_freevars:
            continue
        if (new.co_code, new.co_consts) != (old.co_code, old.co_consts):
            function.__code__ = new
            changed += 1
    return changed


def is_killed(name: str, mutant: ast.Module, tests: list[str]) -> bool | None:
    """Run the tests on a mutant in a child; None where the mutant changes nothing that is run."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _judge(name, mutant, tests, writer)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    said = os.read(reader, 16)
    os.close(reader)
    if said == b"nothing":
        return None
    return os.waitstatus_to_exitcode(status) != 0


def _judge(name: str, mutant: ast.Module, tests: list[str], writer: int) -> None:
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if not put(importlib.import_module(name), mutant):
            os.write(writer, b"nothing")
            os._exit(0)
        sys.argv = ["pytest"]
        words = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not assurance"]
        code = int(pytest.main([*words, *tests]))
    finally:
        os._exit(code)


def source_of(name: str) -> str:
    return Path(importlib.import_module(name).__file__ or "").read_text(encoding="utf-8")
