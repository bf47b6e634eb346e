"""What imports cannot show: each judge reads one file and says what is wrong in it.

A judge is a function from a Source to sentences. plants.py has a fault for each, and a neighbour
that it must leave alone.
"""

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.sources import Source, dotted, imports

Judge = Callable[[Source], Iterator[str]]

FILE_LIMIT = 500
FUNCTION_LIMIT = 60
READY_LIMIT = 30
DOOR_LIMIT = 12
CLOCKS = frozenset({
    "timezone.now", "timezone.localdate", "datetime.now", "datetime.utcnow", "datetime.today",
    "date.today", "time.time", "datetime.datetime.now", "datetime.date.today",
})  # fmt: skip
EDGE_FOLDERS = frozenset({"config", "faces", "web", "views", "tests"})
EDGE_FILES = frozenset({"views", "middleware", "jobs"})
NAMELESS = frozenset({
    "util", "utils", "helper", "helpers", "misc", "common", "core", "manager", "managers",
    "service", "services", "signals", "stuff", "lib",
})  # fmt: skip
OWN_STATES = frozenset({"kernel/process", "kernel/deadlines", "kernel/jobs"})
ROOMS = frozenset({
    "__init__", "apps", "api", "events", "models", "rules", "policies", "queries", "process",
    "effects", "operations", "handlers", "jobs", "demo", "web", "migrations", "tests", "templates",
    "static",
})  # fmt: skip

WAYS_OUT = (
    "socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp",
    "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "websockets", "paramiko",
    "authlib.integrations", "django.core.mail",
)  # fmt: skip
LISTENERS = frozenset({"faces/cli/serve.py"})


def clock_is_read_at_the_edge(source: Source) -> Iterator[str]:
    """`at` enters once, in a view, a command or a job; below that nobody asks what time it is."""
    edge = EDGE_FOLDERS & set(source.parts[:-1]) or source.parts[-1] in EDGE_FILES
    if edge or source.package == "kernel/jobs" or source.place == "kernel/ui/clock.py":
        return
    # localdate(moment) turns a moment it was given into a day; only localdate() asks the clock.
    converting = {id(call.func) for call in source.calls() if call.args or call.keywords}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCKS:
            if node.attr == "localdate" and id(node) in converting:
                continue
            yield source.at(node, f"{dotted(node)} below the edge; take `at` as an argument.")
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield source.at(node.value, f"{node.arg} reads the clock; store the `at` of the act.")


def state_moves_through_the_engine(source: Source) -> Iterator[str]:
    """A case changes state in `perform` only, where it is checked, timed and recorded."""
    if source.package in OWN_STATES or source.is_test:
        return
    for node in ast.walk(source.tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
            yield source.at(node, "state is assigned; perform a step.")
    for call in source.calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)
        named = {argument.arg for argument in call.keywords}
        constants = [a.value for a in ast.walk(call) if isinstance(a, ast.Constant)]
        if (name in {"update", "update_or_create"} and "state" in named) or (
            name in {"setattr", "bulk_update"} and "state" in constants
        ):
            yield source.at(call, f"state is set by {name}; perform a step.")


def own_code_is_imported_openly(source: Source) -> Iterator[str]:
    """Our own parts are there or the build is broken: no trying, no looking, no late importing.

    Late are allowed: registration in apps.py, which Django calls when the tables are known, and the
    command line, which must answer `--help` without opening the product.
    """
    if source.is_test:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Try) and any(
            name.startswith("bihuan") for body in node.body for _, name in imports(body)
        ):
            yield source.at(node, "an import of our own stands in a try.")
        late = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if late and source.parts[-1] not in {"apps", "wsgi"} and source.package != "faces/cli":
            for statement, name in imports(node):
                if name.startswith("bihuan"):
                    yield source.at(statement, f"{name} is imported inside a function.")
    for call in source.calls():
        if dotted(call.func).endswith("find_spec"):
            yield source.at(call, "looks whether a part is there.")


def kernel_is_entered_by_its_doors(source: Source) -> Iterator[str]:
    """Modules and faces enter `bihuan.kernel.x` or its api; its tables only to point at them.

    `kernel.ui` is a shelf of components: each of its files is a door.
    """
    if source.parts[0] not in {"modules", "faces"} or source.is_test:
        return
    typing_only = {
        id(statement)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")
        for statement in ast.walk(node)
    }
    doors = r"(api|events|testing|demo)$"
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in typing_only:
            continue
        inside = re.fullmatch(r"bihuan\.kernel\.(?!ui\.)\w+\.(.+)", node.module or "")
        tables = inside is not None and inside[1] == "models" and "models" in source.parts
        if inside is not None and not tables and not re.match(doors, inside[1]):
            yield source.at(node, f"{node.module} is behind the door of its package.")


