"""The front door of organisations: bodies, regions and groups for any day, actors, pairs.

Everything here reads, except `load`, which adds what the pack of the province knows and the
database does not. Unknown codes raise `UnknownBody`, `UnknownRegion`, `UnknownGroup` (LookupError);
only `names` and `name_on` answer with the code itself, so that a page can always be shown.
"""

from bihuan.modules.organisations.operations import load_bodies as load
from bihuan.modules.organisations.queries import (
    actor_for,
    bodies,
    body,
    children,
    find,
    group,
    name_on,
    names,
    region,
    regions,
    responsible_pair,
)

__all__ = [
    "actor_for",
    "bodies",
    "body",
    "children",
    "find",
    "group",
    "load",
    "name_on",
    "names",
    "region",
    "regions",
    "responsible_pair",
]
