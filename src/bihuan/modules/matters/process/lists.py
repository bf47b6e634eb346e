"""事项清单: one body's list from draft through certification and filing to publication.

Who acts, which clocks run, then every step there is, in the order a list lives them.
"""

from __future__ import annotations

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import OPINION, Clock, Field, Process, Step
from bihuan.modules.matters.effects import lists as effects
from bihuan.modules.matters.models import ListState as S
from bihuan.modules.matters.models import MatterList
from bihuan.modules.matters.rules import dates, guards
from bihuan.modules.matters.rules.settings import policy

NOTICE = "川环委〔2023〕1号第二条第（一）项"
FOUR_EYES = "平台设计：清单由分管领导、主要负责人先后核签，两人不得为同一人"

HANDLER = holds("handler", organ="owner", label="本单位经办人")
OFFICE_HEAD = holds("office_head", organ="owner", label="牵头处室负责人")
REVIEWER = holds("reviewer", organ="owner", label="本单位审查员")
DEPUTY = holds("deputy", organ="owner", label="分管领导")
PRINCIPAL = holds("principal", organ="owner", label="主要负责人")
OFFICE = holds("handler", organ="office", label="环委办经办人")
OFFICE_CHIEF = holds("office_head", organ="office", label="环委办处室负责人") | holds(
    "principal", organ="office", label="环委办主要负责人"
)

_LIMITS = policy()
FILING_DUE: Clock[MatterList] = Clock.by("filing", _LIMITS.filing)
CHECK_DUE: Clock[MatterList] = Clock.by("check", _LIMITS.check)
PUBLICATION_DUE: Clock[MatterList] = Clock.by(
    "publication",
    _LIMITS.publication,
    span=dates.publication_due,
    basis=f"首份清单：{NOTICE}；以后各版：{_LIMITS.publication.basis}",
)

SEEN = Field(
    "content_digest",
    help="由页面自动带出，代表您看到的这一稿。页面打开后内容有改动的，需要刷新后再核签。",
)
OWN_PORTAL = Field(
    "publication_url",
    widget="url",
    help="本单位门户网站上这份清单的网址，以 http:// 或 https:// 开头。",
)

