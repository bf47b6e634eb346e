"""The ledger verbs of the comparison."""

from bihuan.kernel.ledger import Verb

JUDGED = Verb("algebra.judged", "判断事项关系")
DOCKET = Verb("algebra.docket", "由发现登记会商")
RETURNED = Verb("algebra.returned", "由发现退请修订")
DISMISSED = Verb("algebra.dismissed", "发现不作问题处理")
SETTLED = Verb("algebra.settled", "发现已由会商明确牵头")
LEFT = Verb("algebra.left", "由发现登记的会商未作决定")

ALL = (JUDGED, DOCKET, RETURNED, DISMISSED, SETTLED, LEFT)
