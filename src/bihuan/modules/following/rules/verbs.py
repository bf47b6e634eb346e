"""The ledger verbs of following."""

from bihuan.kernel.ledger import Verb

ANSWERED = Verb("following.answered", "填写参照执行答复")
REFRESHED = Verb("following.refreshed", "核对变化后的条款")
IN_FORCE = Verb("following.in_force", "参照执行决定生效")
CHANGED = Verb("following.changed", "登记上级条款变化，列出受影响地区")
PUBLISHED = Verb("following.published", "固定公开版参照执行决定")

ALL = (ANSWERED, REFRESHED, IN_FORCE, CHANGED, PUBLISHED)