def files_and_functions_stay_small(source: Source) -> Iterator[str]:
    """What does not fit on a few screens is two things."""
    lines = source.text.count("\n") + 1
    if lines > FILE_LIMIT:
        yield f"{source.place}: {lines} lines; the limit is {FILE_LIMIT}."
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            limit = READY_LIMIT if node.name == "ready" else FUNCTION_LIMIT
            if length > limit:
                yield source.at(node, f"{node.name} has {length} lines; the limit is {limit}.")


def names_say_something(source: Source) -> Iterator[str]:
    """A file named utils is where things go that nobody thought about."""
    for part in source.parts:
        if part.strip("_") in NAMELESS:
            yield f"{source.place}: {part} is no name."
    if source.parts[0] == "modules" and len(source.parts) > 2 and source.parts[2] not in ROOMS:
        yield f"{source.place}: a module has no room called {source.parts[2]}."


def files_say_what_they_are(source: Source) -> Iterator[str]:
    """Every file of ours begins with a sentence."""
    if source.tree.body and not source.is_test and ast.get_docstring(source.tree) is None:
        yield f"{source.place}: has no docstring."


def nobody_listens_to_signals(source: Source) -> Iterator[str]:
    """A signal hides who does what, and in which order; publish an event."""
    for node, name in imports(source.tree):
        if re.match(r"django\.(db\.models\.signals|dispatch|core\.signals)\b", name):
            yield source.at(node, f"{name}: no Django signals.")


def writes_name_who_and_when(source: Source) -> Iterator[str]:
    """Who acts and when are asked of the caller by name; nothing is recorded without both."""
    if "operations" not in source.parts or source.parts[0] != "modules" or source.is_test:
        return
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        by_place = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
        by_name = {argument.arg for argument in node.args.kwonlyargs}
        calls = {dotted(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
        if {"actor", "at"} <= by_name | by_place and not {"actor", "at"} <= by_name:
            yield source.at(node, f"{node.name} takes `actor` or `at` without its name.")
        if calls & {"ledger.record", "record"} and not {"actor", "at"} <= by_name:
            yield source.at(node, f"{node.name} records an act without being told who and when.")


def figures_are_exact(source: Source) -> Iterator[str]:
    """Scores and money are integers or fractions: a float cannot hold a tenth."""
    if source.parts[0] != "modules" or source.is_test:
        return
    for node in ast.walk(source.tree):
        if (isinstance(node, ast.Name) and node.id == "float") or (
            isinstance(node, ast.Attribute) and node.attr == "FloatField"
        ):
            yield source.at(node, "float in a module; use integers or fractions.")


def tables_keep_to_data(source: Source) -> Iterator[str]:
    """No logic in save, no hidden order, in the tables of modules."""
    if source.parts[0] != "modules" or "models" not in source.parts or source.is_test:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean"}:
            yield source.at(node, f"overrides {node.name}; write an operation.")
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for line in node.body:
                if isinstance(line, ast.Assign) and dotted(line.targets[0]) == "ordering":
                    yield source.at(line, "a hidden order; each query says its own.")


def front_doors_are_narrow(source: Source) -> Iterator[str]:
    """What a module offers is seen at a glance; the rest stands in named parts of its api.

    `documents.api.papers` is such a part: who needs it enters it by its name.
    """
    if source.parts[0] != "modules" or source.parts[2:] not in {("api",), ("api", "__init__")}:
        return
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "__all__":
            names = node.value.elts if isinstance(node.value, ast.List) else []
            if len(names) > DOOR_LIMIT:
                yield source.at(node, f"{len(names)} names; the limit is {DOOR_LIMIT}.")


def pages_ask_queries(source: Source) -> Iterator[str]:
    """A view asks queries and calls operations; it opens no table itself."""
    outside = source.parts[0] == "faces" or "web" in source.parts
    if source.parts[0] not in {"modules", "faces"} or not outside or source.is_test:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield source.at(node, "opens a table; ask a query.")


def only_one_door_leads_out(source: Source) -> Iterator[str]:
    """Whatever calls another server goes through `kernel.outbound`, where it is judged.

    A server of our own that listens may open a socket to try its own address.
    """
    if source.package == "kernel/outbound" or source.is_test:
        return
    for node, name in imports(source.tree):
        way = next((way for way in WAYS_OUT if name == way or name.startswith(f"{way}.")), "")
        if way and not (way == "socket" and source.place in LISTENERS):
            yield source.at(node, f"{name} leads out of the house; use bihuan.kernel.outbound.")
    for call in source.calls():
        name = dotted(call.func)
        if name.endswith((".create_connection", ".connect_ex", ".open_connection")):
            yield source.at(call, f"{name} opens a connection; use bihuan.kernel.outbound.")
