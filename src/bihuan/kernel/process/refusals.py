"""How the engine says no. Every exception carries whole sentences that may be shown as they are.

Refused          the step cannot be taken; all reasons at once
└── LostRace     somebody else moved the case first
NotFound         there is no such case *for this actor*; the two are never told apart
"""

from bihuan.kernel.process.definition import Refusal


class Refused(Exception):
    """The step cannot be taken. `refusals` holds every reason there is."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("".join(refusal.sentence for refusal in refusals))

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes, in the order of the reasons."""
        return tuple(refusal.code for refusal in self.refusals)


class LostRace(Refused):
    """Somebody else moved the case between reading and pressing."""

    def __init__(self, sentence: str) -> None:
        super().__init__((Refusal("lost_race", sentence),))


class NotFound(LookupError):
    """No such case, or none that this actor may know of: the answer is 404 in both cases."""

    def __init__(self, number: str) -> None:
        super().__init__(f"没有编号为“{number}”的办件，或者您无权查看。请核对编号。")
