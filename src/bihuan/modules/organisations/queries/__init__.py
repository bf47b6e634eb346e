"""Reads: the directory of bodies (kept in memory by stamp), people and posts, responsible pairs."""

from bihuan.modules.organisations.queries.atlas import (
    BodyView,
    RegionView,
    UnknownBody,
    UnknownGroup,
    UnknownRegion,
    bodies,
    body,
    children,
    directory,
    find,
    group,
    groups_of,
    name_on,
    names,
    region,
    regions,
)
from bihuan.modules.organisations.queries.pairs import (
    PairRow,
    PairView,
    pairs_register,
    responsible_pair,
)
from bihuan.modules.organisations.queries.people import actor_for, actor_of_post, posts_of, roster

__all__ = [
    "BodyView",
    "PairRow",
    "PairView",
    "RegionView",
    "UnknownBody",
    "UnknownGroup",
    "UnknownRegion",
    "actor_for",
    "actor_of_post",
    "bodies",
    "body",
    "children",
    "directory",
    "find",
    "group",
    "groups_of",
    "name_on",
    "names",
    "pairs_register",
    "posts_of",
    "region",
    "regions",
    "responsible_pair",
    "roster",
]
