"""A9: who may what, written a second time as plain tables; nothing here is read from the product.

Written from the wording of the notice's design: the grid of regions (块) and lines (条), the three
administrators who stay apart, compartments, and the posts that carry a right. Regions are looked up
in lists of what lies above them, not cut out of codes.
"""

from __future__ import annotations

from dataclasses import dataclass

NATION, PROVINCE, OTHER_PROVINCE = "000000", "510000", "500000"
ABOVE: dict[str, tuple[str, ...]] = {
    "000000": (),
    "510000": ("000000",),
    "500000": ("000000",),
    "510100": ("510000", "000000"),
    "510700": ("510000", "000000"),
    "510104": ("510100", "510000", "000000"),
    "510107": ("510100", "510000", "000000"),
    "510781": ("510700", "510000", "000000"),
}
REGIONS = tuple(ABOVE)
LINES = ("office", "commission", "gov", "party", "water", "ecology", "finance")
SEES_ALL_LINES = ("party", "gov", "commission", "office")
BUSINESS = ("handler", "office_head", "reviewer", "deputy", "principal", "viewer")
THREE = ("system_admin", "security_admin", "audit_admin")
CONFINED = (
    "correction",
    "cosigning",
    "identity-erasure",
    "identity-reveal",
    "instruction",
    "receiving",
    "sending",
)
"""What stops at its own bodies: papers, answers to citizens, and who somebody is."""
OPEN_KINDS = ("matter_list", "lead_docket", "duty_record")


@dataclass(frozen=True, slots=True)
class Who:
    """A subject, as the tables know it."""

    kind: str
    """`person`, `visitor` or `system`."""
    region: str = ""
    line: str = ""
    roles: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        return f"{self.region}-{self.line}" if self.region else ""

    @property
    def administers(self) -> bool:
        return self.roles != () and all(role in THREE for role in self.roles)

    def reaches(self, region: str) -> bool:
        """Their own region, or one below it."""
        return region == self.region or self.region in ABOVE[region]

    def is_any(self, *roles: str) -> bool:
        return any(role in roles for role in self.roles)


@dataclass(frozen=True, slots=True)
class What:
    """An object: the matter of one body, who takes part in it, where it stands."""

    region: str
    line: str
    kind: str
    sealed: str = ""
    parties: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    state: str = ""
    other: str = ""
    """A second body that has a part: the office, the sender, the other side; often none."""

    @property
    def body(self) -> str:
        return f"{self.region}-{self.line}"


# key: posts that carry the right; lines that have it, "" for every line; whether the system has it
RIGHTS: dict[str, tuple[str, str, bool]] = {
    "access.keep_accounts": ("system_admin", "", True),
    "access.reset_factors": ("security_admin", "", True),
    "algebra.work": ("handler office_head", "office", False),
    "directives.load_pack": ("system_admin", "", True),
    "directives.register_event": ("handler office_head", "", True),
    "directives.withdraw_evidence": ("office_head principal", "", True),
    "documents.comment": ("deputy principal", "", False),
    "documents.draft": ("handler office_head reviewer", "", False),
    "documents.handle": ("handler office_head reviewer", "", False),
    "documents.templates": ("office_head reviewer", "", False),
    "documents.words": ("office_head reviewer", "", False),
    "following.ask": ("handler office_head", "office", False),
    "following.open": ("handler", "office", False),
    "leads.open_docket": ("handler", "", False),
    "leads.open_study": ("handler", "", False),
    "matters.check_filings": ("handler office_head deputy principal", "office", False),
    "matters.open_list": ("handler", "", False),
    "matters.withdraw_public": ("principal", "", False),
    "organisations.appoint_administrators": ("security_admin", "", True),
    "organisations.arrange_absence": ("office_head deputy principal security_admin", "", True),
    "organisations.edit_map": ("handler office_head principal system_admin", "office", True),
    "organisations.edit_people": ("handler office_head principal security_admin", "", True),
    "quality.freeze": ("handler office_head deputy principal", "ecology office", True),
    "quality.import": ("handler office_head", "ecology", True),
    "quality.propose_interview": ("handler", "ecology", False),
    "quality.publish": ("office_head deputy principal", "ecology", True),
    "quality.withdraw": ("deputy principal", "ecology", False),
}

# While a paper stands here, these posts of its own body change it.
PAPER_EDITORS = {
    "draft": ("handler", "office_head", "reviewer"),
    "returned": ("handler", "office_head", "reviewer"),
    "dept_review": ("office_head",),
    "office_review": ("reviewer",),
}
CLERKS, LEADERS = ("handler", "office_head", "reviewer"), ("deputy", "principal")


def has_right(who: Who, key: str) -> bool:
    posts, lines, system = RIGHTS[key]
    if who.kind == "system":
        return system
    return (lines == "" or who.line in lines.split()) and who.is_any(*posts.split())


