"""The ledger verbs of papers."""

from bihuan.kernel.ledger import Verb

SAVED = Verb("documents.saved", "修改公文稿")
SIGNED = Verb("documents.signed", "签发公文")
NUMBERED = Verb("documents.numbered", "登记发文字号")
VOIDED = Verb("documents.voided", "作废发文字号")
CIRCULATED = Verb("documents.circulated", "送阅")
READ = Verb("documents.read", "阅毕")
NOTED = Verb("documents.noted", "批示")
URGED = Verb("documents.urged", "催办公文")
WORD_ADDED = Verb("documents.word_added", "登记发文代字")
WORD_SWITCHED = Verb("documents.word_switched", "启用或停用发文代字")
RECEIPT_REGISTERED = Verb("documents.receipt_registered", "登记线下签收")
BOUND = Verb("documents.bound", "装订一案一档")
TEMPLATE_ADAPTED = Verb("documents.template_adapted", "改写文种模板")

ALL = (
    SAVED,
    SIGNED,
    NUMBERED,
    VOIDED,
    CIRCULATED,
    READ,
    NOTED,
    URGED,
    WORD_ADDED,
    WORD_SWITCHED,
    RECEIPT_REGISTERED,
    BOUND,
    TEMPLATE_ADAPTED,
)
