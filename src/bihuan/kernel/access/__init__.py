"""Access: who acts, what they may do, and the closed door in front of every page.

Three closed rings: the URL (login unless ``@public``), the rows (``visible_to``, in the owner of
the rows) and the step (``Step.by``, a :class:`Rule`). An :class:`Actor` is always a person in a
post of a body, a named system actor, or the visitor; it is never ``None``. What needs the database
is in ``bihuan.kernel.access.api``.
"""

from bihuan.kernel.access.actors import (
    ADMINISTRATORS,
    ROLES,
    VISITOR,
    Actor,
    UnknownRole,
    region_prefix,
    system_actor,
)
from bihuan.kernel.access.doors import is_public_view, public
from bihuan.kernel.access.permissions import (
    Permission,
    UnknownPermission,
    all_permissions,
    may,
    permission,
    permission_named,
)
from bihuan.kernel.access.reading import once_a_page, one_page
from bihuan.kernel.access.rules import SYSTEM, Desk, HasOrgans, Rule, holds

__all__ = [
    "ADMINISTRATORS",
    "ROLES",
    "SYSTEM",
    "VISITOR",
    "Actor",
    "Desk",
    "HasOrgans",
    "Permission",
    "Rule",
    "UnknownPermission",
    "UnknownRole",
    "all_permissions",
    "holds",
    "is_public_view",
    "may",
    "once_a_page",
    "one_page",
    "permission",
    "permission_named",
    "public",
    "region_prefix",
    "system_actor",
]
