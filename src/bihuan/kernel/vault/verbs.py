"""What the vault writes into the ledger: never a value, always what, for whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger import Verb

if TYPE_CHECKING:
    from bihuan.kernel.ledger import Line


def _revealed(line: Line) -> str:
    who = f"{line.actor_body_name}{line.actor_name}"
    facts = line.facts
    return (
        f"{who}查看了{line.subject.removeprefix('case:')}的{facts.get('what', '身份信息')}，"
        f"用途：{facts.get('purpose', '')}，提供给：{facts.get('receiver', '')}"
        f"（凭{facts.get('request', '')}）。"
    )


SEALED = Verb("vault.sealed", "密封个人信息")
REVEALED = Verb("vault.revealed", "查看身份信息", formatter=_revealed)
DENIED = Verb("vault.denied", "查看身份信息被拒绝")
ERASED = Verb("vault.erased", "销毁办件密钥")

ALL = (SEALED, REVEALED, DENIED, ERASED)
