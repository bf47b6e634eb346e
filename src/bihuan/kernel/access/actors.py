"""Who acts: always a person in a post of a body, a named system actor, or the public."""

from __future__ import annotations

from dataclasses import dataclass

ROLES: dict[str, str] = {
    "handler": "经办人",
    "office_head": "牵头处室负责人",
    "reviewer": "审查员",
    "deputy": "分管领导",
    "principal": "主要负责人",
    "viewer": "只读",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
}
"""The function of a post. The three administrators are kept apart (GB/T 22239-2019, 8.1.5)."""

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})


class UnknownRole(LookupError):
    """A rule or a post names a role that is not in :data:`ROLES`."""


def check_role(role: str) -> str:
    """Return ``role`` when it exists, raise when it does not."""
    if role not in ROLES:
        msg = f"{role!r} is not a role; known: {', '.join(ROLES)}."
        raise UnknownRole(msg)
    return role


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one post, with everything a rule or a ledger entry may ask of them.

    The names are copies: what the ledger says must stay readable when the post or the body is gone.
    """

    key: str
    name: str
    post: str
    body: str
    body_name: str
    region: str
    line: str
    roles: frozenset[str]
    compartments: frozenset[str] = frozenset()
    account_id: int | None = None
    on_behalf_of: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            msg = "An actor without a key cannot be named in the ledger."
            raise ValueError(msg)
        for role in self.roles:
            check_role(role)

    @property
    def prefix(self) -> str:
        """The part of the region code that all regions below it share: "51", "5101", "510104"."""
        return region_prefix(self.region)

    @property
    def is_system(self) -> bool:
        """Whether this is the application itself, under a name."""
        return self.key.startswith("system:")

    @property
    def is_public(self) -> bool:
        """Whether this is a visitor who has not signed in."""
        return self.key == "public"

    @property
    def only_administers(self) -> bool:
        """Whether this is one of the three administrators: business is not theirs to read."""
        return bool(self.roles) and self.roles <= ADMINISTRATORS

    def has(self, role: str) -> bool:
        """Whether the post carries this role; an unknown role raises."""
        return check_role(role) in self.roles


def region_prefix(region: str) -> str:
    """The shared prefix of a region and everything below it; "000000" is the whole country."""
    prefix = region
    while prefix.endswith("00") and len(prefix) % 2 == 0:
        prefix = prefix[:-2]
    return prefix


def system_actor(name: str) -> Actor:
    """Return the application acting by itself, under the name of the part that acts."""
    if not name:
        msg = "A system actor needs a name."
        raise ValueError(msg)
    return Actor(
        key=f"system:{name}",
        name="系统",
        post=name,
        body="",
        body_name="闭环平台",
        region="",
        line="",
        roles=frozenset(),
    )


VISITOR = Actor(
    key="public",
    name="访客",
    post="",
    body="",
    body_name="",
    region="",
    line="",
    roles=frozenset(),
)
"""Whoever has not signed in. Never ``None``: a rule can then be asked without a special case."""
