"""What taking a file over would do, or did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.quality.models import ImportKind

if TYPE_CHECKING:
    from bihuan.modules.quality.operations.storing import Change
    from bihuan.modules.quality.rules.faults import Fault


class NoReason(ValueError):
    """Readings are not corrected without a reason."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What a file would do, or did: `done` tells which."""

    kind: str
    file_name: str
    sm3: str
    size: int
    rows: int
    added: int = 0
    changed: int = 0
    same: int = 0
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    """Corrections, the first of them."""
    needs_reason: bool = False
    done: bool = False
    run: int | None = None
    """The import, once it is done; the earlier one when the same file was taken over before."""

    @property
    def ok(self) -> bool:
        """Whether the file may be taken over (a correction needs its reason besides)."""
        return not self.fault_count

    @property
    def is_nothing_new(self) -> bool:
        """Whether everything in the file is known already."""
        return self.ok and not self.added and not self.changed

    @property
    def kind_word(self) -> str:
        """Return what the file holds, in Chinese."""
        return ImportKind(self.kind).label if self.kind else ""

    @property
    def sentence(self) -> str:
        """Return the whole outcome in a sentence."""
        if self.fault_count:
            more = self.fault_count - len(self.faults)
            only = f"（下面列出前{len(self.faults)}处）" if more else ""
            return (
                f"文件 {self.file_name} 有{self.fault_count}处不能采用{only}，"
                "全部改正之前一行也不会导入。"
            )
        if self.is_nothing_new:
            return f"文件 {self.file_name} 的{self.rows}行都已经导入过，没有新内容，没有改动。"
        told = (
            f"{self.kind_word}{self.rows}行：新增{self.added}，更正{self.changed}，相同{self.same}"
        )
        if self.done:
            return f"已导入 {self.file_name}，{told}。"
        if self.needs_reason:
            return f"{self.file_name} 有{self.changed}行与现有数值不同，更正要写明理由。{told}。"
        return f"{self.file_name} 可以导入，{told}。"
