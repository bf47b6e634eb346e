"""Writes, one function per use case. Each is one transaction with its ledger entry."""

from bihuan.modules.organisations.operations.administering import PeopleRefused
from bihuan.modules.organisations.operations.admitting import (
    FirstAdministrator,
    appoint_administrator,
    appoint_first,
)
from bihuan.modules.organisations.operations.appointing import open_pair
from bihuan.modules.organisations.operations.grouping import join_group, leave_group
from bihuan.modules.organisations.operations.importing import (
    ImportRefusedError,
    check_bodies,
    check_people,
    import_bodies,
    import_people,
)
from bihuan.modules.organisations.operations.loading import Loaded, load_bodies
from bihuan.modules.organisations.operations.reorganising import (
    MapRefused,
    NewBody,
    close_body,
    create_body,
    merge_bodies,
    rename_body,
    split_body,
)
from bihuan.modules.organisations.operations.staffing import (
    NewPost,
    add_person,
    arrange_absence,
    end_absence,
    end_post,
    give_post,
    link_account,
)

__all__ = [
    "FirstAdministrator",
    "ImportRefusedError",
    "Loaded",
    "MapRefused",
    "NewBody",
    "NewPost",
    "PeopleRefused",
    "add_person",
    "appoint_administrator",
    "appoint_first",
    "arrange_absence",
    "check_bodies",
    "check_people",
    "close_body",
    "create_body",
    "end_absence",
    "end_post",
    "give_post",
    "import_bodies",
    "import_people",
    "join_group",
    "leave_group",
    "link_account",
    "load_bodies",
    "merge_bodies",
    "open_pair",
    "rename_body",
    "split_body",
]
