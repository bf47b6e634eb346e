"""What every step of a docket speaks of: the notice, who acts, which clocks run."""

from __future__ import annotations

from bihuan.kernel.access import holds
from bihuan.modules.leads.process.clocks import clock
from bihuan.modules.leads.rules import dates

NOTICE = "川环委〔2023〕1号第二条第（四）项"
DESIGN = "平台设计：研究会商的内部步骤由环委办组织"
PUBLICITY = f"{NOTICE}：依法依规向社会公开"

OFFICE = holds("handler", organ="office", label="环委办经办人") | holds(
    "office_head", organ="office", label="环委办处室负责人"
)
CHIEF = holds("office_head", organ="office", label="环委办处室负责人") | holds(
    "principal", organ="office", label="环委办主要负责人"
)
PROPOSER = holds("handler", organ="proposer", label="提出单位经办人")

TOTAL = clock("total", dates.total)
JUDGE_DUE = clock("judge")
ASK_DUE = clock("ask")
MEET_DUE = clock("meet")
DRAFT_DUE = clock("draft")
SUBMIT_DUE = clock("submit")
PUBLISH_DUE = clock("publish", dates.publication)
TAKEOVER_DUE = clock("takeover", dates.takeover)
BEFORE_DECISION = (TOTAL, JUDGE_DUE, ASK_DUE, MEET_DUE, DRAFT_DUE, SUBMIT_DUE)