def sees_case(who: Who, case: What) -> bool:
    """Sealed: the compartment and nobody else. Open: those who take part; from above, the grid."""
    if who.kind != "person":
        return who.kind == "system"
    if who.administers or who.body == "":
        return False
    if case.sealed:
        return case.sealed in who.compartments
    if who.body in (case.body, *case.parties, *case.desks):
        return True
    return case.kind not in CONFINED and _grid(who, case)


def sealed_against(who: Who, case: What) -> bool:
    return case.sealed != "" and who.kind != "system" and case.sealed not in who.compartments


def sees_duty(who: Who, duty: What) -> bool:
    if who.kind != "person":
        return who.kind == "system"
    return not who.administers and (who.body == duty.body or _grid(who, duty))


def _grid(who: Who, what: What) -> bool:
    return who.reaches(what.region) and (who.line in SEES_ALL_LINES or who.line == what.line)


def _own(who: Who, body: str, *posts: str) -> bool:
    return who.kind == "person" and who.body == body != "" and who.is_any(*posts)


def _office_above(who: Who, region: str) -> bool:
    return who.kind == "person" and who.line == "office" and who.reaches(region)


def changes_map(who: Who, what: What) -> bool:
    covers = who.kind == "person" and who.reaches(what.region)
    return who.kind == "system" or (covers and has_right(who, "organisations.edit_map"))


def keeps_people(who: Who, what: What) -> bool:
    if who.kind == "system":
        return True
    near = who.body == what.body or _office_above(who, what.region)
    return near and has_right(who, "organisations.edit_people")


def arranges_absence(who: Who, what: What) -> bool:
    posts = ("office_head", "deputy", "principal", "security_admin")
    return who.kind == "system" or _own(who, what.body, *posts)


def looks_up_post(who: Who, what: What) -> bool:
    if who.kind != "person":
        return who.kind == "system"
    return who.body == what.body or _grid(who, what)


def takes_evidence_back(who: Who, what: What) -> bool:
    near = who.body == what.body or _office_above(who, what.region)
    return who.kind == "system" or (near and who.is_any("office_head", "principal"))


def registers_event(who: Who, what: What) -> bool:
    return who.kind == "system" or _own(who, what.body, "handler", "office_head")


def edits_list(who: Who, what: What) -> bool:
    return who.kind == "system" or _own(who, what.body, "handler", "office_head")


def takes_list_from_public(who: Who, what: What) -> bool:
    return _own(who, what.body, "principal")


def writes_note(who: Who, what: What) -> bool:
    checking = what.state == "filed"
    return checking and _own(who, what.other, "handler", "office_head", "principal")


def edits_paper(who: Who, what: What) -> bool:
    return _own(who, what.body, *PAPER_EDITORS.get(what.state, ()))


def urges(who: Who, what: What) -> bool:
    return _own(who, what.other, *CLERKS)


def registers_receipt(who: Who, what: What) -> bool:
    return _own(who, what.other, "handler", "reviewer")


def handles(who: Who, what: What) -> bool:
    return _own(who, what.body, *CLERKS)


def comments(who: Who, what: What) -> bool:
    return _own(who, what.body, *LEADERS)


def acts_on_quality(who: Who, key: str) -> bool:
    """The department of the province itself, or the system."""
    return has_right(who, key) and (who.kind == "system" or who.region == PROVINCE)


def reads_quality(who: Who) -> bool:
    at_work = who.kind == "person" and who.body != ""
    return who.kind == "system" or (at_work and not who.administers)


def sees_sheet(who: Who, what: What) -> bool:
    wide = who.line in (*SEES_ALL_LINES, "ecology")
    person = who.kind == "person" and not who.administers
    return who.kind == "system" or (person and wide and who.reaches(what.region))


def answers_following(who: Who, what: What) -> bool:
    return what.state == "draft" and _own(who, what.body, "handler")


def in_province(who: Who, what: What) -> bool:
    if who.kind != "person":
        return who.kind == "system"
    here = {what.region, *ABOVE[what.region]} - {NATION}
    theirs = {who.region, *ABOVE.get(who.region, ())} - {NATION}
    return bool(here & theirs) or what.region == who.region


def sees_drafts(who: Who, what: What) -> bool:
    if who.kind != "person":
        return who.kind == "system"
    return not who.administers and who.line in SEES_ALL_LINES and who.reaches(what.region)


def chooses_candidates(who: Who, what: What) -> bool:
    free = what.state in ("registered", "judged")
    return free and _own(who, what.other, "handler", "office_head")


def is_office(who: Who) -> bool:
    return who.line == "office"


def is_department(who: Who) -> bool:
    return who.body != "" and who.line not in SEES_ALL_LINES


def sees_finding(who: Who, what: What) -> bool:
    if who.kind != "person":
        return who.kind == "system"
    if who.administers:
        return False
    if who.line in ("office", "commission"):
        return who.reaches(what.region)
    return who.body != "" and who.body in (what.body, what.other)


def works_on_finding(who: Who, what: What) -> bool:
    return who.region == what.region and has_right(who, "algebra.work")
