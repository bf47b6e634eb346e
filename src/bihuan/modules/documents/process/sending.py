"""发文: draft, review, co-signing, signature, number, dispatch, receipts, answers, archive.

Who acts, then every step in the order a paper lives them; the co-signing of one body below.
"""

from __future__ import annotations

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import OPINION, Document, Field, Process, Step, all_children_closed
from bihuan.modules.documents import effects
from bihuan.modules.documents.models import Cosigning, Sending
from bihuan.modules.documents.models import CosigningState as C
from bihuan.modules.documents.models import SendingState as S
from bihuan.modules.documents.rules import guards

RULES = "《党政机关公文处理工作条例》（中办发〔2012〕14号）"
DRAFTING = f"{RULES}公文拟制：起草、审核、签发"
SENDING_OUT = f"{RULES}发文办理：复核、登记、印制、核发"
FILING = f"{RULES}公文管理：整理归档"

HANDLER = holds("handler", organ="owner", label="拟稿人")
OFFICE_HEAD = holds("office_head", organ="owner", label="拟稿处室负责人")
REVIEWER = holds("reviewer", organ="owner", label="办公室核稿人")
DEPUTY = holds("deputy", organ="owner", label="分管领导")
PRINCIPAL = holds("principal", organ="owner", label="主要负责人")
LEADERS = DEPUTY | PRINCIPAL

SEEN = Field(
    "content_digest",
    help="由页面自动带出，代表您看到的这一稿。页面打开后文稿有改动的，需要刷新后再签。",
)
WORDS = Field(
    "opinion", label="签批意见", widget="textarea", required=False, help="可以不填；不填即“同意”。"
)
REASON = Field("return_reason", widget="textarea", help="写明哪里要改、为什么。")

SUBMIT = Step(
    "submit",
    "送部门审核",
    (S.DRAFT, S.RETURNED),
    S.DEPT_REVIEW,
    by=HANDLER,
    basis=DRAFTING,
    preconditions=(
        guards.paper_is_complete,
        guards.paper_is_not_classified,
        guards.openness_has_reason,
    ),
    tone="primary",
)


def _annex(key: str, state: S) -> Step[Sending]:
    """Take files beside the text; the paper stays where it is."""
    return Step(
        key,
        "上传附件文件",
        state,
        state,
        by=HANDLER,
        basis=DRAFTING,
        needs=(
            Document(
                effects.ANNEX,
                "附件文件",
                help="一个文件一个附件，附件名称取自文件名。再传同名文件，换下原来的。",
            ),
        ),
        guards=(guards.files_are_not_classified,),
        effects=(effects.add_annexes,),
        awaited=False,
    )


