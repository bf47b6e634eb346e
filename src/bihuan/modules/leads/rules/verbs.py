"""The ledger verbs of the dockets."""

from bihuan.kernel.ledger import Verb

CANDIDATES = Verb("leads.candidates", "确定候选部门")
PUBLISHED = Verb("leads.published", "固定公开版牵头决定")
TAKEN = Verb("leads.taken", "新明确事项列入清单")
PASSED = Verb("leads.passed_down", "转下级会商")

ALL = (CANDIDATES, PUBLISHED, TAKEN, PASSED)
