"""The tables of organisations: the map of bodies, the people, the responsible pairs."""

from bihuan.modules.organisations.models.bodies import (
    Body,
    BodyName,
    DirectoryStamp,
    GroupMembership,
    Level,
    NameKind,
    Region,
    Succession,
    SuccessionKind,
)
from bihuan.modules.organisations.models.pairs import PairEntry, PairState, ResponsiblePair
from bihuan.modules.organisations.models.people import Absence, Person, Post

__all__ = [
    "Absence",
    "Body",
    "BodyName",
    "DirectoryStamp",
    "GroupMembership",
    "Level",
    "NameKind",
    "PairEntry",
    "PairState",
    "Person",
    "Post",
    "Region",
    "ResponsiblePair",
    "Succession",
    "SuccessionKind",
]