ANNEX = _annex("annex", S.DRAFT)
ANNEX_AGAIN = _annex("annex_again", S.RETURNED)
PASS_DEPT = Step(
    "pass_dept",
    "审核通过，送办公室核稿",
    S.DEPT_REVIEW,
    S.OFFICE_REVIEW,
    by=OFFICE_HEAD,
    basis=DRAFTING,
    preconditions=(guards.paper_is_complete,),
    tone="primary",
)
RETURN_DEPT = Step(
    "return_dept",
    "退回拟稿人修改",
    S.DEPT_REVIEW,
    S.RETURNED,
    by=OFFICE_HEAD,
    basis=DRAFTING,
    needs=(REASON,),
)
ASK_COSIGN = Step(
    "ask_cosign",
    "核稿通过，送会签",
    S.OFFICE_REVIEW,
    S.COSIGNING,
    by=REVIEWER,
    basis=DRAFTING,
    preconditions=(
        guards.somebody_to_cosign,
        guards.paper_is_complete,
        guards.paper_is_not_classified,
        guards.passes_checkup,
    ),
    effects=(effects.ask_cosigners,),
    tone="primary",
)
PASS_OFFICE = Step(
    "pass_office",
    "核稿通过，送签发",
    S.OFFICE_REVIEW,
    S.SIGNING,
    by=REVIEWER,
    basis=DRAFTING,
    preconditions=(
        guards.nobody_to_cosign,
        guards.paper_is_complete,
        guards.paper_is_not_classified,
        guards.openness_has_reason,
        guards.passes_checkup,
    ),
    tone="primary",
)
COSIGNED = Step(
    "cosigned",
    "会签完毕，送签发",
    S.COSIGNING,
    S.SIGNING,
    by=SYSTEM,
    basis=DRAFTING,
    preconditions=(all_children_closed, guards.all_have_cosigned),
    awaited=False,
)
RETURN_OFFICE = Step(
    "return_office",
    "退回修改",
    (S.OFFICE_REVIEW, S.COSIGNING, S.SIGNED),
    S.RETURNED,
    by=REVIEWER,
    basis=DRAFTING,
    needs=(REASON,),
    effects=(effects.lapse_cosigners, effects.drop_signature),
)
SIGN = Step(
    "sign",
    "签发",
    S.SIGNING,
    S.SIGNED,
    by=LEADERS,
    basis=DRAFTING,
    needs=(SEEN, WORDS),
    preconditions=(
        guards.signer_is_not_drafter,
        guards.paper_is_complete,
        guards.paper_is_not_classified,
        guards.passes_checkup,
    ),
    guards=(guards.seen_is_current,),
    effects=(effects.bind_signature,),
    tone="primary",
)
RETURN_LEADER = Step(
    "return_leader",
    "不签发，退回修改",
    S.SIGNING,
    S.RETURNED,
    by=LEADERS,
    basis=DRAFTING,
    needs=(REASON,),
)
NUMBER = Step(
    "number",
    "登记编号",
    S.SIGNED,
    S.NUMBERED,
    by=REVIEWER | HANDLER,
    basis=SENDING_OUT,
    preconditions=(guards.word_is_chosen, guards.signature_holds),
    effects=(effects.number_paper,),
    confirm="发文字号按顺序连续编发，编定后不能收回；不再使用的只能作废，号码保留。",
    tone="primary",
)
DISPATCH = Step(
    "dispatch",
    "用印、分发",
    S.NUMBERED,
    S.DISPATCHED,
    by=REVIEWER | HANDLER,
    basis=SENDING_OUT,
    needs=(
        Field("copies", widget="number", required=False, help="纸质印制的份数，只发电子件的不填。"),
    ),
    preconditions=(guards.signature_holds,),
    effects=(effects.dispatch_paper,),
    confirm="分发后各收文单位立即可以看到这份公文。请先在本单位的用印系统完成用印。",
    tone="primary",
)
ACKNOWLEDGE = Step(
    "acknowledge",
    "确认签收完毕",
    S.DISPATCHED,
    S.ACKNOWLEDGED,
    by=REVIEWER | SYSTEM,
    basis=f"{RULES}收文办理：签收",
    preconditions=(guards.everybody_signed_for_it,),
    awaited=False,
)
ANSWER = Step(
    "answer",
    "全部答复",
    (S.DISPATCHED, S.ACKNOWLEDGED),
    S.ANSWERED,
    by=SYSTEM,
    basis=f"{RULES}收文办理：答复",
    preconditions=(guards.everybody_answered,),
    effects=(effects.stop_answer_clock,),
    awaited=False,
)
ARCHIVE = Step(
    "archive",
    "归档",
    (S.ACKNOWLEDGED, S.ANSWERED),
    S.ARCHIVED,
    by=REVIEWER | HANDLER,
    basis=FILING,
    preconditions=(guards.nothing_is_owed,),
    effects=(effects.stop_answer_clock,),
)
WITHDRAW = Step(
    "withdraw",
    "撤回，不再办理",
    (S.DRAFT, S.RETURNED, S.DEPT_REVIEW, S.OFFICE_REVIEW),
    S.WITHDRAWN,
    by=HANDLER,
    basis=DRAFTING,
    needs=(OPINION,),
    confirm="撤回后这份文稿不再办理，记录仍然保留。没有编号，不占用发文字号。",
    tone="danger",
    awaited=False,
)
VOID = Step(
    "void",
    "作废",
    (S.NUMBERED, S.DISPATCHED, S.ACKNOWLEDGED),
    S.VOID,
    by=LEADERS,
    basis=SENDING_OUT,
    needs=(Field("void_reason", widget="textarea"),),
    effects=(effects.void_paper, effects.stop_answer_clock),
    confirm="作废后发文字号保留并标明作废，不再给别的公文使用；没有办结的收文一并作废。",
    tone="danger",
    awaited=False,
)

SENDING = Process(
    "sending",
    "发文",
    Sending,
    version=1,
    states=S,
    initial=S.DRAFT,
    final=(S.ARCHIVED, S.WITHDRAWN, S.VOID),
    steps=(
        SUBMIT,
        ANNEX,
        ANNEX_AGAIN,
        PASS_DEPT,
        RETURN_DEPT,
        ASK_COSIGN,
        PASS_OFFICE,
        COSIGNED,
        RETURN_OFFICE,
        SIGN,
        RETURN_LEADER,
        NUMBER,
        DISPATCH,
        ACKNOWLEDGE,
        ANSWER,
        ARCHIVE,
        WITHDRAW,
        VOID,
    ),
    opens_by=HANDLER | OFFICE_HEAD | REVIEWER,
    opens_basis=DRAFTING,
    number_prefix="FW",
    track=(
        S.DRAFT,
        S.DEPT_REVIEW,
        S.OFFICE_REVIEW,
        S.SIGNING,
        S.SIGNED,
        S.NUMBERED,
        S.DISPATCHED,
        S.ACKNOWLEDGED,
        S.ARCHIVED,
    ),
    confined=True,
)

COSIGNERS = holds("deputy", organ="owner", label="会签单位分管领导") | holds(
    "principal", organ="owner", label="会签单位主要负责人"
)

AGREE = Step(
    "agree",
    "会签同意",
    C.ASKED,
    C.AGREED,
    by=COSIGNERS,
    basis=DRAFTING,
    needs=(SEEN, WORDS),
    guards=(guards.cosigner_sees_current,),
    effects=(effects.gather_cosigners,),
    tone="primary",
)
OBJECT = Step(
    "object",
    "提出不同意见",
    C.ASKED,
    C.OBJECTED,
    by=COSIGNERS,
    basis=DRAFTING,
    needs=(OPINION,),
)
LAPSE = Step(
    "lapse",
    "会签失效",
    C.ASKED,
    C.LAPSED,
    by=SYSTEM,
    basis=DRAFTING,
    awaited=False,
)

COSIGNING = Process(
    "cosigning",
    "会签",
    Cosigning,
    version=1,
    states=C,
    initial=C.ASKED,
    final=(C.AGREED, C.OBJECTED, C.LAPSED),
    steps=(AGREE, OBJECT, LAPSE),
    opens_by=holds("reviewer", organ="issuer", label="主办单位核稿人"),
    opens_basis=DRAFTING,
    number_prefix="HQ",
    track=(C.ASKED, C.AGREED),
    confined=True,
)