SUBMIT = Step(
    "submit",
    "送处室审核",
    S.DRAFT,
    S.OFFICE_REVIEW,
    by=HANDLER,
    basis=NOTICE,
    preconditions=(guards.rows_exist, guards.header_is_complete),
    tone="primary",
)
REVISE = Step(
    "revise",
    "退回修改",
    S.OFFICE_REVIEW,
    S.DRAFT,
    by=OFFICE_HEAD | REVIEWER,
    basis=NOTICE,
    needs=(OPINION,),
)
PASS_REVIEW = Step(
    "pass_review",
    "审核通过，送核签",
    S.OFFICE_REVIEW,
    S.CERTIFYING_DEPUTY,
    by=OFFICE_HEAD | REVIEWER,
    basis="《政府信息公开条例》第十七条：公开前审查",
    preconditions=(guards.rows_are_complete, guards.laws_are_in_force),
    tone="primary",
)
CERTIFY_DEPUTY = Step(
    "certify_deputy",
    "分管领导核签",
    S.CERTIFYING_DEPUTY,
    S.CERTIFYING_PRINCIPAL,
    by=DEPUTY,
    basis=FOUR_EYES,
    needs=(SEEN,),
    preconditions=(guards.rows_are_complete,),
    guards=(guards.seen_is_current,),
    effects=(effects.seal_as_deputy,),
    confirm="核签只对您现在看到的内容有效，之后任何改动都会使核签失效。",
    tone="primary",
)
CERTIFY_PRINCIPAL = Step(
    "certify_principal",
    "主要负责人核签",
    S.CERTIFYING_PRINCIPAL,
    S.CERTIFIED,
    by=PRINCIPAL,
    basis=FOUR_EYES,
    needs=(SEEN,),
    preconditions=(
        guards.first_seal_is_fresh,
        guards.second_certifier_is_another,
        guards.rows_are_complete,
    ),
    guards=(guards.seen_is_current,),
    starts=(FILING_DUE, PUBLICATION_DUE),
    effects=(effects.seal_as_principal,),
    confirm="核签只对您现在看到的内容有效，之后任何改动都会使核签失效。",
    tone="primary",
)
SEND_BACK = Step(
    "send_back",
    "退回处室修改",
    (S.CERTIFYING_DEPUTY, S.CERTIFYING_PRINCIPAL),
    S.DRAFT,
    by=DEPUTY | PRINCIPAL,
    basis=FOUR_EYES,
    needs=(OPINION,),
)
RESUBMIT = Step(
    "resubmit",
    "改动后重新送分管领导",
    S.CERTIFYING_PRINCIPAL,
    S.CERTIFYING_DEPUTY,
    by=HANDLER,
    basis=FOUR_EYES,
)
RECERTIFY = Step(
    "recertify",
    "改动后重新送签",
    S.CERTIFIED,
    S.CERTIFYING_DEPUTY,
    by=HANDLER,
    basis=FOUR_EYES,
    stops=(FILING_DUE, PUBLICATION_DUE),
)
FILE = Step(
    "file",
    "报送备案",
    S.CERTIFIED,
    S.FILED,
    by=HANDLER,
    basis=NOTICE,
    needs=(OWN_PORTAL, Field("planned_publish_on", widget="date")),
    preconditions=(
        guards.office_is_known,
        guards.both_seals_are_fresh,
        guards.rows_are_complete,
        guards.laws_are_in_force,
        guards.sole_lead_is_single,
    ),
    guards=(guards.planned_date_is_not_past,),
    stops=(FILING_DUE,),
    starts=(CHECK_DUE,),
    effects=(effects.note_filing,),
    confirm="报送后清单内容不能再改动，直到环委办备案或者退回。",
    tone="primary",
)
ACCEPT = Step(
    "accept",
    "予以备案",
    S.FILED,
    S.ACCEPTED,
    by=OFFICE | OFFICE_CHIEF,
    basis=f"{NOTICE}；备案是登记，不是审批",
    preconditions=(guards.both_seals_are_fresh, guards.no_note_is_open),
    stops=(CHECK_DUE,),
    effects=(effects.issue_receipt,),
    confirm="予以备案后将取得备案号，备案号连续，不能撤销。",
    tone="primary",
)
RETURN = Step(
    "return",
    "退回补正",
    S.FILED,
    S.RETURNED,
    by=OFFICE | OFFICE_CHIEF,
    basis=NOTICE,
    needs=(Field("return_reason", widget="textarea"),),
    preconditions=(guards.a_note_says_what,),
    stops=(CHECK_DUE,),
    effects=(effects.release_notes,),
    tone="danger",
)
CORRECT = Step(
    "correct",
    "补正完成，重新送签",
    S.RETURNED,
    S.CERTIFYING_DEPUTY,
    by=HANDLER,
    basis=NOTICE,
    preconditions=(guards.notes_are_answered, guards.rows_are_complete),
    stops=(PUBLICATION_DUE,),
    tone="primary",
)
PUBLISH = Step(
    "publish",
    "公开",
    S.ACCEPTED,
    S.PUBLISHED,
    by=HANDLER | REVIEWER,
    basis=f"{NOTICE}；{_LIMITS.publication.basis}",
    needs=(OWN_PORTAL,),
    preconditions=(guards.both_seals_are_fresh,),
    stops=(PUBLICATION_DUE,),
    effects=(effects.freeze_public_copy,),
    confirm="公开后生成永久地址和文件指纹，公开的版本不能改动；以后的变化请编制新的一版。",
    tone="primary",
)
WITHDRAW = Step(
    "withdraw",
    "撤回这份清单",
    S.DRAFT,
    S.WITHDRAWN,
    by=HANDLER,
    basis=NOTICE,
    needs=(OPINION,),
    confirm="撤回后这份清单不再办理，记录仍然保留。",
    tone="danger",
)
ABANDON = Step(
    "abandon",
    "不再补正，撤回清单",
    S.RETURNED,
    S.WITHDRAWN,
    by=HANDLER,
    basis=NOTICE,
    needs=(OPINION,),
    stops=(PUBLICATION_DUE,),
    confirm="撤回后这份清单不再办理，记录仍然保留。",
    tone="danger",
)

MATTER_LIST = Process(
    "matter-list",
    "事项清单",
    MatterList,
    version=1,
    states=S,
    initial=S.DRAFT,
    final=(S.PUBLISHED, S.WITHDRAWN),
    steps=(
        SUBMIT,
        REVISE,
        PASS_REVIEW,
        CERTIFY_DEPUTY,
        CERTIFY_PRINCIPAL,
        SEND_BACK,
        RESUBMIT,
        RECERTIFY,
        FILE,
        ACCEPT,
        RETURN,
        CORRECT,
        PUBLISH,
        WITHDRAW,
        ABANDON,
    ),
    opens_by=HANDLER | SYSTEM,
    opens_basis=NOTICE,
    number_prefix="QD",
    track=(
        S.DRAFT,
        S.OFFICE_REVIEW,
        S.CERTIFYING_DEPUTY,
        S.CERTIFYING_PRINCIPAL,
        S.CERTIFIED,
        S.FILED,
        S.ACCEPTED,
        S.PUBLISHED,
    ),
)
