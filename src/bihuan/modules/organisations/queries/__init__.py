"""Reads: the directory of bodies (kept in memory by stamp), people and posts, responsible pairs."""

from bihuan.modules.organisations.queries.atlas import (
    UnknownBody,
    UnknownGroup,
    UnknownRegion,
    bodies,
    body,
    children,
    find,
    group,
    groups_of,
    name_on,
    names,
    region,
    regions,
)
from bihuan.modules.organisations.queries.history import (
    changes_of,
    memberships_of,
    names_over_time,
)
from bihuan.modules.organisations.queries.maps import DIGITS, BodyView, RegionView, directory
from bihuan.modules.organisations.queries.pairs import (
    PairRow,
    PairView,
    pair_history,
    pairs_register,
    responsible_pair,
)
from bihuan.modules.organisations.queries.people import (
    actor_for,
    actor_of_post,
    people_to_choose,
    posts_of,
    roster,
)

__all__ = [
    "DIGITS",
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
    "changes_of",
    "children",
    "directory",
    "find",
    "group",
    "groups_of",
    "memberships_of",
    "name_on",
    "names",
    "names_over_time",
    "pair_history",
    "pairs_register",
    "people_to_choose",
    "posts_of",
    "region",
    "regions",
    "responsible_pair",
    "roster",
]
