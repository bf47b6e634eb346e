"""参照执行答复：一个地区逐条决定怎样参照上级要求，审核、签发以后生效并公布。.

The same small process serves a first answer, a change of one's own, and the answer to a change
above; the case says which clauses it asks about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.access import SYSTEM, holds
from bihuan.kernel.process import OPINION, Clock, Document, Field, Process, Step
from bihuan.modules.following import effects
from bihuan.modules.following.models import Following
from bihuan.modules.following.models import FollowingState as S
from bihuan.modules.following.rules import dates, guards
from bihuan.modules.following.rules.settings import policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.kernel.calendar import Span

NOTICE = "川环委〔2023〕1号第二条：各市（州）、县（市、区）应当参照省级要求执行"
DESIGN = "平台设计：逐条作答，另一人审核，主要负责人签发"
PUBLICITY = "《中华人民共和国政府信息公开条例》第二十六条"

HANDLER = holds("handler", organ="owner", label="本地环委办经办人")
HEAD = holds("office_head", organ="owner", label="本地环委办处室负责人")
PRINCIPAL = holds("principal", organ="owner", label="本地环委办主要负责人")
ASKER = holds("handler", organ="asker", label="上级环委办经办人") | holds(
    "office_head", organ="asker", label="上级环委办处室负责人"
)


def _clock(key: str, limit: str, label: str, span: Callable[[Any], Span]) -> Clock[Any]:
    found = policy().newest(limit)
    return Clock(key, label, span, basis=found.marked_basis, warn=found.warn)


ANSWER_DUE = _clock("answer", "reconfirm", "参照执行答复期限", dates.answer)
PUBLISH_DUE = _clock("publish", "publish", policy().newest("publish").label, dates.publication)

SUBMIT = Step(
    "submit",
    "送审答复",
    S.DRAFT,
    S.CHECKING,
    by=HANDLER,
    basis=NOTICE,
    needs=(
        Field(
            "note",
            required=False,
            widget="textarea",
            help="可以不填。没有写例外的条款，一律按“采用”答复。",
        ),
    ),
    preconditions=(guards.something_is_asked, guards.text_is_current),
    effects=(effects.note_drafter,),
    tone="primary",
)
CHECK = Step(
    "check",
    "审核同意答复",
    S.CHECKING,
    S.CHECKED,
    by=HEAD,
    basis=DESIGN,
    preconditions=(guards.checker_is_another, guards.text_is_current),
    tone="primary",
)
RETURN = Step(
    "return",
    "退回重新作答",
    (S.CHECKING, S.CHECKED),
    S.DRAFT,
    by=HEAD | PRINCIPAL,
    basis=DESIGN,
    needs=(OPINION,),
)
SIGN = Step(
    "sign",
    "签发决定",
    S.CHECKED,
    S.SIGNED,
    by=PRINCIPAL,
    basis=f"{NOTICE}；{DESIGN}",
    needs=(
        Field("decider", help="作出决定的党委、政府或者环委会。"),
        Field("decision_no", help="决定、纪要或者批复的文号。"),
        Document("decision", "决定文件", least=0, help="可以不传；传了随办件保存。"),
    ),
    preconditions=(guards.text_is_current,),
    stops=(ANSWER_DUE,),
    starts=(PUBLISH_DUE,),
    effects=(effects.put_in_force,),
    confirm="签发当天生效：本地应办事项按新的答复计算。已经逾期的事项不因此免除。",
    tone="primary",
)
PUBLISH = Step(
    "publish",
    "公布决定",
    S.SIGNED,
    S.PUBLISHED,
    by=HANDLER,
    basis=PUBLICITY,
    needs=(Field("public_link", required=False, widget="url", help="政府门户上的网址。"),),
    stops=(PUBLISH_DUE,),
    effects=(effects.freeze,),
    confirm="公布后生成永久地址和指纹，公布的内容不能改动；理由一并公开。",
    tone="primary",
)
DISCARD = Step(
    "discard",
    "作废答复",
    S.DRAFT,
    S.DISCARDED,
    by=HANDLER,
    basis=DESIGN,
    needs=(OPINION,),
    preconditions=(guards.nobody_waits_for_it,),
    stops=(ANSWER_DUE,),
    confirm="作废后这份答复不再办理，原来有效的答复不变。",
    awaited=False,
    tone="danger",
)

FOLLOWING = Process(
    "following",
    "参照执行答复",
    Following,
    version=1,
    states=S,
    initial=S.DRAFT,
    final=(S.PUBLISHED, S.DISCARDED),
    steps=(SUBMIT, CHECK, RETURN, SIGN, PUBLISH, DISCARD),
    opens_by=HANDLER | ASKER | SYSTEM,
    opens_basis=NOTICE,
    number_prefix="CZ",
    starts=(ANSWER_DUE,),
    track=(S.DRAFT, S.CHECKING, S.CHECKED, S.SIGNED, S.PUBLISHED),
)
