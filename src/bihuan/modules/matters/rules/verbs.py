"""The ledger verbs of the matter lists."""

from bihuan.kernel.ledger import Verb

SEALED = Verb("matters.sealed", "核签事项清单")
FILED = Verb("matters.filed", "报备事项清单")
RECEIPT = Verb("matters.receipt", "出具备案号")
PUBLISHED = Verb("matters.published", "固定公开版清单")
PUBLIC_WITHDRAWN = Verb("matters.public_withdrawn", "撤下公开的清单")
HEADER_SAVED = Verb("matters.header_saved", "修改清单表头")
ROW_SAVED = Verb("matters.row_saved", "修改具体事项")
ROW_REMOVED = Verb("matters.row_removed", "删去具体事项")
IMPORTED = Verb("matters.imported", "导入具体事项")
COPIED = Verb("matters.copied", "从上一版复制事项")
NOTED = Verb("matters.noted", "写行内审核意见")
NOTE_REMOVED = Verb("matters.note_removed", "删去行内审核意见")
ANSWERED = Verb("matters.answered", "答复行内审核意见")
REMINDED = Verb("matters.reminded", "催办事项清单")
TAKEN_IN = Verb("matters.taken_in", "收到须列入清单的事项")
PARTNERS_ASKED = Verb("matters.partners_asked", "请配合单位确认")
PARTNER_MARKED = Verb("matters.partner_marked", "对配合事项写异议")
PARTNER_ANSWERED = Verb("matters.partner_answered", "答复配合事项")
BULK_CHANGED = Verb("matters.bulk_changed", "批量修改具体事项")
DUTIES_LOADED = Verb("matters.duties_loaded", "导入责任清单")

ALL = (
    SEALED,
    FILED,
    RECEIPT,
    PUBLISHED,
    PUBLIC_WITHDRAWN,
    HEADER_SAVED,
    ROW_SAVED,
    ROW_REMOVED,
    IMPORTED,
    COPIED,
    NOTED,
    NOTE_REMOVED,
    ANSWERED,
    REMINDED,
    TAKEN_IN,
    PARTNERS_ASKED,
    PARTNER_MARKED,
    PARTNER_ANSWERED,
    BULK_CHANGED,
    DUTIES_LOADED,
)
